import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as example from '../../apps/api/src/schemas/examples.js';
import { dataSetForm, startHarness, type Answer, type Harness } from './harness.js';

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

const PEOPLE =
  'person,treated,employed,age\n' +
  Array.from({ length: 40 }, (_, row) => `p${row},${row % 2},${row % 3 === 0 ? 1 : 0},${20 + row}\n`).join('');

describe('bad input says what is wrong, where, and what to do, and leaves the ledger as it was', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await startHarness();
    await api.post('/v1/products', example.product);
    await api.post('/v1/indicators', example.indicator);
    await api.post('/v1/indicators', { ...example.indicator, indicator: 'retired' });
    await api.post('/v1/indicators/retired/retirement', { reason: 'Replaced.', since: '2026-01-01' }, { ifMatch: 0 });
    await api.post('/v1/measurements', example.measurement);
    expect(await api.store.head()).toBe(5n);
  });
  afterAll(() => api.close());

  const refused = async (
    answer: Promise<Answer<Problem>>,
    status: number,
    pointers: readonly string[],
  ): Promise<Problem> => {
    const head = await api.store.head();
    const { body, headers, status: found } = await answer;
    expect({ status: found, pointers: body.errors?.map(({ pointer }) => pointer) ?? [], body }).toMatchObject({
      status,
      pointers,
    });
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({ type: expect.stringMatching(/^urn:impact-ledger:problem:\w+$/), status });
    expect(body.detail.length).toBeGreaterThan(20);
    expect(await api.store.head()).toBe(head);
    return body;
  };
  const send = (path: string, payload: unknown, ask = {}) => api.post<Problem>(path, payload, ask);

  test('unknown fields, one pointer each, nested ones too', async () => {
    const definition = { ...example.indicator.definition, 'a/b': 1 };
    await refused(
      send('/v1/indicators', { ...example.indicator, indicator: 'x', colour: 'red', size: 2, definition }),
      400,
      ['/definition/a~1b', '/colour', '/size'],
    );
  });

  test('wrong types and missing fields', async () => {
    const { name: _name, ...nameless } = example.product;
    await refused(send('/v1/products', { ...nameless, product: 7, problem: 'text' }), 400, [
      '/name',
      '/problem',
      '/product',
    ]);
    await refused(send('/v1/measurements', { ...example.measurement, value: 31.4 }), 400, ['/value']);
    await refused(send('/v1/products', []), 400, ['']);
  });

  test('a body that is not JSON, or hides a prototype, or is too large, or of an unknown type', async () => {
    const json = { headers: { 'content-type': 'application/json' } };
    await refused(send('/v1/products', '{"product":', json), 400, []);
    await refused(send('/v1/products', '{"__proto__":{"admin":true}}', json), 400, []);
    await refused(send('/v1/products', `"${'x'.repeat(1_100_000)}"`, json), 413, []);
    await refused(send('/v1/products', '<a/>', { headers: { 'content-type': 'application/xml' } }), 415, []);
  });

  test('text that no store can keep', async () => {
    await refused(send('/v1/products', { ...example.product, product: 'nul', name: 'a\u0000b' }), 400, ['/name']);
    const lone = JSON.stringify({ ...example.product, product: 'lone' }).replace('La Bonne', '\\ud800');
    await refused(send('/v1/products', lone, { headers: { 'content-type': 'application/json' } }), 400, ['/name']);
  });

  test.each(['2026-13', '2026-W54', '2026-02-30', 'Q1 2026', '26'])(
    'a period "%s" that does not parse',
    async (period) => {
      const problem = await refused(send('/v1/measurements', { ...example.measurement, period }), 400, ['/period']);
      expect(problem.errors?.[0]?.detail).toContain('2026-Q1');
    },
  );

  test('a measurement for an unknown or a retired indicator, or a definition that does not exist', async () => {
    const measure = (changes: object) => send('/v1/measurements', { ...example.measurement, ...changes });
    await refused(measure({ indicator: 'unknown' }), 404, ['/indicator']);
    await refused(measure({ indicator: 'retired' }), 409, ['/indicator']);
    await refused(measure({ definitionVersion: 2, period: '2024' }), 422, ['/definitionVersion']);
  });

  test('a second live measurement for the same cell', async () => {
    const problem = await refused(send('/v1/measurements', { ...example.measurement, value: '99' }), 409, ['/period']);
    expect(problem.detail).toContain('correct it');
  });

  test('a redefinition without reason', async () => {
    const { reason: _reason, ...unexplained } = example.redefinition;
    await refused(send('/v1/indicators/hired-6m/definitions', unexplained, { ifMatch: 0 }), 400, ['/reason']);
    await refused(send('/v1/indicators/hired-6m/definitions', { ...unexplained, reason: '  ' }, { ifMatch: 0 }), 400, [
      '/reason',
    ]);
  });

  test('a stale If-Match', async () => {
    await refused(send('/v1/indicators/retired/targets', { period: '2026', value: '1' }, { ifMatch: 0 }), 412, []);
  });

  test('whatever belongs to a product that does not exist', async () => {
    await refused(send('/v1/indicators', { ...example.indicator, indicator: 'lost', product: 'nowhere' }), 404, [
      '/product',
    ]);
    const protocol = { ...example.protocol, product: 'nowhere' };
    await refused(send('/v1/studies', { study: 'lost', protocol }), 404, ['/protocol/product']);
  });

  test.each(['application/json', 'application/x-ndjson'])(
    'an import with an unknown, a missing or a doubled column, heard as %s',
    async (accept) => {
      const csv = { headers: { 'content-type': 'text/csv', accept } };
      const header = 'indicator,definitionVersion,period,value,quality,source,vintage';
      const wrong = await refused(send('/v1/measurements/import', `${header},colour\n`, csv), 422, ['/header/7']);
      expect(wrong.detail).toMatch(/^Line 1: .*"colour" is not a column we know: use indicator, .* Correct it/);
      expect(wrong.errors?.[0]?.detail).toContain('"colour"');
      await refused(send('/v1/measurements/import', 'indicator,period\n', csv), 422, Array(5).fill('/header'));
      await refused(send('/v1/measurements/import', `${header},value\n`, csv), 422, ['/header/7']);
      await refused(send('/v1/measurements/import', `${header.replaceAll(',', ';')}\n`, csv), 422, ['/header']);
      await refused(send('/v1/measurements/import', '', csv), 422, []);
      await refused(send('/v1/measurements/import', Buffer.from([0x69, 0xff, 0xfe]), csv), 422, []);
      await refused(send('/v1/measurements/import?atomic=true', `${header},colour\n`, csv), 422, ['/header/7']);
    },
  );

  const upload = (file: string | Buffer, changes: object = {}) => {
    const { payload, headers } = dataSetForm({ ...example.declaration, ...changes }, file);
    return send('/v1/datasets', payload, { headers });
  };

  test('a truncated Parquet, an empty file, ragged rows, no rows', async () => {
    await refused(upload(Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(200, 1)])), 422, ['/file']);
    await refused(upload(''), 422, ['/file']);
    await refused(upload('person,age\np1,20\np2\n'), 422, ['/file']);
    await refused(upload('person,age\n'), 422, ['/file']);
  });

  test('a declaration that is wrong, names a column the file has not, or comes after the file', async () => {
    await refused(upload(PEOPLE, { quality: 60, colour: 1 }), 400, ['/declaration/quality', '/declaration/colour']);
    await refused(upload(PEOPLE, { pseudonymised: ['person', 'nobody'] }), 422, ['/pseudonymised/1']);
    const { payload, headers } = dataSetForm(example.declaration, PEOPLE, 'file first');
    await refused(send('/v1/datasets', payload, { headers }), 400, ['/file']);
    await refused(send('/v1/datasets', example.declaration), 415, []);
  });

  test('a protocol with a covariate that the service may have moved', async () => {
    const covariates = [
      ...example.protocol.covariates,
      { ...example.protocol.covariates[0], column: 'later', measured: 'after_time_zero' },
    ];
    const protocol = { ...example.protocol, covariates };
    const problem = await refused(send('/v1/studies', { study: 'later', protocol }), 422, ['/covariates/1/measured']);
    expect(problem.errors?.[0]?.detail).toContain('Remove it');
  });

  test('a protocol whose arms are told by what came after time zero: immortal time', async () => {
    const arms = { ...example.protocol.arms, known: 'after_time_zero' };
    const draft = (known: string) =>
      send('/v1/studies', { study: 'immortal', protocol: { ...example.protocol, arms: { ...arms, known } } });
    const problem = await refused(draft('after_time_zero'), 422, ['/arms/known']);
    expect(problem.errors?.[0]?.detail).toContain('immortal time');
    expect(problem.errors?.[0]?.detail).toContain('landmark');
    expect(await draft('at_time_zero')).toMatchObject({ status: 201 });
  });

  test.each(['logistic', 'unheard-of'])('a protocol by a method that gives no difference: %s', async (method) => {
    const analysis = { ...example.protocol.primary, method };
    const study = `by-${method}`;
    const draft = (changes: object) => send('/v1/studies', { study, protocol: { ...example.protocol, ...changes } });
    const problem = await refused(draft({ primary: analysis }), 422, ['/primary/method']);
    expect(problem.detail).toContain('choose risk-difference, welch');
    await refused(draft({ sensitivity: [analysis] }), 422, ['/sensitivity/0/method']);
    expect(await draft({})).toMatchObject({ status: 201 });
    const revision = { protocol: { ...example.protocol, primary: analysis }, reason: 'Another method.' };
    await refused(send(`/v1/studies/${study}/protocol`, revision, { ifMatch: 0 }), 422, ['/primary/method']);
  });

  test('a treatment column of three values, or a column that the file has not', async () => {
    const three = PEOPLE.replace('p0,0,', 'p0,2,');
    expect(await upload(three, { dataset: 'three-arms' })).toMatchObject({ status: 201 });
    expect(await upload(PEOPLE.replace('employed', 'hired'), { dataset: 'no-outcome' })).toMatchObject({ status: 201 });
    expect(await send('/v1/studies', { study: 'nsw', protocol: example.protocol })).toMatchObject({ status: 201 });
    const arms = await refused(send('/v1/studies/nsw/data', { dataset: 'three-arms' }, { ifMatch: 0 }), 422, [
      '/arms/column',
    ]);
    expect(JSON.stringify(arms)).toContain('2');
    await refused(send('/v1/studies/nsw/data', { dataset: 'no-outcome' }, { ifMatch: 0 }), 422, ['/outcome/column']);
    await refused(send('/v1/studies/nsw/data', { dataset: 'unknown' }, { ifMatch: 0 }), 404, ['/dataset']);
  });

  test('parameters that are unknown, doubled or malformed', async () => {
    await refused(api.get<Problem>('/v1/products?colour=red'), 400, ['/query/colour']);
    await refused(api.get<Problem>('/v1/products?limit=0'), 400, ['/query/limit']);
    await refused(api.get<Problem>('/v1/products?limit=5&limit=6'), 400, ['/query/limit']);
    await refused(api.get<Problem>('/v1/products?cursor=nonsense'), 400, ['/query/cursor']);
    await refused(api.get<Problem>('/v1/indicators?asOf=yesterday'), 400, ['/query/asOf']);
    await refused(api.get<Problem>('/v1/measurements?validAt=2026-02-30'), 400, ['/query/validAt']);
    await refused(api.get<Problem>('/v1/audit/events?type=Nothing'), 400, ['/query/type']);
  });

  test('addresses of nothing', async () => {
    for (const path of [
      '/v1/nothing',
      '/v1/products/none',
      '/v1/products/NONE',
      '/v1/runs/1',
      '/v1/audit/events/0',
      '/v1/products/%00',
    ]) {
      await refused(api.get<Problem>(path), 404, []);
    }
  });

  test('an Idempotency-Key that is none', async () => {
    await refused(send('/v1/products', { ...example.product, product: 'keyed' }, { key: 'a b' }), 400, [
      '/headers/idempotency-key',
    ]);
  });
});
