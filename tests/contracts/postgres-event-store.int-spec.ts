import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPostgresEventStore, LEDGER_MIGRATIONS, newId, type EventStore } from '@impact-ledger/ledger';
import { migrate } from '@impact-ledger/platform';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { APPEND_ONE } from './append-one.js';
import { eventStoreContract } from './event-store-contract.js';
import { collect, given, givenStream, retry, until } from './given.js';

async function openLog(): Promise<TestDatabase & { connect(): EventStore }> {
  const database = await createTestDatabase();
  await migrate(database.pool, [LEDGER_MIGRATIONS]);
  return { ...database, connect: () => createPostgresEventStore({ url: database.url }) };
}

eventStoreContract(
  'PostgreSQL',
  { globalIdUniqueness: true, monotonicRecordedAt: true, densePosition: true, multiStream: true },
  openLog,
);

describe('the ledger in PostgreSQL', () => {
  let log: Awaited<ReturnType<typeof openLog>>;
  let store: EventStore;
  beforeAll(async () => {
    log = await openLog();
    store = log.connect();
  });
  afterAll(async () => {
    await store.close();
    await log.drop();
  });

  test('a reader never skips an event of a transaction that is slower than the next', async () => {
    const after = await store.head();
    const abort = new AbortController();
    const watched = collect(store, { after, signal: abort.signal }, 2);
    const slow = await log.pool.connect();
    const stream = givenStream();
    try {
      await slow.query('begin');
      await slow.query(APPEND_ONE, [stream, newId()]);
      const quick = store.append({ stream, expected: 0, events: [given.event()] });
      await until(async () => (await waitingForHead()) > 0);
      expect(await store.readAll({ after })).toEqual([]);
      await slow.query('commit');
      expect((await quick).revision).toBe(1);
    } finally {
      slow.release();
    }
    expect((await watched).map(({ position, revision }) => ({ position, revision }))).toEqual([
      { position: after + 1n, revision: 0 },
      { position: after + 2n, revision: 1 },
    ]);
    abort.abort();
  });

  test('an append that is rolled back leaves no gap', async () => {
    const head = await store.head();
    const client = await log.pool.connect();
    await client.query('begin');
    await client.query(APPEND_ONE, [givenStream(), newId()]);
    await client.query('rollback');
    client.release();
    expect((await store.append({ stream: givenStream(), expected: 'any', events: [given.event()] })).position).toBe(
      head + 1n,
    );
  });

  test.each([
    `update ledger.event set bytes = '{}'`,
    'delete from ledger.event',
    'truncate ledger.event',
    `update ledger.event set type = 'Other' where position = 1`,
    'delete from ledger.head',
    'truncate ledger.head',
    'insert into ledger.head values (false, 1, now())',
  ])('the owner of the tables is refused: %s', async (sql) => {
    await store.append({ stream: givenStream(), expected: 'any', events: [given.event()] });
    const before = await store.readBytes();
    await expect(log.pool.query(sql)).rejects.toThrow(/is append-only/);
    expect(await store.readBytes()).toEqual(before);
  });

  test('an account with the documented grants appends and reads, and can do nothing else', async () => {
    const account = `writer_${newId().replaceAll('-', '')}`;
    await log.pool.query(`
      create role ${account};
      grant usage on schema ledger to ${account};
      grant select on ledger.event, ledger.envelope, ledger.head to ${account};
      grant execute on function ledger.append_events to ${account}`);
    const client = await log.pool.connect();
    try {
      await client.query(`set role ${account}`);
      const appended = await client.query<{ verdict: string }>(APPEND_ONE, [givenStream(), newId()]);
      expect(appended.rows[0]?.verdict).toBe('appended');
      expect((await client.query('select * from ledger.envelope')).rowCount).toBeGreaterThan(0);
      for (const sql of [
        'insert into ledger.event select * from ledger.event',
        'delete from ledger.event',
        'update ledger.head set position = 0',
      ]) {
        await expect(client.query(sql)).rejects.toThrow(/permission denied/);
      }
    } finally {
      await client.query('reset role');
      await client.query(`drop owned by ${account}; drop role ${account}`);
      client.release();
    }
  });

  test('the envelope as columns says what the bytes say', async () => {
    const stream = givenStream();
    await store.append({ stream, expected: 'absent', events: [given.event({ data: { name: 'Été' } })] });
    const [event] = await store.readStream(stream);
    const { rows } = await log.pool.query<Record<string, unknown>>('select * from ledger.envelope where stream = $1', [
      stream,
    ]);
    expect(rows).toEqual(
      [
        {
          ...event,
          position: String(event?.position),
          recordedAt: undefined,
          recorded_at: new Date(event?.recordedAt ?? ''),
        },
      ].map(({ recordedAt: _, ...row }) => row),
    );
  });

  test('time never runs backwards in the log, whatever the clock says', async () => {
    await log.pool.query(`update ledger.head set recorded_at = '2999-01-01T00:00:00Z'`);
    const stream = givenStream();
    await store.append({ stream, expected: 'absent', events: [given.event()] });
    expect((await store.readStream(stream))[0]?.recordedAt).toBe('2999-01-01T00:00:00.000Z');
  });

  test('every commit is flushed, even for an account whose default says otherwise', async () => {
    const client = await log.pool.connect();
    await client.query('begin');
    await client.query(`set local synchronous_commit = off`);
    await client.query(APPEND_ONE, [givenStream(), newId()]);
    expect((await client.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }]);
    await client.query('rollback');
    client.release();
  });

  test('writers of several processes get through, even where the database has another isolation for a default', async () => {
    const { rows } = await log.pool.query<{ name: string }>('select quote_ident(current_database()) as name');
    const database = rows[0]?.name ?? '';
    await log.pool.query(`alter database ${database} set default_transaction_isolation = 'serializable'`);
    const writers = Array.from({ length: 4 }, () => log.connect());
    try {
      const before = await writers[0]!.head();
      const receipts = await Promise.all(
        Array.from({ length: 80 }, (_none, index) =>
          writers[index % 4]!.append({ stream: givenStream(), expected: 'absent', events: [given.event()] }),
        ),
      );
      expect(new Set(receipts.map(({ position }) => position)).size).toBe(80);
      expect(await writers[1]!.head()).toBe(before + 80n);
    } finally {
      await log.pool.query(`alter database ${database} reset default_transaction_isolation`);
      await Promise.all(writers.map((writer) => writer.close()));
    }
  });

  test('appends and readers outlive the loss of every connection', async () => {
    const client = log.connect();
    const stream = givenStream();
    const after = await client.head();
    const seen: number[] = [];
    const abort = new AbortController();
    const reading = (async () => {
      for await (const batch of client.subscribe({ after, signal: abort.signal }))
        seen.push(...batch.map(({ revision }) => revision));
    })();
    await client.append({ stream, expected: 'absent', events: [given.event()] });
    await until(() => seen.length === 1);
    await cutConnections();
    const again = given.event();
    const receipt = await retry(() => client.append({ stream, expected: 0, events: [again] }));
    expect(receipt.revision).toBe(1);
    await until(() => seen.length === 2);
    expect(seen).toEqual([0, 1]);
    abort.abort();
    await reading;
    await client.close();
  });

  test('a server that is not there is StoreUnavailable, for every call', async () => {
    const nowhere = createPostgresEventStore({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
    const unavailable = { name: 'StoreUnavailable' };
    await expect(
      nowhere.append({ stream: givenStream(), expected: 'any', events: [given.event()] }),
    ).rejects.toMatchObject(unavailable);
    await expect(nowhere.readAll()).rejects.toMatchObject(unavailable);
    await expect(nowhere.head()).rejects.toMatchObject(unavailable);
    const abort = new AbortController();
    const waiting = nowhere.subscribe({ signal: abort.signal })[Symbol.asyncIterator]().next();
    abort.abort();
    expect((await waiting).done).toBe(true);
    await nowhere.close();
  });

  const waitingForHead = async (): Promise<number> => {
    const { rows } = await log.pool.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0]?.count ?? 0;
  };
  const cutConnections = () =>
    log.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'impact ledger'`,
    );
});
