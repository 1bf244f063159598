import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RecordedEvent } from '@impact-ledger/domain';
import { createPostgresEventStore, LEDGER_MIGRATIONS, type EventStore } from '@impact-ledger/ledger';
import { migrate } from '@impact-ledger/platform';
import { given, givenStream } from '../contracts/given.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EVENTS = 50;
const FROM_SOURCE = ['--import', './tests/support/typescript.mjs', '--input-type=module', '--eval'];

/** A process of its own whose clock is off by so many milliseconds; it appends one event after the other. */
const PROCESS = `
  const off = Number(process.argv[1]);
  const now = Date.now.bind(Date);
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length === 0 ? super(now() + off) : super(...given); }
    static now() { return now() + off; }
  };
  const { createPostgresEventStore, newId } = await import('./libs/ledger/src/index.ts');
  const store = createPostgresEventStore({ url: process.env.DATABASE_URL });
  await store.head();
  process.stdout.write('ready');
  for await (const _ of process.stdin);
  for (let n = 0; n < ${EVENTS}; n += 1) {
    const metadata = { actor: { id: 'tester', role: 'editor' }, correlationId: 'test', causationId: 'test' };
    const event = { id: newId(), type: 'ThingHappened', version: 1, data: { clock: String(off) }, metadata };
    await store.append({ stream: 'thing-' + newId(), expected: 'absent', events: [event] });
  }
  await store.close();
`;

describe('a clock that goes backwards', () => {
  let database: TestDatabase;
  let store: EventStore;
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.pool, [LEDGER_MIGRATIONS]);
    store = createPostgresEventStore({ url: database.url });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  const everything = (): Promise<readonly RecordedEvent[]> => store.readAll({ limit: 10_000 });
  const inOrder = (events: readonly RecordedEvent[]): boolean =>
    events.every(({ recordedAt }, index) => index === 0 || recordedAt >= (events[index - 1]?.recordedAt ?? ''));

  test('in four processes at once, by hours and days: the time of the log never falls, and is nobody’s but the server’s', async () => {
    const began = Date.now();
    const processes = [0, -3_600_000, 86_400_000, -31_536_000_000].map((off) =>
      spawn(process.execPath, [...FROM_SOURCE, PROCESS, '--', String(off)], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], DATABASE_URL: database.url },
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const ended = processes.map(async (each) => (await once(each, 'exit'))[0] as number | null);
    // All begin at once, when the last one is ready.
    await Promise.all(processes.map((each) => once(each.stdout, 'data')));
    for (const each of processes) each.stdin.end();
    const codes = await Promise.all(ended);
    expect(codes).toEqual([0, 0, 0, 0]);
    const events = await everything();
    expect(events).toHaveLength(4 * EVENTS);
    expect(inOrder(events)).toBe(true);
    // The clocks were mixed: otherwise this shows nothing.
    const clocks = events.map(({ data }) => (data as { clock: string }).clock);
    expect(clocks.filter((clock, index) => clock !== clocks[index - 1]).length).toBeGreaterThan(4);
    const times = events.map(({ recordedAt }) => Date.parse(recordedAt));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(began - 1000);
    expect(Math.max(...times)).toBeLessThanOrEqual(Date.now() + 1000);
  }, 60_000);

  test('on the server itself, behind what the log has said: time stands still until the clock has caught up', async () => {
    // As if the clock had been an hour ahead until now.
    await database.pool.query(
      `update ledger.head set recorded_at = date_trunc('milliseconds', clock_timestamp() + interval '1 hour')`,
    );
    const { rows } = await database.pool.query<{ at: Date }>('select recorded_at as at from ledger.head');
    for (let n = 0; n < 3; n += 1)
      await store.append({ stream: givenStream(), expected: 'absent', events: [given.event()] });
    const events = await everything();
    expect(inOrder(events)).toBe(true);
    expect(events.slice(-3).map(({ recordedAt }) => recordedAt)).toEqual(Array(3).fill(rows[0]?.at.toISOString()));
  });
});
