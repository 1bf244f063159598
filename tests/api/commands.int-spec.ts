import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
});
