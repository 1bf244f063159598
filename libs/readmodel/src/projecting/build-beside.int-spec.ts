import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventStore } from '@impact-ledger/ledger';
import { waitForPosition } from '../freshness.js';
import { appendAll, manyMeasurements } from '../../testing/history.js';
import { createBench, type Bench } from '../../testing/projected.js';
import { measurements } from '../measurements/measurements.js';
import type { Projection } from './projection.js';

/** The next release writes another note beside each figure. */
const second: Projection = {
  ...measurements,
  version: 2,
  changesOf: (event) =>
    measurements
      .changesOf(event)
      ?.map((change) => ({ ...change, set: { ...change.set, reason: 'second version' } }) as typeof change),
};

const COUNT = 60;

describe('a new version of a projection', () => {
  let bench: Bench;
  let end: bigint;
  beforeEach(async () => {
    bench = await createBench();
    await appendAll(bench.store, manyMeasurements(COUNT));
    end = await bench.store.head();
    await bench.catchUp({ projections: [measurements] });
  });
  afterEach(() => bench.drop());

  const notes = async () => {
    const { rows } = await bench.pool.query<{ reason: string | null; count: string }>(
      'select reason, count(*) from read.measurement group by reason',
    );
    return rows;
  };
  const versions = async () =>
    (
      await bench.pool.query<{ name: string; version: number; position: string; status: string }>(
        'select name, version, position, status from read.projection order by name',
      )
    ).rows;

  /** A store that says from where it was read, and at a position answers no more before the gate opens. */
  const watched = (reads: bigint[], until: bigint, gate: Promise<void>): EventStore => ({
    ...bench.store,
    head: () => bench.store.head(),
    subscribe: (options) => bench.store.subscribe(options),
    readAll: async (options = {}) => {
      const after = options.after ?? 0n;
      reads.push(after);
      if (after >= until) await gate;
      return bench.store.readAll(options);
    },
  });

  test('is built beside the live one, goes on after a cut, and is swapped in whole', async () => {
    const gate = Promise.withResolvers<void>();
    const half = await bench.at(30);
    const stop = bench.project({ projections: [second], batchSize: 10, store: watched([], half, gate.promise) });
    const halfWay = async () =>
      (await versions()).find(({ name }) => name === 'measurements@2')?.position === `${half}`;
    while (!(await halfWay())) await new Promise(setImmediate);
    expect(await notes()).toEqual([{ reason: null, count: `${COUNT}` }]);
    expect(await waitForPosition(bench.db, end, 0)).toBe(true);
    await bench.pool.query(
      `select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.granted
         and l.database = (select oid from pg_database where datname = current_database())`,
    );

    const again: bigint[] = [];
    const finish = bench.project({
      projections: [second],
      batchSize: 10,
      store: watched(again, end + 1n, gate.promise),
    });
    while ((await versions()).length > 1) await new Promise(setImmediate);
    await finish();
    expect(again[0]).toBe(half);
    expect(await versions()).toEqual([{ name: 'measurements', version: 2, position: `${end}`, status: 'running' }]);
    expect(await notes()).toEqual([{ reason: 'second version', count: `${COUNT}` }]);
    const { rows } = await bench.pool.query(`select nspname from pg_namespace where nspname like 'read\\_next%'`);
    expect(rows).toEqual([]);

    gate.resolve();
    await stop();
    expect(await notes()).toEqual([{ reason: 'second version', count: `${COUNT}` }]);
  });

  test('that cannot read an event leaves the rows of the version before, and says so', async () => {
    const bad = await bench.at(42);
    const broken: Projection = {
      ...measurements,
      version: 3,
      changesOf: (event) => {
        if (event.position === bad) throw new RangeError('no such region');
        return measurements.changesOf(event);
      },
    };
    const stop = bench.project({ projections: [broken] });
    const failed = async () =>
      (await versions()).find(({ name, status }) => name === 'measurements' && status === 'failed');
    while (!(await failed())) await new Promise(setImmediate);
    await stop();
    expect(await failed()).toMatchObject({ version: 1, position: `${end}` });
    expect(await notes()).toEqual([{ reason: null, count: `${COUNT}` }]);
  });
});
