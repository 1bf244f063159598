import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '@impact-ledger/domain';
import { createPostgresEventStore, LEDGER_MIGRATIONS, type AppendReceipt } from '@impact-ledger/ledger';
import { createPool, migrate, startPostgres, type EmbeddedPostgres } from '@impact-ledger/platform';
import { given, givenStream, retry, until } from './given.js';

describe('a PostgreSQL server that is killed under load', () => {
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-restart-'));
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    server = await startPostgres({ dataRoot });
    const pool = createPool(server.url, { applicationName: 'test' });
    await migrate(pool, [LEDGER_MIGRATIONS]);
    await pool.end();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dataRoot, { recursive: true, force: true });
  });

  const kill = (): void => {
    const pid = Number(readFileSync(join(server.dataFolder, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
  };

  test('loses no acknowledged event, doubles none, and its clients carry on by themselves', async () => {
    const store = createPostgresEventStore({ url: server.url });
    const acknowledged: AppendReceipt[] = [];
    const seen: RecordedEvent[] = [];
    const abort = new AbortController();
    const reading = (async () => {
      for await (const batch of store.subscribe({ signal: abort.signal, batchSize: 50 })) seen.push(...batch);
    })();

    let writing = true;
    const writers = Array.from({ length: 8 }, async () => {
      const stream = givenStream();
      for (let revision = 0; writing; revision += 1) {
        const event = given.event();
        const expected = revision === 0 ? 'absent' : revision - 1;
        acknowledged.push(await retry(() => store.append({ stream, expected, events: [event] })));
      }
    });
    for (let round = 1; round <= 2; round += 1) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 100);
      kill();
      server = await startPostgres({ dataRoot });
      const after = acknowledged.length;
      await until(() => acknowledged.length > after + 100);
    }
    writing = false;
    await Promise.all(writers);

    const head = await store.head();
    await until(() => seen.at(-1)?.position === head);
    abort.abort();
    await reading;
    await store.close();
    expect(seen.map(({ position }) => position)).toEqual(
      Array.from({ length: Number(head) }, (_, index) => BigInt(index + 1)),
    );
    expect(acknowledged).toHaveLength(seen.length);
    for (const { stream, revision, position } of acknowledged) {
      expect(seen[Number(position) - 1]).toMatchObject({ stream, revision });
    }
  });
});
