import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StudyMessage } from '@impact-ledger/application';
import type { StudyResult } from '@impact-ledger/domain';
import { fingerprint } from '@impact-ledger/ledger';
import { CommandBus } from '@nestjs/cqrs';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as example from '../../apps/api/src/schemas/examples.js';
import { dataSetForm, startHarness, type Account, type Harness } from './harness.js';

interface Receipt {
  readonly revision: number;
  readonly position: string;
  readonly repeated: boolean;
  readonly run: string;
}

const AUTHOR: Account = { account: 'claire', role: 'analyst' };
const COLLEAGUE: Account = { account: 'amadou', role: 'analyst' };
const PERSON = 'martine.durand@example.org';
const PEOPLE =
  'person,treated,employed,age\n' +
  Array.from(
    { length: 60 },
    (_, row) => `${row === 7 ? PERSON : `p${row}@example.org`},${row % 2},${row % 3 === 0 ? 1 : 0},${20 + row}\n`,
  ).join('');

describe('a study from its protocol to the public page', () => {
  let api: Harness;
  let run: string;
  beforeAll(async () => {
    api = await startHarness();
    await api.post('/v1/products', example.product);
  });
  afterAll(() => api.close());

  test('a file is taken in: its shape and hash in the ledger, its people nowhere', async () => {
    const { payload, headers } = dataSetForm(example.declaration, PEOPLE);
    const sent = await api.post<Receipt>('/v1/datasets', payload, { as: AUTHOR, key: 'file', headers });
    expect(sent).toMatchObject({
      status: 201,
      body: { id: 'nsw-experiment' },
      headers: { location: '/v1/datasets/nsw-experiment' },
    });
    const again = dataSetForm(example.declaration, PEOPLE);
    expect(
      await api.post('/v1/datasets', again.payload, { as: AUTHOR, key: 'file', headers: again.headers }),
    ).toMatchObject({
      status: 201,
      body: { repeated: true },
    });

    const read = await api.get<{ columns: { name: string; levels?: string[] }[] }>(
      `/v1/datasets/nsw-experiment?minPosition=${sent.body.position}`,
    );
    expect(read.body).toMatchObject({ rows: 60, status: 'registered' });
    expect(read.body.columns.map(({ name, levels }) => [name, levels])).toEqual([
      ['person', undefined],
      ['treated', ['0', '1']],
      ['employed', ['0', '1']],
      ['age', undefined],
    ]);
    const { rows } = await api.database.pool.query<{ bytes: string }>('select bytes from ledger.event');
    expect(rows.some(({ bytes }) => bytes.includes('example.org'))).toBe(false);
    for (const entry of readdirSync(api.dataRoot, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile()) continue;
      expect(readFileSync(path).includes(PERSON)).toBe(false);
      expect(statSync(path).mode & 0o077).toBe(0);
    }
    // What was on its way in is gone.
    expect(readdirSync(join(api.dataRoot, 'incoming'))).toEqual([]);
  });

  test('another file under the same id is refused and leaves nothing in the vault', async () => {
    const folder = join(api.dataRoot, 'vault', 'data', 'nsw-experiment');
    const before = readdirSync(folder);
    const { payload, headers } = dataSetForm(example.declaration, PEOPLE.replace('p3@', 'q3@'));
    expect(await api.post('/v1/datasets', payload, { headers })).toMatchObject({
      status: 409,
      body: { errors: [{ pointer: '/dataset' }] },
    });
    expect(readdirSync(folder)).toEqual(before);
  });

  test('drafted, revised, given data, frozen, run', async () => {
    const drafted = await api.post('/v1/studies', { study: 'nsw', protocol: example.protocol }, { as: AUTHOR });
    expect(drafted).toMatchObject({ status: 201, headers: { location: '/v1/studies/nsw', etag: '"0"' } });
    const asked = (path: string, body: unknown, ifMatch: number) =>
      api.post<Receipt>(`/v1/studies/nsw/${path}`, body, { as: AUTHOR, ifMatch });
    expect(await asked('runs', {}, 0)).toMatchObject({ status: 409, body: { title: 'Not in this state' } });
    expect(
      await asked('protocol', { protocol: { ...example.protocol, seed: 7 }, reason: 'Another seed.' }, 0),
    ).toMatchObject({ status: 200 });
    expect(await asked('data', { dataset: 'nsw-experiment' }, 1)).toMatchObject({ status: 200 });
    expect(await asked('freeze', {}, 2)).toMatchObject({ status: 200 });
    expect(await asked('protocol', { protocol: example.protocol, reason: 'Too late.' }, 3)).toMatchObject({
      status: 409,
    });
    expect(await asked('schedule', { pattern: '0 6 1 * *' }, 3)).toMatchObject({ status: 200 });

    const requested = await api.post<Receipt>('/v1/studies/nsw/runs', {}, { as: AUTHOR, key: 'first-run' });
    run = requested.body.run;
    expect(requested).toMatchObject({ status: 202, headers: { location: `/v1/runs/${run}` } });
    expect(await api.post('/v1/studies/nsw/runs', {}, { as: AUTHOR, key: 'first-run' })).toMatchObject({
      status: 202,
      body: { run, repeated: true },
    });
    const read = await api.get(`/v1/runs/${run}?minPosition=${requested.body.position}`);
    expect(read).toMatchObject({ status: 200, body: { study: 'nsw', look: 1, status: 'requested', result: null } });
    const study = await api.get('/v1/studies/nsw');
    expect(study.body).toMatchObject({
      status: 'frozen',
      protocolHash: fingerprint({ ...example.protocol, seed: 7 }),
      schedule: '0 6 1 * *',
      dataset: { id: 'nsw-experiment' },
    });
  });

  test('the worker ends the run once, however often the job is delivered; nobody else may end it', async () => {
    const bus = api.app.get(CommandBus, { strict: false });
    const result = resultOf(String((await api.get('/v1/studies/nsw')).body['protocolHash']));
    const request = {
      type: 'CompleteRun',
      data: { run, result, resultHash: fingerprint(result), sealed: null },
    } as const;
    const worker = { actor: { id: 'worker', role: 'worker' }, idempotencyKey: `run:${run}` } as const;
    const first = await bus.execute(new StudyMessage('nsw', request, worker));
    expect(await bus.execute(new StudyMessage('nsw', request, worker))).toEqual({ ...first, repeated: true });
    expect(() => bus.execute(new StudyMessage('nsw', request, { actor: { id: 'root', role: 'admin' } }))).toThrow(
      /may not CompleteRun/,
    );
    const read = await api.get(`/v1/runs/${run}?minPosition=${first.position}`);
    expect(read).toMatchObject({
      body: { status: 'completed', result: { verdict: 'positive' } },
      headers: { etag: '"6"' },
    });
  });

  test('four eyes: the author neither reviews nor publishes, a colleague does, and an admin who wrote it cannot either', async () => {
    const act = (what: string, body: unknown, as: Account, ifMatch: number) =>
      api.post<Receipt>(`/v1/studies/nsw/runs/${run}/${what}`, body, { as, ifMatch });
    const accept = { decision: 'accepted', comment: 'Balance holds.' };
    expect(await act('review', accept, AUTHOR, 6)).toMatchObject({
      status: 403,
      body: { title: 'Another person must do this' },
    });
    expect(await act('review', accept, { account: 'claire', role: 'admin' }, 6)).toMatchObject({ status: 403 });
    expect(await act('publication', {}, COLLEAGUE, 6)).toMatchObject({ status: 409 });
    expect((await api.get('/v1/public/bonne-boite/stats', { as: null })).body['results']).toEqual([]);
    expect(await act('review', accept, COLLEAGUE, 6)).toMatchObject({ status: 200 });
    const published = await act('publication', {}, COLLEAGUE, 7);
    expect(published).toMatchObject({ status: 200 });

    const stats = await api.get<{ results: Record<string, unknown>[] }>(
      `/v1/public/bonne-boite/stats?minPosition=${published.body.position}`,
      { as: null },
    );
    expect(stats.body.results).toMatchObject([
      // An arm of fewer than 11 people: the verdict, and no figure.
      { study: 'nsw', verdict: 'positive', withheld: 'few', primary: null, naive: null, curves: null },
    ]);
    expect(stats.text).not.toMatch(/diagnostics|flow|Balance holds/);
  });

  test('the pages show it, in the language asked for', async () => {
    const page = (path: string, as: Account | null = AUTHOR, language = 'en') =>
      api.get(path, { as, headers: { accept: 'text/html', 'accept-language': language } });
    for (const path of ['/', '/indicators', '/studies', '/studies/nsw', '/audit', '/audit/1']) {
      const { status, headers, text } = await page(path);
      expect([path, status, headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(text).toContain('<html lang="en"');
      expect(text.length).toBeLessThan(200_000);
    }
    expect((await page('/studies/nsw')).text).toContain('The programme brings people back to work.');
    expect((await page('/audit/1')).text).toContain('ProductRegistered');
    for (const [type, media] of [
      ['svg', 'image/svg+xml'],
      ['json', 'application/json'],
      ['csv', 'text/csv'],
    ]) {
      const { status, headers } = await page(`/studies/nsw/figures/forest.${type}`);
      expect([status, headers['content-type'], headers['content-disposition']]).toEqual([
        200,
        `${media}; charset=utf-8`,
        `attachment; filename="forest.${type}"`,
      ]);
    }
    expect((await page('/studies/nsw/figures/gates.svg')).status).toBe(404);
    expect((await page('/studies/nsw/figures/forest.exe')).status).toBe(404);
    expect((await page('/studies/nsw/figures/forest.svg', null)).status).not.toBe(200);
    const badge = await page('/bonne-boite/badge.svg?lang=fr', null);
    expect([badge.status, badge.headers['cross-origin-resource-policy']]).toEqual([200, 'cross-origin']);
    expect(badge.text).toMatch(/^<svg .*lang="fr"/);
    const open = await page('/bonne-boite/stats', null, 'fr-FR,fr;q=0.9,en;q=0.1');
    expect(open.status).toBe(200);
    expect(open.text).toContain('<html lang="fr"');
    const switched = await page('/studies?lang=fr');
    expect(switched.text).toContain('<html lang="fr"');
    expect(String(switched.headers['set-cookie'])).toContain('impact_lang=fr');
    const missing = await page('/studies/none');
    expect(missing).toMatchObject({ status: 404 });
    expect(missing.text).toContain('<html lang="en"');
    expect(await page('/audit?type=&stream=&actor=')).toMatchObject({ status: 200 });
    expect(await page('/audit', { account: 'vera', role: 'viewer' })).toMatchObject({ status: 403 });
  });

  test('an erased data set stays erased: its key is gone, its id is not given again', async () => {
    const erased = await api.post(
      '/v1/datasets/nsw-experiment/erasure',
      { reason: 'The agreement has ended.' },
      { ifMatch: 0 },
    );
    expect(erased).toMatchObject({ status: 200 });
    expect(readdirSync(join(api.dataRoot, 'vault', 'keys'))).toEqual([]);
    const { payload, headers } = dataSetForm(example.declaration, PEOPLE);
    expect(await api.post('/v1/datasets', payload, { headers })).toMatchObject({ status: 409 });
    expect(readdirSync(join(api.dataRoot, 'vault', 'keys'))).toEqual([]);
  });
});

function resultOf(protocolHash: string): StudyResult {
  const estimate = (method: string, value: number): NonNullable<StudyResult['findings']>['naive'] => ({
    method,
    label: { en: method },
    estimand: 'ITT',
    measure: 'risk_difference',
    value,
    standardError: 0.04,
    interval: { level: 0.95, lower: value - 0.08, upper: value + 0.08 },
    n: { total: 35, treated: 30, comparison: 5, events: 12, dropped: 0 },
    warnings: [],
  });
  return {
    schema: 1,
    inputs: {
      study: 'nsw',
      protocolHash,
      dataset: { id: 'nsw-experiment', sha256: 'a'.repeat(64), rows: 60 },
      engine: { version: '0.1.0', lock: 'b'.repeat(64) },
      seed: 7,
      look: 1,
    },
    diagnostics: {
      flow: [{ step: 'file', label: { en: 'in the file' }, kept: 60, left: 0 }],
      arms: { treated: 30, comparison: 30 },
      balance: [{ name: 'age', label: { en: 'age' }, before: 0.04, after: null }],
      overlap: null,
      effectiveSampleSize: null,
      gates: [{ gate: 'sample_ratio', passed: true, value: 0.8, limit: 0.01, rule: 'at_least' }],
    },
    findings: {
      naive: estimate('risk_difference', 0.11),
      primary: estimate('risk_difference', 0.11),
      sensitivity: [],
      negativeControls: [],
      risks: { treated: 0.75, comparison: 0.64 },
      curves: null,
      fragility: null,
    },
    verdict: 'positive',
    verdictReason: { en: 'The interval lies above zero.' },
    grade: 5,
    exploratory: false,
    sentence: { en: 'The programme brings people back to work.' },
    limits: [{ en: 'One sample.' }],
  };
}
