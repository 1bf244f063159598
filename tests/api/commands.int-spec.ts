import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { measurementId } from '@impact-ledger/ledger';
import * as example from '../../apps/api/src/schemas/examples.js';
import { startHarness, type Harness } from './harness.js';

interface Receipt {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
  readonly repeated: boolean;
}

describe('commands over HTTP', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await startHarness();
  });
  afterAll(() => api.close());

  test('a product is registered, read at once by its position, changed with its ETag', async () => {
    const made = await api.post<Receipt>('/v1/products', example.product);
    expect(made).toMatchObject({ status: 201, body: { id: 'bonne-boite', revision: 0, repeated: false } });
    expect(made.headers).toMatchObject({ location: '/v1/products/bonne-boite', etag: '"0"' });

    const read = await api.get(`/v1/products/bonne-boite?minPosition=${made.body.position}`);
    expect(read).toMatchObject({ status: 200, body: { name: 'La Bonne Boîte', phase: 'acceleration', revision: 0 } });
    expect(read.headers['etag']).toBe('"0"');

    const changed = await api.post<Receipt>('/v1/products/bonne-boite/phases', example.phaseChange, { ifMatch: 0 });
    expect(changed).toMatchObject({ status: 200, body: { revision: 1 }, headers: { etag: '"1"' } });
  });

  test('the same key and command answers as the first time; the key is looked up before If-Match', async () => {
    const key = 'define-hired';
    const first = await api.post<Receipt>('/v1/indicators', example.indicator, { key });
    const again = await api.post<Receipt>('/v1/indicators', example.indicator, { key });
    expect(first).toMatchObject({ status: 201, body: { repeated: false } });
    expect(again).toMatchObject({ status: 201, body: { ...first.body, repeated: true } });

    const redefine = { key: 'redefine-hired', ifMatch: 0 };
    const changed = await api.post<Receipt>('/v1/indicators/hired-6m/definitions', example.redefinition, redefine);
    expect(changed).toMatchObject({ status: 200, body: { revision: 1 } });
    const head = await api.store.head();
    // Its If-Match is stale by now: by its own doing.
    const repeated = await api.post('/v1/indicators/hired-6m/definitions', example.redefinition, redefine);
    expect(repeated).toMatchObject({ status: 200, body: { ...changed.body, repeated: true } });
    expect(await api.store.head()).toBe(head);
  });

  test('another command under the same key is refused, on the same thing and on another', async () => {
    const head = await api.store.head();
    const other = { ...example.indicator, name: { en: 'Something else' } };
    const same = await api.post('/v1/indicators', other, { key: 'define-hired' });
    const elsewhere = await api.post('/v1/indicators', { ...other, indicator: 'else' }, { key: 'define-hired' });
    for (const answer of [same, elsewhere]) {
      expect(answer).toMatchObject({
        status: 409,
        body: { type: 'urn:impact-ledger:problem:other_command', status: 409 },
      });
    }
    expect(await api.store.head()).toBe(head);
  });

  test('the key of one account says nothing about that of another', async () => {
    const send = (account: string) =>
      api.post(
        '/v1/products',
        { ...example.product, product: `of-${account}` },
        { key: 'mine', as: { account, role: 'editor' } },
      );
    expect(await send('anne')).toMatchObject({ status: 201, body: { repeated: false } });
    expect(await send('bruno')).toMatchObject({ status: 201, body: { repeated: false } });
  });

  test('a change without If-Match is 428, a stale one 412, a malformed one 400', async () => {
    const head = await api.store.head();
    const change = (ifMatch?: number | string) =>
      api.post(
        '/v1/indicators/hired-6m/targets',
        { period: '2026', value: '35' },
        ifMatch === undefined ? {} : { ifMatch },
      );
    expect(await change()).toMatchObject({ status: 428, body: { status: 428 } });
    const stale = await change(0);
    expect(stale).toMatchObject({ status: 412, body: { status: 412 } });
    expect(stale.body['detail']).toContain('at revision 1');
    expect(await change('*')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/headers/if-match' }] } });
    expect(await api.store.head()).toBe(head);
  });

  test('of many who change the same revision at once, one succeeds', async () => {
    const changes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        api.post('/v1/indicators/hired-6m/targets', { period: `20${30 + index}`, value: '1' }, { ifMatch: 1 }),
      ),
    );
    expect(changes.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
  });

  test('a measurement is recorded, corrected, seen as of before, withdrawn', async () => {
    const recorded = await api.post<Receipt>('/v1/measurements', example.measurement);
    const id = measurementId(example.measurement);
    expect(recorded).toMatchObject({ status: 201, body: { id }, headers: { location: `/v1/measurements/${id}` } });
    const corrected = await api.post<Receipt>(`/v1/measurements/${id}/corrections`, example.correction, { ifMatch: 0 });
    expect(corrected).toMatchObject({ status: 200, body: { revision: 1 } });

    const list = (query: string) =>
      api.get<{ items: { value: string; status: string }[] }>(
        `/v1/measurements?indicator=hired-6m&minPosition=${corrected.body.position}${query}`,
      );
    expect((await list('')).body.items).toMatchObject([{ value: '30.9' }]);
    expect((await list(`&asOf=${recorded.body.position}`)).body.items).toMatchObject([{ value: '31.4' }]);
    expect((await list('&includeHistory=true')).body.items).toHaveLength(2);
    expect((await list('&validAt=2025-05-14')).body.items).toHaveLength(1);
    expect((await list('&validAt=2025-07-01')).body.items).toHaveLength(0);
    const one = await api.get<{ history: unknown[] }>(`/v1/measurements/${id}`);
    expect(one).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { value: '30.9' } });
    expect(one.body.history).toHaveLength(2);

    const withdrawn = await api.post<Receipt>(`/v1/measurements/${id}/withdrawal`, { reason: 'twice' }, { ifMatch: 1 });
    expect(withdrawn.status).toBe(200);
  });

  test('lists come as JSON pages, CSV and NDJSON', async () => {
    for (let index = 0; index < 5; index += 1) {
      await api.post('/v1/products', {
        ...example.product,
        product: `many-${index}`,
        name: index === 0 ? '=1+1, "x"' : 'P',
      });
    }
    const { position } = (await api.post<Receipt>('/v1/products', { ...example.product, product: 'many-9' })).body;
    interface Page {
      readonly items: readonly { readonly id: string }[];
      readonly next: string | null;
    }
    const ids: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const { body } = await api.get<Page>(`/v1/products?limit=3&minPosition=${position}${cursor}`);
      ids.push(...body.items.map(({ id }) => id));
      next = body.next;
    }
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toHaveLength(9);

    const csv = await api.get('/v1/products', { headers: { accept: 'text/csv' } });
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.text.split('\r\n')[0]).toBe('id,name,incubator,phase,phaseSince,problem.en,problem.fr,revision');
    expect(csv.text.trim().split('\r\n')).toHaveLength(10);
    expect(csv.text).toContain(`many-0,"'=1+1, ""x"""`);
    const ndjson = await api.get('/v1/products?format=ndjson&limit=2');
    expect(
      ndjson.text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id),
    ).toEqual(ids.slice(0, 2));
    expect(await api.get('/v1/products', { headers: { accept: 'image/png' } })).toMatchObject({ status: 406 });
  });

  test('minPosition beyond the end of the ledger is told so, soon', async () => {
    expect(await api.get('/v1/products?minPosition=99999')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/query/minPosition' }] },
    });
  });

  test('an auditor reads an event with exactly the bytes that are hashed', async () => {
    const [stored] = await api.store.readBytes({ limit: 1 });
    const event = await api.get<{ bytes: string }>('/v1/audit/events/1', { as: 'auditor' });
    expect(event).toMatchObject({
      status: 200,
      body: { position: '1', event: { type: 'ProductRegistered', stream: 'product-bonne-boite' } },
    });
    expect(event.body.bytes).toBe(stored?.bytes);
    const list = await api.get<{ items: { type: string }[] }>('/v1/audit/events?stream=indicator-hired-6m', {
      as: 'auditor',
    });
    expect(list.body.items.map(({ type }) => type)).toEqual([
      'IndicatorTargetSet',
      'IndicatorRedefined',
      'IndicatorDefined',
    ]);
  });
});
