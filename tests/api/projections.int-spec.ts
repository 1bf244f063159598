import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NewEvent } from '@impact-ledger/domain';
import { createReadDatabase, waitForPosition } from '@impact-ledger/readmodel';
import * as example from '../../apps/api/src/schemas/examples.js';
import { startHarness, type Harness } from './harness.js';

/** A phase that no release has: written past the deciders, as a fault of a release would. */
const poison: NewEvent = {
  id: randomUUID(),
  type: 'ProductPhaseChanged',
  version: 1,
  data: { phase: 'flying', since: '2026-01-01', reason: 'r' },
  metadata: { actor: { id: 'a', role: 'editor' }, correlationId: 'c', causationId: 'c' },
};

describe('a read model that stopped', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await startHarness();
    await api.post('/v1/products', { ...example.product, product: 'first' });
    await api.store.append({ stream: 'product-first', expected: 'any', events: [poison] });
    expect(
      await waitForPosition(createReadDatabase(api.database.pool), await api.store.head(), 20_000, ['events']),
    ).toBe(true);
  });
  afterAll(() => api.close());

  test('is told to whoever watches the process, without what the event says', async () => {
    const { status, body } = await api.get('/health', { as: null });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      projections: expect.arrayContaining([
        expect.objectContaining({ name: 'products', status: 'failed', position: '1', failedPosition: '2' }),
        expect.objectContaining({ name: 'events', status: 'running', position: '2', failedPosition: null }),
      ]),
    });
    expect(JSON.stringify(body)).not.toContain('phase');
  });

  test('is in the metrics', async () => {
    const { status, headers, text } = await api.get('/metrics', { as: 'auditor' });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain('impact_ledger_head_position 2\n');
    expect(text).toContain('impact_projection_failed{projection="products",version="2"} 1\n');
    expect(text).toContain('impact_projection_failed{projection="events",version="1"} 0\n');
    expect(text).toMatch(/impact_projection_lag_seconds\{projection="products",version="2"\} [\d.]+\n/);
  });

  test('is on the page of the audit, with where and why', async () => {
    const { status, text } = await api.get('/audit', { as: 'auditor', headers: { accept: 'text/html' } });
    expect(status).toBe(200);
    expect(text).toMatch(/role="alert".*products.*event 2 of product-first.*phase/s);
  });
});
