import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { finishErasures, StudyMessage } from '@impact-ledger/application';
import { StudyRunCompleted, type Protocol, type StudyResult } from '@impact-ledger/domain';
import { sha256Hex } from '@impact-ledger/ledger';
import { CommandBus } from '@nestjs/cqrs';
import { createHmac } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Resources } from '../../apps/api/src/resources.js';
import * as example from '../../apps/api/src/schemas/examples.js';
import { executeRun } from '../../apps/worker/src/runs/execute-run.js';
import { byGrace, byLandmark, byProductionRules, logDeclaration, logWorld, nameOf } from '../support/log-world.js';
import { dataSetForm, startHarness, type Account, type Harness } from './harness.js';

const AUTHOR: Account = { account: 'claire', role: 'analyst' };
const PEOPLE = 900;
const world = logWorld(PEOPLE);
const files = { ...world, exposures: gzipSync(world.exposures) };

interface Receipt {
  readonly revision: number;
  readonly position: string;
  readonly run: string;
  readonly detail: string;
  readonly errors: { readonly pointer: string; readonly detail: string }[];
}

/** Event logs from the upload of their files to the verdict, and to their erasure. */
describe('a data set in parts', () => {
  let api: Harness;
  const steps: string[] = [];
  let parts = 0;
  const send = (dataset: string, sent: Parameters<typeof dataSetForm>[1], change: object = {}) => {
    const { payload, headers } = dataSetForm({ ...logDeclaration(dataset), ...change }, sent);
    return api.post<Receipt>('/v1/datasets', payload, { as: AUTHOR, headers });
  };
  const vaultFiles = (dataset: string): string[] => {
    const folder = join(api.dataRoot, 'vault', 'data', dataset);
    return existsSync(folder) ? readdirSync(folder).map((name) => name.replace('.sealed', '')) : [];
  };
  const keysOf = (dataset: string): string[] => {
    const folder = join(api.dataRoot, 'vault', 'keys');
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(dataset)) : [];
  };
  const draft = async (id: string, protocol: Protocol) => {
    const drafted = await api.post<Receipt>('/v1/studies', { study: id, protocol }, { as: AUTHOR });
    expect([drafted.status, drafted.body.detail]).toEqual([201, undefined]);
  };
  const attach = (id: string, dataset: string, revision = 0) =>
    api.post<Receipt>(`/v1/studies/${id}/data`, { dataset }, { as: AUTHOR, ifMatch: revision });
  const run = async (study: string): Promise<string> => {
    const asked = await api.post<Receipt>(`/v1/studies/${study}/runs`, {}, { as: AUTHOR });
    expect([asked.status, asked.body.detail]).toEqual([202, undefined]);
    const bus = api.app.get(CommandBus, { strict: false });
    const { store, vault } = api.app.get(Resources);
    await executeRun(
      { study, run: asked.body.run },
      {
        store,
        vault,
        engine: { version: '0.1.0', lock: 'a'.repeat(64) },
        onStep: (step) => void steps.push(step),
        onPart: () => void (parts += 1),
        send: (id, request, key) =>
          bus.execute(new StudyMessage(id, request, { actor: { id: 'worker', role: 'worker' }, idempotencyKey: key })),
      },
    );
    return asked.body.run;
  };
  const resultOf = async (study: string): Promise<StudyResult> => {
    const { type, version, data } = (await api.store.readStream(`study-${study}`)).at(-1)!;
    expect([type, data]).toEqual(['StudyRunCompleted', expect.anything()]);
    return StudyRunCompleted.read(version, data).data.result;
  };

  beforeAll(async () => {
    api = await startHarness();
    await api.post('/v1/products', { ...example.product, product: 'bonne-boite' });
  }, 60_000);
  afterAll(() => api.close());

  test('is refused with what is wrong with which part, and nothing of it is kept', async () => {
    const { exposures: _none, ...without } = files;
    expect(await send('logs', without)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/exposures' }] } });
    expect(await send('logs', { ...files, file: world.persons })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/file' }] },
    });
    expect(await send('logs', { ...files, others: world.persons })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/others' }] },
    });
    const clear = await send('logs', { ...files, exits: world.exits.replace('id,', 'who,') });
    expect(clear).toMatchObject({ status: 422, body: { errors: [{ pointer: '/pseudonymised' }] } });
    expect(clear.body.errors[0]?.detail).toContain('the exits have no column to pseudonymise');
    const unknown = await send('logs', files, { pseudonymised: ['id', 'nobody'] });
    expect(unknown).toMatchObject({ status: 422, body: { errors: [{ pointer: '/pseudonymised/1' }] } });
    const ragged = await send('logs', { ...files, outcomes: `${world.outcomes}p1,2025-02-02\n` });
    expect([ragged.status, ragged.body.detail]).toEqual([422, expect.stringContaining('Of the outcomes: Line')]);
    expect(vaultFiles('logs')).toEqual([]);
    expect(keysOf('logs')).toEqual([]);
  });

  test('is pseudonymised with one key, and known by the hash of the list of its files', async () => {
    const sent = await send('logs', files);
    expect([sent.status, sent.body.detail]).toEqual([201, undefined]);
    const [stored] = await api.store.readStream('dataset-logs');
    const data = stored!.data as { sha256: string; rows: number; bytes: number; parts: Record<string, unknown>[] };
    const list = data.parts.map(({ role, sha256, rows, bytes }) => ({ bytes, role, rows, sha256 }));
    expect(data.sha256).toBe(sha256Hex(JSON.stringify(list)));
    expect(list.map(({ role, rows }) => [role, rows])).toEqual([
      ['persons', PEOPLE],
      ['exposures', lines(world.exposures)],
      ['outcomes', lines(world.outcomes)],
      ['exits', lines(world.exits)],
    ]);
    expect(JSON.stringify(stored!.data)).not.toContain('example.org');
    const shown = await api.get(`/v1/datasets/logs?minPosition=${await api.store.head()}`, { as: 'auditor' });
    expect(shown.body).toMatchObject({ rows: PEOPLE, sha256: data.sha256, parts: data.parts });
    expect(vaultFiles('logs').sort()).toEqual([data.sha256, ...list.map(({ sha256 }) => String(sha256))].sort());

    const page = await api.get('/datasets/logs', { headers: { accept: 'text/html', 'accept-language': 'en' } });
    expect(page.text).toContain('The log of exposures');
    const { vault } = api.app.get(Resources);
    const pseudonym = createHmac('sha256', await vault.pseudonymKey('logs'))
      .update(nameOf(2))
      .digest('hex');
    for (const { role, sha256 } of list) {
      const text = await vault.withFile('logs', String(sha256), async (path) => readFileSync(path, 'utf8'));
      expect([role, text.includes('example.org'), text.includes(pseudonym)]).toEqual([role, false, true]);
    }
    // The same files again are the same data set.
    expect(await send('logs', files)).toMatchObject({ status: 201, body: { revision: 0 } });
  });

  test('is attached to what it fits, and says in which part what is missing', async () => {
    await draft('elsewhere', {
      ...byLandmark,
      eventLogs: { ...byLandmark.eventLogs!, outcomes: { person: 'id', on: 'hired_on' } },
    });
    expect(await attach('elsewhere', 'logs')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/eventLogs/outcomes/on', detail: expect.stringContaining('not in the outcomes') }] },
    });
    await draft('too-long', { ...byLandmark, outcome: { ...byLandmark.outcome, primaryHorizon: 365 } });
    const long = await attach('too-long', 'logs');
    expect(long).toMatchObject({ status: 422, body: { errors: [{ pointer: '/outcome/primaryHorizon' }] } });
    expect(long.body.detail).toContain('nobody is followed for long enough');
    await draft('a-table', example.protocol);
    expect(await attach('a-table', 'logs')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/dataset' }] } });
  });

  test.each([
    ['landmark', byLandmark],
    ['grace', byGrace],
  ])(
    'is run by the rule %s, from the upload to the verdict',
    async (id, protocol) => {
      await draft(id, protocol);
      expect(await attach(id, 'logs')).toMatchObject({ status: 200 });
      await api.post(`/v1/studies/${id}/freeze`, {}, { as: AUTHOR, ifMatch: 1 });
      steps.length = parts = 0;
      await run(id);
      const result = await resultOf(id);
      expect(result).toMatchObject({
        inputs: { dataset: { id: 'logs', rows: PEOPLE, extractedOn: '2025-09-30' } },
        verdict: 'positive',
      });
      expect(result.diagnostics.flow[0]).toMatchObject({ step: 'file', kept: PEOPLE });
      // One in forty announces a contract too long to be one; nobody is in a log and not among the persons.
      const met = (rule: string) =>
        result.eventLogs?.counts.filter((each) => each.rule === rule).map(({ rows }) => rows);
      expect(met('long_contract')![0]).toBe(world.outcomes.split(',1800\n').length - 1);
      expect(met('unknown_person')).toEqual([0, 0, 0]);
      expect(result.findings?.primary?.interval.lower).toBeGreaterThan(0);
      expect(steps.slice(0, 2)).toEqual(['load', 'eligibility']);
      expect(parts).toBeGreaterThan(4);
    },
    120_000,
  );

  test('gives the figure of production, by its rules, graded 0', async () => {
    await draft('production', byProductionRules);
    await attach('production', 'logs');
    await api.post('/v1/studies/production/freeze', {}, { as: AUTHOR, ifMatch: 1 });
    await run('production');
    const result = await resultOf('production');
    expect(result).toMatchObject({ grade: 0, findings: { primary: null } });
    // Counted again by hand. Nobody of the others has used the service where they were hired.
    const { users, hired } = usersHired();
    expect(users).toBeGreaterThan(100);
    expect(result.diagnostics.arms.treated).toBe(users);
    expect(result.findings?.naive.value).toBeCloseTo(hired / users, 12);
  });

  test('stands behind no amendment it cannot answer, and is told what is missing as where it is attached', async () => {
    const amend = (protocol: Protocol, change: { readonly dataset?: string } = {}) =>
      api.post<Receipt>(
        '/v1/studies/production/amendments',
        { protocol, reason: 'A question of later.', ...change },
        { as: AUTHOR, ifMatch: 4 },
      );
    const { eventLogs, ...table } = byProductionRules;
    const lacking = { ...eventLogs!, outcomes: { ...eventLogs!.outcomes, on: 'hired_on' } };
    const { outcome } = byProductionRules;
    const refused: [Protocol, string, string][] = [
      [table, '/dataset', 'it has parts (persons, exposures, outcomes, exits), and the protocol reads one table'],
      [{ ...byProductionRules, eventLogs: lacking }, '/eventLogs/outcomes/on', '"hired_on" is not in the outcomes'],
      [
        { ...byProductionRules, outcome: { ...outcome, primaryHorizon: 365 } },
        '/outcome/primaryHorizon',
        'nobody is followed for long enough',
      ],
    ];
    for (const [protocol, pointer, detail] of refused) {
      const { status, body } = await amend(protocol);
      expect([status, body.errors]).toEqual([422, [{ pointer, detail: expect.stringContaining(detail) }]]);
    }
    expect(await amend(table, { dataset: 'nowhere' })).toMatchObject({ status: 404 });
    expect((await api.store.readStream('study-production')).at(-1)?.type).toBe('StudyRunCompleted');

    // With data it can read, of a table, it is amended, and computed on them.
    const csv =
      'id,treated,outcome\n' +
      Array.from({ length: 200 }, (_, i) => `p${i},${i % 2},${Number(i % 3 === 0)}\n`).join('');
    expect(await send('counted', csv)).toMatchObject({ status: 201 });
    expect(await amend(table, { dataset: 'counted' })).toMatchObject({ status: 200 });
    const types = (await api.store.readStream('study-production')).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['StudyAmended', 'StudyDataAttached']);
    await run('production');
    expect((await resultOf('production')).inputs.dataset).toMatchObject({ id: 'counted', rows: 200 });
  });

  test('loses a person in every part, and what was there of them', async () => {
    const before = vaultFiles('logs');
    const person = nameOf(2);
    const theirs = Object.values<string>({ ...world }).reduce(
      (sum, text) => sum + text.split(`${person},`).length - 1,
      0,
    );
    expect(theirs).toBeGreaterThan(2);
    const done = await api.post<Receipt>(
      '/v1/datasets/logs/subjects/erasure',
      { identifier: person, reason: 'A request, case 41.' },
      { ifMatch: 0 },
    );
    expect([done.status, done.body.detail]).toEqual([200, undefined]);
    const erased = (await api.store.readStream('dataset-logs')).at(-1)!.data as {
      readonly toSha: string;
      readonly parts: readonly { readonly role: string; readonly sha256: string; readonly rows: number }[];
    };
    expect(erased).toMatchObject({ count: theirs, rows: PEOPLE - 1 });
    const now = [erased.toSha, ...erased.parts.map(({ sha256 }) => sha256)].sort();
    expect(vaultFiles('logs').sort()).toEqual(now);
    expect(before.filter((sha256) => now.includes(sha256))).toEqual([]);
    const shown = `/v1/datasets/logs?minPosition=${await api.store.head()}`;
    expect((await api.get(shown)).body).toMatchObject({ rows: PEOPLE - 1, parts: erased.parts });
    const opened = api.app.get(Resources).vault;
    const pseudonym = createHmac('sha256', await opened.pseudonymKey('logs'))
      .update(person)
      .digest('hex');
    for (const { sha256 } of erased.parts) {
      const text = await opened.withFile('logs', sha256, async (path) => readFileSync(path, 'utf8'));
      expect(text).not.toContain(pseudonym);
    }
    expect(keysOf('logs').filter((name) => before.some((old) => name.includes(old)))).toEqual([]);
    const runs = await api.get<{ items: { reproducibility: string }[] }>(
      `/v1/studies/landmark/runs?minPosition=${await api.store.head()}`,
    );
    expect(runs.body.items).toMatchObject([{ reproducibility: 'inputs_partly_erased' }]);
    // Attached again, the study is computed on those who are left.
    expect(await attach('landmark', 'logs', 4)).toMatchObject({ status: 200 });
    await run('landmark');
    expect((await resultOf('landmark')).inputs.dataset).toMatchObject({ sha256: erased.toSha, rows: PEOPLE - 1 });
  });

  test('what a crash left of files that lost a person is removed at the next start', async () => {
    const { vault, store } = api.app.get(Resources);
    const now = vaultFiles('logs').sort();
    const [registered] = await store.readStream('dataset-logs');
    // As it was before: the list and a part are there still, since nothing was forgotten yet.
    const { parts: files } = registered!.data as { parts: { sha256: string }[] };
    const dead = files[1]!.sha256;
    expect(vaultFiles('logs')).not.toContain(dead);
    copyFileSync(
      join(api.dataRoot, 'vault', 'data', 'logs', `${now[0]}.sealed`),
      join(api.dataRoot, 'vault', 'data', 'logs', `${dead}.sealed`),
    );
    await finishErasures({ vault, store });
    expect(vaultFiles('logs').sort()).toEqual(now);
    expect(keysOf('logs').some((name) => name.includes(dead))).toBe(false);
  });

  test('erased whole, leaves neither file nor key', async () => {
    await api.post('/v1/datasets/logs/erasure', { reason: 'The agreement has ended.' }, { ifMatch: 1 });
    expect(vaultFiles('logs')).toEqual([]);
    expect(keysOf('logs')).toEqual([]);
    expect(await attach('production', 'logs', 8)).toMatchObject({ status: 409 });
  });
});

/** Users whose sixty days are known, and those of them hired at an employer they had found with the service before. */
function usersHired(): { readonly users: number; readonly hired: number } {
  const rows = (text: string): string[][] =>
    text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
  const day = (text: string | undefined): number => Date.parse(text!) / 86_400_000;
  const left = new Map(rows(world.exits).map(([id, on]) => [id, day(on)]));
  const firstUse = new Map<string, number>();
  for (const [id, on, employer] of rows(world.exposures)) {
    const place = `${id} ${employer}`;
    firstUse.set(place, Math.min(firstUse.get(place) ?? Infinity, day(on)));
  }
  const hires = rows(world.outcomes).filter(([, , , , contract]) => Number(contract) <= 1200);
  let users = 0;
  let hired = 0;
  for (const id of new Set([...firstUse.keys()].map((place) => place.split(' ')[0]!))) {
    // In this world a person uses the service for one employer only, and is counted from the first day of it.
    const end = Math.min(...[...firstUse].filter(([place]) => place.startsWith(`${id} `)).map(([, on]) => on)) + 60;
    const gone = left.get(id) ?? Infinity;
    const found = hires.some(
      ([who, on, , employer]) =>
        who === id && day(on) >= (firstUse.get(`${id} ${employer}`) ?? Infinity) && day(on) <= Math.min(end, gone),
    );
    if (found || gone >= end) users += 1;
    if (found) hired += 1;
  }
  return { users, hired };
}

const lines = (text: string): number => text.trim().split('\n').length - 1;
