import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import fc from 'fast-check';
import { createPostgresEventStore, LEDGER_MIGRATIONS, newId, type EventStore } from '@impact-ledger/ledger';
import { createPool, migrate } from '@impact-ledger/platform';
import type pg from 'pg';
import { size } from '../faults/full-size.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { APPEND_ONE } from './append-one.js';
import { given, givenStream, retry } from './given.js';

const SEEDS = size(2, 20);
const EVENTS = size(4_000, 50_000);
const WRITERS = 32;
/** Processes that write: each has one append connection and coalesces the appends of its writers. */
const STORES = 8;

/** What a writer does next. All but `append` are transactions of its own that hold the head of the log for a while. */
type Step =
  | { readonly do: 'append'; readonly events: number }
  | { readonly do: 'stall' | 'abort' | 'cut'; readonly milliseconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ do: fc.constant('append' as const), events: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('stall' as const, 'abort' as const, 'cut' as const),
      milliseconds: fc.integer({ min: 0, max: 15 }),
    }),
  },
);
const scripts = fc.array(fc.array(step, { minLength: 4, maxLength: 24 }), { minLength: WRITERS, maxLength: WRITERS });

describe('writers that race', () => {
  let database: TestDatabase;
  let stores: EventStore[];
  /** Apart from the writers' connections: these may all be taken, each waiting for the head of the log. */
  let killer: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    killer = createPool(database.url, { applicationName: 'test', max: 2 });
    await migrate(database.pool, [LEDGER_MIGRATIONS]);
    stores = Array.from({ length: STORES }, () => createPostgresEventStore({ url: database.url }));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await killer.end();
    await database.drop();
  });

  /** One transaction of one event that waits before its end; whether it was committed. */
  const transaction = async (end: 'stall' | 'abort' | 'cut', milliseconds: number): Promise<boolean> => {
    const client = await database.pool.connect();
    let broken = false;
    try {
      await client.query('begin');
      await client.query(APPEND_ONE, [givenStream(), newId()]);
      await client.query('select pg_sleep($1)', [milliseconds / 1000]);
      if (end === 'cut') {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        const lost = once(client, 'error');
        await killer.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
        await lost;
        broken = true;
      } else await client.query(end === 'stall' ? 'commit' : 'rollback');
    } finally {
      client.release(broken);
    }
    return end === 'stall';
  };

  /** Everything after `after`, in hand-overs of its own size, leaving and resuming now and then as clients do. */
  const subscriber = (store: EventStore, after: bigint, batchSize: number, resumeEvery: number, over: AbortSignal) => {
    const seen: bigint[] = [];
    const read = async (): Promise<void> => {
      while (!over.aborted) {
        const from = seen.at(-1) ?? after;
        let batches = 0;
        for await (const batch of store.subscribe({ after: from, batchSize, signal: over })) {
          seen.push(...batch.map(({ position }) => position));
          if (++batches === resumeEvery) break;
        }
      }
    };
    return { seen, reading: read() };
  };

  test(`${WRITERS} writers with stalls, aborts and cut connections: three subscribers see every event once, in order (${SEEDS} seeds, ${EVENTS} events each)`, async () => {
    await fc.assert(
      fc.asyncProperty(scripts, async (all) => {
        const [first, second, third] = stores as [EventStore, EventStore, EventStore];
        const before = await first.head();
        const over = new AbortController();
        const subscribers = [
          subscriber(first, before, 1_000, Infinity, over.signal),
          subscriber(second, before, 7, 50, over.signal),
          subscriber(third, before, 100, 3, over.signal),
        ];
        let committed = 0;
        const write = async (script: readonly Step[], writer: number): Promise<void> => {
          const store = stores[writer % STORES] as EventStore;
          for (let index = 0; committed < EVENTS; index += 1) {
            const next = script[index % script.length] as Step;
            if (next.do === 'append') {
              const events = Array.from({ length: next.events }, () => given.event());
              await retry(() => store.append({ stream: givenStream(), expected: 'absent', events }));
              committed += next.events;
            } else if (await transaction(next.do, next.milliseconds)) committed += 1;
          }
        };
        await Promise.all(all.map(write));

        const head = await first.head();
        expect(head - before).toBe(BigInt(committed));
        const expected = Array.from({ length: committed }, (_, index) => before + BigInt(index + 1));
        const deadline = Date.now() + 60_000;
        while (subscribers.some(({ seen }) => seen.at(-1) !== head) && Date.now() < deadline) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        over.abort();
        for (const { seen, reading } of subscribers) {
          await reading;
          expect(seen).toEqual(expected);
        }
      }),
      { numRuns: SEEDS, seed: 20_261_122, endOnFailure: true },
    );
  }, 1_200_000);
});
