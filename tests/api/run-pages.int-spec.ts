import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SKETCH_FIELDS } from '@impact-ledger/domain';
import { createReadDatabase, noteRunProgress } from '@impact-ledger/readmodel';
import * as example from '../../apps/api/src/schemas/examples.js';
import { dataSetForm, startHarness, type Account, type Answer, type Harness } from './harness.js';

const AUTHOR: Account = { account: 'claire', role: 'analyst' };
const VIEWER: Account = { account: 'vera', role: 'viewer' };
const PEOPLE =
  'person,treated,employed,age\n' +
  Array.from({ length: 60 }, (_, row) => `p${row},${row % 2},${row % 3 === 0 ? 1 : 0},${20 + row}\n`).join('');
const HTML = { accept: 'text/html', 'accept-language': 'en' };
const FORM = { ...HTML, 'content-type': 'application/x-www-form-urlencoded' };

describe('pages around a run', () => {
  let api: Harness;
  let run: string;
  beforeAll(async () => {
    api = await startHarness();
    await api.post('/v1/products', example.product);
    const { payload, headers } = dataSetForm(example.declaration, PEOPLE);
    await api.post('/v1/datasets', payload, { as: AUTHOR, headers });
    await api.post('/v1/studies', { study: 'nsw', protocol: example.protocol }, { as: AUTHOR });
    await api.post('/v1/studies/nsw/data', { dataset: 'nsw-experiment' }, { as: AUTHOR, ifMatch: 0 });
    await api.post('/v1/studies/nsw/freeze', {}, { as: AUTHOR, ifMatch: 1 });
    const asked = await api.post<{ run: string }>('/v1/studies/nsw/runs', {}, { as: AUTHOR });
    expect([asked.status, asked.text]).toEqual([202, expect.any(String)]);
    run = asked.body.run;
  }, 60_000);
  afterAll(() => api.close());

  const page = async (as: Account): Promise<string> =>
    (await api.get(`/studies/nsw?minPosition=${await api.store.head()}`, { as, headers: HTML })).text;
  const send = (path: string, fields: Record<string, string>): Promise<Answer> =>
    api.post(path, new URLSearchParams(fields).toString(), { as: AUTHOR, headers: FORM });

  test('say how far it is, in words; who may cancel it finds a form', async () => {
    expect(await page(VIEWER)).toContain('It waits for a worker');
    const startedAt = '2026-03-02T09:00:00.000Z';
    const timings = [{ step: 'load', milliseconds: 1500 }];
    const db = createReadDatabase(api.database.pool);
    await noteRunProgress(db, { run, startedAt, step: 'primary', done: 5, steps: 12, timings });
    // An earlier step that arrives late takes nothing back.
    await noteRunProgress(db, { run, startedAt, step: 'load', done: 0, steps: 12, timings: [] });
    const shown = await page(VIEWER);
    expect(shown).toContain('Step 6 of 12: primary analysis');
    expect(shown).not.toContain(`/runs/${run}/cancel`);
    expect(await page(AUTHOR)).toContain(`/runs/${run}/cancel`);
    const { body } = await api.get(`/v1/runs/${run}/progress`, { as: VIEWER });
    expect(body).toEqual({ run, startedAt, step: 'primary', done: 5, steps: 12, timings });
  });

  test('cancel it, with a reason that stays', async () => {
    const sent = await send(`/studies/nsw/runs/${run}/cancel`, { reason: 'the wrong file', revision: '3' });
    expect([sent.status, sent.headers['location']]).toEqual([303, expect.stringContaining(`/studies/nsw?run=${run}`)]);
    const shown = await page(AUTHOR);
    expect(shown).toContain('The run was cancelled before its end');
    expect(shown).toContain('the wrong file');
    const again = await api.post(
      `/v1/studies/nsw/runs/${run}/reproduction`,
      { reason: 'to look again' },
      { as: AUTHOR },
    );
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('has no result')]);
  });

  test('set looks side by side once there are two', async () => {
    const shown = await api.get('/studies/nsw/drift', { as: VIEWER, headers: HTML });
    expect([shown.status, shown.text]).toEqual([200, expect.stringContaining('There is one result, or none yet')]);
    expect((await api.get('/studies/nobody/drift', { as: VIEWER, headers: HTML })).status).toBe(404);
  });

  test('write a protocol from answers: faults beside the questions, the JSON and its hash when there are none', async () => {
    const empty = await api.get('/protocol', { as: AUTHOR, headers: HTML });
    for (const { name } of SKETCH_FIELDS) expect(empty.text).toContain(`name="${name}"`);
    // As a browser sends them: the questions that need no answer are there, and empty.
    const initial = Object.fromEntries(
      SKETCH_FIELDS.map(({ name, initial, optional, when }) => [
        name,
        initial ?? (optional || when?.some(({ design }) => design) ? '' : 'x'),
      ]),
    );
    const faulty = await send('/protocol', { ...initial, delta: 'much', covariates: '', controls: '' });
    expect(faulty.text).toMatch(/id="q-delta"[^>]*aria-invalid="true"[^>]*aria-describedby="f-delta"/);
    expect(faulty.text).not.toContain('class="hash"');
    const answers = {
      ...initial,
      delta: '0.02',
      covariates: 'age, continuous, Age <b>',
      controls: '',
      treatedShare: '',
    };
    const sound = await send('/protocol', answers);
    expect([sound.status, sound.text]).toEqual([200, expect.stringMatching(/class="hash">[0-9a-f]{64}</)]);
    expect(sound.text).toContain('Age &lt;b>');
    expect((await send('/protocol', { bogus: '1' })).status).toBe(400);
  });
});
