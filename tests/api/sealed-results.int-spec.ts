import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StudyMessage } from '@impact-ledger/application';
import type { StudyResult } from '@impact-ledger/domain';
import { CommandBus } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import { Resources } from '../../apps/api/src/resources.js';
import { nsw } from '../../apps/cli/worlds/nsw/nsw.js';
import { executeRun } from '../../apps/worker/src/runs/execute-run.js';
import { dataSetForm, startHarness, type Account, type Harness } from './harness.js';

interface Receipt {
  readonly revision: number;
  readonly position: string;
  readonly run: string;
}
interface Reading {
  readonly receipt: Receipt;
  readonly seal: string;
  readonly salt: string;
  readonly document: string;
  readonly result: StudyResult;
}

const AUTHOR: Account = { account: 'claire', role: 'analyst' };
const ASKER: Account = { account: 'amadou', role: 'analyst' };
const SECOND: Account = { account: 'ines', role: 'analyst' };
const AUDITOR: Account = { account: 'vera', role: 'auditor' };
/** R: AIPW of the effect on the treated, MatchIt's lalonde (libs/stats/fixtures). */
const REFERENCE = 1226.5437405543157;

describe('the survey comparison of NSW, refused', () => {
  let api: Harness;
  let run: string;
  let path: string;
  const world = nsw();
  const study = world.studies.find(({ protocol }) => protocol.design === 'cohort')!;

  beforeAll(async () => {
    api = await startHarness();
    for (const product of world.products) await api.post('/v1/products', product);
    const { declaration, file } = world.datasets.find((each) => each.declaration.dataset === study.dataset)!;
    let text = '';
    for await (const piece of file()) text += piece;
    const { payload, headers } = dataSetForm(declaration, text);
    await api.post('/v1/datasets', payload, { as: AUTHOR, headers });
    await api.post('/v1/studies', { study: study.id, protocol: study.protocol }, { as: AUTHOR });
    await api.post(`/v1/studies/${study.id}/data`, { dataset: study.dataset }, { as: AUTHOR, ifMatch: 0 });
    await api.post(`/v1/studies/${study.id}/freeze`, {}, { as: AUTHOR, ifMatch: 1 });
    const asked = await api.post<Receipt>(`/v1/studies/${study.id}/runs`, {}, { as: ASKER });
    run = asked.body.run;
    path = `/v1/studies/${study.id}/runs/${run}`;
    const bus = api.app.get(CommandBus, { strict: false });
    const { store, vault } = api.app.get(Resources);
    await executeRun(
      { study: study.id, run },
      {
        store,
        vault,
        engine: { version: '0.1.0', lock: 'a'.repeat(64) },
        onStep: () => undefined,
        send: (id, request, key) =>
          bus.execute(new StudyMessage(id, request, { actor: { id: 'worker', role: 'worker' }, idempotencyKey: key })),
      },
    );
  }, 60_000);
  afterAll(() => api.close());

  const read = (as: Account, reason = 'for the committee') => api.post<Reading>(`${path}/readings`, { reason }, { as });
  const unseal = async (as: Account) => {
    const { etag } = (await api.get(`/v1/studies/${study.id}?minPosition=${await api.store.head()}`)).headers;
    return api.post<Receipt>(`${path}/unsealing`, { reason: 'how far off is it' }, { as, ifMatch: String(etag) });
  };

  test('says why, and nothing of the effect', async () => {
    const { body, text } = await api.get(`/v1/runs/${run}?minPosition=${await api.store.head()}`);
    expect(body).toMatchObject({ status: 'refused', unsealing: null, reproducibility: 'reproducible' });
    expect(body['seal']).toMatch(/^[0-9a-f]{64}$/);
    expect(text).not.toContain('1226.5');
    expect(await read(AUDITOR)).toMatchObject({ status: 409 });
    expect(await read({ account: 'root', role: 'admin' })).toMatchObject({ status: 403 });
  });

  test('is unsealed by neither the author, nor who asked, nor an administrator, but by a second analyst', async () => {
    expect((await unseal(AUTHOR)).body).toMatchObject({ title: 'Another person must do this' });
    expect((await unseal(ASKER)).body).toMatchObject({ title: 'Another person must do this' });
    expect(await unseal({ account: 'root', role: 'admin' })).toMatchObject({ status: 403 });
    expect(await unseal(SECOND)).toMatchObject({ status: 200 });
    const { body, text } = await api.get(`/v1/runs/${run}?minPosition=${await api.store.head()}`);
    expect(body).toMatchObject({ status: 'refused', unsealing: { by: 'ines', reason: 'how far off is it' } });
    expect(text).not.toContain('1226.5');
  });

  test('is then read by name, gives the figure of the reference, and proves its seal', async () => {
    const { body } = await read(AUDITOR);
    const { result, seal, salt, document } = body;
    expect(result).toMatchObject({ verdict: 'refused', grade: 1 });
    expect(Math.abs(result.findings!.primary!.value - REFERENCE)).toBeLessThan(1e-8 * REFERENCE);
    expect(seal).toBe(createHash('sha256').update(Buffer.from(salt, 'hex')).update(document).digest('hex'));
    const [event] = (await api.store.readStream(`study-${study.id}`)).slice(-1);
    expect(event).toMatchObject({
      type: 'SealedResultRead',
      data: { run, reason: 'for the committee' },
      metadata: { actor: { id: 'vera', role: 'auditor' } },
    });
  });

  test('shows on the page as the answer to a form with a reason, and at no address', async () => {
    const page = `/studies/${study.id}`;
    const headers = {
      accept: 'text/html',
      'accept-language': 'en',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const form = (reason: string) => `revision=0&reason=${encodeURIComponent(reason)}`;
    const seen = await api.post(`${page}/runs/${run}/read`, form('on the page'), { as: AUDITOR, headers });
    expect([seen.status, seen.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(seen.text).toContain('Unblinded, gates failed');
    expect(seen.text).toContain('95% interval');
    expect((await api.store.readStream(`study-${study.id}`)).at(-1)).toMatchObject({
      type: 'SealedResultRead',
      data: { reason: 'on the page' },
    });
    expect((await api.post(`${page}/runs/${run}/read`, form(' '), { as: AUDITOR, headers })).status).toBe(400);
    expect((await api.post(`${page}/runs/${run}/read`, form('x'), { as: 'editor', headers })).status).toBe(403);
    expect((await api.get(`${page}?run=${run}`, { as: AUDITOR, headers: { accept: 'text/html' } })).text).not.toContain(
      '95% interval',
    );
  });

  test('stays out of the events, the read models and the public page for ever', async () => {
    const { rows } = await api.database.pool.query<{ bytes: string }>('select bytes from ledger.event');
    expect(rows.some(({ bytes }) => bytes.includes('1226.5'))).toBe(false);
    const stats = await api.get(`/v1/public/${world.products[0]!.product}/stats`, { as: null });
    expect(stats.body['results']).toEqual([]);
    const publish = await api.post(`${path}/publication`, {}, { as: SECOND, ifMatch: 99 });
    expect(publish.status).toBeGreaterThanOrEqual(400);
  });
});
