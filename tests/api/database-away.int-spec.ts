import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startPostgres, type EmbeddedPostgres } from '@impact-ledger/platform';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as example from '../../apps/api/src/schemas/examples.js';
import { startHarness, type Answer, type Harness } from './harness.js';

jest.setTimeout(90_000);

describe('a database that goes away under the API', () => {
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-away-'));
  let server: EmbeddedPostgres;
  let api: Harness;
  beforeAll(async () => {
    // As root the server is another account, which must pass through.
    chmodSync(dataRoot, 0o711);
    server = await startPostgres({ dataRoot, settings: { fsync: 'off' } });
    // Of this file alone: the other tests keep their own server.
    process.env['TEST_DATABASE_URL'] = server.url;
    api = await startHarness({ projector: false, queryTimeoutMs: 1000 });
    expect((await api.post('/v1/products', example.product)).status).toBe(201);
  });
  afterAll(async () => {
    await api.close();
    await server.stop();
    rmSync(dataRoot, { recursive: true, force: true });
  });

  const postmaster = (): number => {
    const [pid = ''] = readFileSync(join(server.dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    return Number(pid);
  };
  /** The server with its backends, each a process of its own. */
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(postmaster())]).stdout.toString();
    for (const pid of [postmaster(), ...children.trim().split(/\s+/).map(Number)]) process.kill(pid, name);
  };
  const ask = (): Promise<Answer>[] => [
    api.get('/v1/products'),
    api.post('/v1/products', { ...example.product, product: 'later' }, { key: 'the-same-key' }),
  ];
  const isUnavailable = ({ status, headers, body }: Answer): void => {
    expect({ status, body }).toMatchObject({
      status: 503,
      body: { type: 'urn:impact-ledger:problem:unavailable', detail: expect.stringContaining('again') },
    });
    expect(headers['retry-after']).toMatch(/^\d+$/);
    expect(headers['content-type']).toContain('application/problem+json');
  };
  const recovers = async (): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      const answers = await Promise.all(ask());
      if (answers.every(({ status }) => status < 300)) return;
      expect(attempt).toBeLessThan(20);
      await sleep(250);
    }
  };

  test('frozen: 503 within the limit, and well again once it goes on', async () => {
    signal('SIGSTOP');
    try {
      const started = performance.now();
      for (const answer of await Promise.all(ask())) isUnavailable(answer);
      const ready = await api.get('/ready');
      expect(ready).toMatchObject({ status: 503, body: { status: 'not ready' } });
      expect(performance.now() - started).toBeLessThan(10_000);
      expect((await api.get('/health')).status).toBe(200);
    } finally {
      signal('SIGCONT');
    }
    await recovers();
    expect(await api.store.head()).toBe(2n);
  });

  test('killed without a word: 503, and well again once it is back', async () => {
    process.kill(postmaster(), 'SIGKILL');
    await sleep(500);
    for (const answer of await Promise.all(ask())) isUnavailable(answer);
    const again = await startPostgres({ dataRoot, settings: { fsync: 'off' } });
    expect(again.url).toBe(server.url);
    server = again;
    await recovers();
    expect(await api.store.head()).toBe(2n);
  });
});
