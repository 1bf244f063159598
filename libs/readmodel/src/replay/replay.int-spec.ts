import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendAll, auditor, editor, randomHistory } from '../../testing/history.js';
import { createBench, type Bench } from '../../testing/projected.js';
import { listIndicators, readIndicator } from '../indicators/indicator-queries.js';
import { listMeasurements } from '../measurements/measurement-queries.js';
import { listEvents } from '../events/events.js';
import { replay } from './replay.js';
import type { Page } from '../views.js';

/** Every item of a list, page after page. */
async function all<Item>(list: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** All that the queries say of definitions and measurements, at a moment or now. */
async function answers({ db }: Bench, asOf?: string) {
  const indicators = await all((cursor) => listIndicators(db, editor, { asOf, cursor, limit: 2 }));
  return {
    indicators,
    details: await Promise.all(indicators.map(({ id }) => readIndicator(db, editor, id, { asOf }))),
    standing: await all((cursor) => listMeasurements(db, editor, { asOf, cursor, limit: 7 })),
    history: await all((cursor) => listMeasurements(db, editor, { asOf, cursor, limit: 7, includeHistory: true })),
  };
}

describe('what the ledger knew at a moment', () => {
  const LENGTH = 220;
  let full: Bench;
  let partial: Bench;
  const history = randomHistory(2026, LENGTH);
  beforeAll(async () => {
    full = await createBench();
    await appendAll(full.store, history);
    await full.catchUp();
    partial = await createBench();
  });
  afterAll(async () => {
    await full.drop();
    await partial.drop();
  });

  test('is what a ledger says that ends there', async () => {
    // The same history grows in a second ledger; times and ids differ, so only places in the log are compared.
    const placesIn = async ({ store }: Bench) =>
      new Map((await store.readAll({ limit: LENGTH })).map(({ position }, index) => [`${position}`, index + 1]));
    const timeless = (value: unknown, places: ReadonlyMap<string, number>): unknown =>
      JSON.parse(
        JSON.stringify(value, (key, inner: unknown) =>
          ['recordedAt', 'recordedFrom'].includes(key) || (key === 'recordedTo' && inner !== null)
            ? 'then'
            : key.startsWith('position') && typeof inner === 'string'
              ? places.get(inner)
              : inner,
        ),
      );
    const places = await placesIn(full);
    for (let count = 20; count <= LENGTH; count += 40) {
      await appendAll(partial.store, history.slice(count - 20 === 0 ? 0 : count - 40, count));
      await partial.catchUp();
      expect(await partial.store.readAll({ limit: LENGTH })).toHaveLength(count);
      const then = await answers(full, `${await full.at(count)}`);
      expect(timeless(then, places)).toEqual(timeless(await answers(partial), await placesIn(partial)));
      expect(then.history.length).toBeGreaterThanOrEqual(then.standing.length);
    }
  });

  test('is rebuilt byte for byte at any position', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: LENGTH + 5 }), async (count) => {
        const to = (await full.at(count)) + BigInt(Math.max(count - LENGTH, 0));
        const report = await replay(full.pool, full.store, { to: `${to}` });
        expect(report).toMatchObject({ identical: true, events: Math.min(count, LENGTH) });
      }),
      { numRuns: 15, seed: 4 },
    );
  });

  test('is rebuilt byte for byte at any time', async () => {
    const { items } = await listEvents(full.db, auditor, { limit: 1000 });
    const times = [...new Set(items.map(({ recordedAt }) => recordedAt))];
    for (const to of [times.at(-1), times[0], times[Math.floor(times.length / 2)], '2000-01-01T00:00:00Z']) {
      const report = await replay(full.pool, full.store, { to: to as string });
      expect(report.identical).toBe(true);
      expect(report.events).toBe(items.filter(({ recordedAt }) => recordedAt <= (to as string)).length);
    }
  });

  test('a row changed behind the back of the ledger is found', async () => {
    const { pool } = full;
    const { rows } = await pool.query<{ id: string; value: string }>(
      `select id, value from read.measurement where revision = 0 order by position_from limit 1`,
    );
    await pool.query(`update read.measurement set value = value + 0.01 where id = $1 and revision = 0`, [rows[0]?.id]);
    const report = await replay(pool, full.store, { to: `${await full.store.head()}` });
    await pool.query(`update read.measurement set value = $2 where id = $1 and revision = 0`, [
      rows[0]?.id,
      rows[0]?.value,
    ]);
    expect(report.identical).toBe(false);
    const found = report.tables.find(({ table }) => table === 'measurement');
    expect(found).toMatchObject({
      differences: 2,
      examples: [/^live: /, /^rebuilt: /].map((line) => expect.stringMatching(line)),
    });
    expect(found?.examples[0]).toContain(rows[0]?.id);
    expect(
      report.tables.filter(({ table }) => table.startsWith('indicator')).map((table) => table.differences),
    ).toEqual([0, 0, 0, 0]);
  });

  test('leaves no scratch tables behind', async () => {
    // PostgreSQL removes them as it ends the connection, which it does after it was let go.
    const schemas = async () =>
      (
        await full.pool.query<{ nspname: string }>(
          `select nspname from pg_class join pg_namespace n on n.oid = relnamespace where relname = 'measurement'`,
        )
      ).rows.map(({ nspname }) => nspname);
    while ((await schemas()).length > 1) await new Promise(setImmediate);
    expect(await schemas()).toEqual(['read']);
  });
});
