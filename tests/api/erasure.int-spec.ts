import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { finishErasures, StudyMessage } from '@impact-ledger/application';
import { sha256Hex } from '@impact-ledger/ledger';
import { CommandBus } from '@nestjs/cqrs';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as example from '../../apps/api/src/schemas/examples.js';
import { Resources } from '../../apps/api/src/resources.js';
import { executeRun } from '../../apps/worker/src/runs/execute-run.js';
import { dataSetForm, startHarness, type Account, type Ask, type Harness } from './harness.js';

interface Receipt {
  readonly revision: number;
  readonly position: string;
  readonly repeated: boolean;
  readonly run: string;
}

const AUTHOR: Account = { account: 'claire', role: 'analyst' };
const PERSON = 'martine.durand@example.org';
const PEOPLE =
  'person,treated,employed,age\n' +
  Array.from(
    { length: 60 },
    (_, row) => `${row === 7 ? PERSON : `p${row}@example.org`},${row % 2},${row % 3 === 0 ? 1 : 0},${20 + row}\n`,
  ).join('');

describe('erasing a person', () => {
  let api: Harness;
  let first: string;
  const thing = '/v1/datasets/nsw-experiment';
  const erase = (body: object, ask: Ask = {}) =>
    api.post<Receipt & { detail: string }>(`${thing}/subjects/erasure`, body, { ifMatch: 0, ...ask });
  const shaNow = async (): Promise<string> =>
    String((await api.get(`${thing}?minPosition=${await api.store.head()}`)).body['sha256']);

  const runStudy = async (revision: number): Promise<string> => {
    const asked = await api.post<Receipt>('/v1/studies/nsw/runs', {}, { as: AUTHOR });
    expect(asked).toMatchObject({ status: 202, body: { revision } });
    const bus = api.app.get(CommandBus, { strict: false });
    const { store, vault } = api.app.get(Resources);
    await executeRun(
      { study: 'nsw', run: asked.body.run },
      {
        store,
        vault,
        engine: { version: '0.1.0', lock: 'a'.repeat(64) },
        onStep: () => undefined,
        send: (id, request, key) =>
          bus.execute(new StudyMessage(id, request, { actor: { id: 'worker', role: 'worker' }, idempotencyKey: key })),
      },
    );
    return asked.body.run;
  };
  const runOf = async (run: string) => (await api.get(`/v1/runs/${run}?minPosition=${await api.store.head()}`)).body;

  beforeAll(async () => {
    api = await startHarness();
    await api.post('/v1/products', example.product);
    const { payload, headers } = dataSetForm(example.declaration, PEOPLE);
    await api.post('/v1/datasets', payload, { as: AUTHOR, headers });
    await api.post('/v1/studies', { study: 'nsw', protocol: example.protocol }, { as: AUTHOR });
    await api.post('/v1/studies/nsw/data', { dataset: 'nsw-experiment' }, { as: AUTHOR, ifMatch: 0 });
    await api.post('/v1/studies/nsw/freeze', {}, { as: AUTHOR, ifMatch: 1 });
    first = await runStudy(3);
  }, 60_000);
  afterAll(() => api.close());

  test('refuses who may not, who is nobody, and a reason that names the person; nothing changes', async () => {
    const before = await shaNow();
    const reason = 'A request, case 41.';
    expect(await erase({ identifier: PERSON, reason }, { as: AUTHOR })).toMatchObject({ status: 403 });
    const nobody = await erase({ identifier: 'nobody@example.org', reason });
    expect(nobody).toMatchObject({ status: 404, body: { errors: [{ pointer: '/identifier' }] } });
    expect(nobody.text).not.toContain('nobody@example.org');
    const named = await erase({ identifier: PERSON, reason: `Asked by ${PERSON.toUpperCase()}.` });
    expect(named).toMatchObject({ status: 422, body: { errors: [{ pointer: '/reason' }] } });
    expect(await erase({ identifier: PERSON, column: 'age', reason })).toMatchObject({ status: 422 });
    expect(await erase({ identifier: PERSON, reason }, { ifMatch: 7 })).toMatchObject({ status: 412 });
    expect(await shaNow()).toBe(before);
    expect(readdirSync(join(api.dataRoot, 'vault', 'data', 'nsw-experiment'))).toEqual([`${before}.sealed`]);
  });

  test('writes the file anew, forgets the old one, and leaves a receipt that leads to the event', async () => {
    expect(await runOf(first)).toMatchObject({ reproducibility: 'reproducible' });
    const before = await shaNow();
    const vault = join(api.dataRoot, 'vault');
    cpSync(vault, join(api.dataRoot, 'backup'), { recursive: true });
    const body = { identifier: PERSON, reason: 'A request, case 41.' };
    const done = await erase(body, { key: 'case-41' });
    expect(done).toMatchObject({ status: 200, body: { repeated: false, revision: 1 } });
    expect(await erase(body, { key: 'case-41' })).toMatchObject({ status: 200, body: { repeated: true, revision: 1 } });
    expect(await erase(body, { ifMatch: 1 })).toMatchObject({ status: 404 });
    const after = await shaNow();
    expect(after).not.toBe(before);
    expect(readdirSync(join(vault, 'data', 'nsw-experiment'))).toEqual([`${after}.sealed`]);
    const text = await api.app
      .get(Resources)
      .vault.withFile('nsw-experiment', after, async (path) => readFileSync(path, 'utf8'));
    expect(text.trim().split('\n')).toHaveLength(60);
    expect(text).not.toContain(',27\n');
    expect(await api.get(thing)).toMatchObject({ body: { rows: 59, status: 'registered' } });

    const receipts = await api.get<{ items: Record<string, unknown>[] }>(`${thing}/erasures`, { as: 'auditor' });
    expect(receipts.body.items).toMatchObject([
      { what: 'one person erased', before, after, rows: { erased: 1, left: 59 }, position: done.body.position },
    ]);
    const [stored] = await api.store.readBytes({ after: BigInt(done.body.position) - 1n, limit: 1 });
    expect(receipts.body.items[0]?.['eventSha256']).toBe(sha256Hex(stored?.bytes ?? ''));
    expect(stored?.bytes).toContain('"type":"SubjectErased"');
    expect(stored?.bytes).not.toContain('example.org');

    // A backup of the data alone does not bring the person back: the key of that file is gone.
    cpSync(join(api.dataRoot, 'backup', 'data'), join(vault, 'data'), { recursive: true });
    const old = api.app.get(Resources).vault.withFile('nsw-experiment', before, async () => undefined);
    await expect(old).rejects.toMatchObject({ name: 'VaultError' });
  });

  test('what a crash or a backup left of an erased file is removed at the next start', async () => {
    const folder = join(api.dataRoot, 'vault', 'data', 'nsw-experiment');
    expect(readdirSync(folder)).toHaveLength(2);
    await finishErasures(api.app.get(Resources));
    expect(readdirSync(folder)).toEqual([`${await shaNow()}.sealed`]);
  });

  test('results that rest on the person say so, for ever, and a new run asks for the new file', async () => {
    expect(await runOf(first)).toMatchObject({ reproducibility: 'inputs_partly_erased', status: 'completed' });
    const stale = await runStudy(5);
    expect(await runOf(stale)).toMatchObject({
      status: 'failed',
      reasons: [expect.stringContaining('attach it to the study again')],
      reproducibility: null,
    });
    expect(
      await api.post('/v1/studies/nsw/data', { dataset: 'nsw-experiment' }, { as: AUTHOR, ifMatch: 6 }),
    ).toMatchObject({ status: 200 });
    expect(await runOf(await runStudy(8))).toMatchObject({
      status: 'completed',
      reproducibility: 'reproducible',
      look: 2,
    });
  });

  test('of an erased set only hashes are left', async () => {
    await api.post(`${thing}/erasure`, { reason: 'The agreement has ended.' }, { ifMatch: 1 });
    expect(await runOf(first)).toMatchObject({ reproducibility: 'hash_only' });
    expect(existsSync(join(api.dataRoot, 'vault', 'tombstones', 'nsw-experiment'))).toBe(true);
    expect(readdirSync(join(api.dataRoot, 'vault', 'keys')).filter((name) => name.startsWith('nsw'))).toEqual([]);
    const study = await api.get(`/studies/nsw?run=${first}`, { headers: { accept: 'text/html' } });
    expect(study.text).toContain('only its hash is left');
    const again = dataSetForm({ ...example.declaration, dataset: 'nsw-again' }, PEOPLE);
    const anew = await api.post('/v1/datasets', again.payload, { as: AUTHOR, headers: again.headers });
    expect(anew).toMatchObject({ status: 201, body: { id: 'nsw-again' } });
    expect(await runOf(first)).toMatchObject({ reproducibility: 'hash_only' });
  });
});
