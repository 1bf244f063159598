import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPostgres, type EmbeddedPostgres } from '@impact-ledger/platform';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import * as example from '../../apps/api/src/schemas/examples.js';
import { startHarness, type Harness } from '../api/harness.js';

const MOST = 30;

describe('a PostgreSQL that is out of connections', () => {
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-crowded-'));
  const shared = process.env['TEST_DATABASE_URL'];
  let server: EmbeddedPostgres;
  let api: Harness;
  beforeAll(async () => {
    // As root the server is another account, which must pass through.
    chmodSync(dataRoot, 0o711);
    server = await startPostgres({ dataRoot, settings: { fsync: 'off', max_connections: String(MOST) } });
    process.env['TEST_DATABASE_URL'] = server.url;
    api = await startHarness({ projector: false, queryTimeoutMs: 1000 });
    await recorded(example.product);
  }, 120_000);
  afterAll(async () => {
    await api.close();
    await server.stop();
    process.env['TEST_DATABASE_URL'] = shared;
    rmSync(dataRoot, { recursive: true, force: true });
  }, 60_000);

  /** Sends a command as its senders do: again, under the same key, as long as it is told to come back. */
  const recorded = async (product: typeof example.product): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      const { status } = await api.post('/v1/products', product, { key: `of-${product.product}` });
      if (status < 300) return;
      expect({ attempt, status }).toMatchObject({ status: 503 });
      expect(attempt).toBeLessThan(40);
      await pause(250);
    }
  };

  /** Takes every connection that is left, and those that come free. */
  const crowd = async (): Promise<pg.Client[]> => {
    const taken: pg.Client[] = [];
    for (;;) {
      const client = new pg.Client({ connectionString: server.url });
      client.on('error', () => undefined);
      try {
        await client.connect();
      } catch (error) {
        expect((error as { code?: string }).code).toBe('53300');
        return taken;
      }
      taken.push(client);
    }
  };
  const later = { ...example.product, product: 'later' };

  test('what is asked meanwhile is answered or told to come back, and afterwards all is as it was', async () => {
    // Connections that the API holds already go on; the loss of them makes it ask for new ones.
    const control = new pg.Client({ connectionString: server.url });
    await control.connect();
    const taken = await crowd();
    try {
      await control.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name like $1', [
        'impact%',
      ]);
      taken.push(...(await crowd()));
      const answers = await Promise.all([
        api.get('/v1/products'),
        api.post('/v1/products', later, { key: 'of-later' }),
      ]);
      for (const { status, headers, body } of answers) {
        expect({ status, body }).toMatchObject({ status: 503, body: { detail: expect.stringContaining('again') } });
        expect(headers['retry-after']).toMatch(/^\d+$/);
      }
    } finally {
      await Promise.all(taken.map((client) => client.end()));
      await control.end();
    }
    await recorded(later);
    expect(await api.store.head()).toBe(2n);
    expect((await api.get('/v1/products')).status).toBe(200);
  }, 60_000);
});
