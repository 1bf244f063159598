import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { waitForPosition } from './freshness.js';
import { measurements } from './measurements/measurements.js';
import { events } from './events/events.js';
import { PROJECTIONS } from './projections.js';
import { buildBeside } from './projecting/build-beside.js';
import type { Projection } from './projecting/projection.js';
import { rebuild, UnknownProjection } from './rebuild.js';
import { appendAll, manyMeasurements, randomHistory } from '../testing/history.js';
import { createBench, type Bench } from '../testing/projected.js';

describe('a rebuild', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await createBench();
    await appendAll(bench.store, randomHistory(9, 300));
    await bench.catchUp();
  });
  afterEach(() => bench.drop());

  /** Everything about the tables but their rows and their identity. */
  const shape = async (): Promise<unknown> => {
    const { rows } = await bench.pool.query<object>(
      `select c.relname, c.relpersistence, c.relacl::text, c.reloptions, obj_description(c.oid, 'pg_class') as about,
              (select json_agg(json_build_array(attname, atttypid, attnotnull, attacl, col_description(c.oid, attnum)) order by attnum)
                 from pg_attribute where attrelid = c.oid and attnum > 0) as columns,
              (select json_agg(pg_get_indexdef(indexrelid) order by indexrelid::regclass::text)
                 from pg_index where indrelid = c.oid) as indexes,
              (select json_agg(json_build_array(conname, pg_get_constraintdef(oid)) order by conname)
                 from pg_constraint where conrelid = c.oid) as constraints,
              (select count(*) from pg_trigger where tgrelid = c.oid) as triggers, c.relrowsecurity
         from pg_class c where c.relnamespace = 'read'::regnamespace and c.relkind = 'r' order by 1`,
    );
    return rows;
  };

  test('of everything gives the same rows in tables of the same shape, compared before the swap', async () => {
    await bench.pool.query(
      `do $$ begin create role read_other nologin; exception when duplicate_object then null; end $$`,
    );
    await bench.pool.query('grant select, update on read.measurement to read_other');
    const [before, rows] = [await shape(), await bench.rows()];
    const outcomes = await rebuild(bench.pool, bench.store);
    expect(outcomes.map(({ projection, kind }) => [projection, kind])).toEqual(
      PROJECTIONS.map(({ name }) => [name, 'swapped']),
    );
    for (const outcome of outcomes) {
      if (outcome.kind === 'stopped') continue;
      expect(outcome.tables.length).toBeGreaterThan(0);
      for (const { live, built } of outcome.tables) expect(built).toEqual(live);
    }
    expect(await bench.rows()).toEqual(rows);
    expect(await shape()).toEqual(before);
    const { rows: left } = await bench.pool.query(
      `select nspname from pg_namespace where nspname like 'read\\_%' union all select name from read.projection where name like '%@%'`,
    );
    expect(left).toEqual([]);
  });

  test('of rows that somebody changed finds them, swaps nothing, and replaces them when told to', async () => {
    const rows = await bench.rows();
    await bench.pool.query(
      `update read.measurement set value = value + 1
        where (id, revision) = (select id, revision from read.measurement order by position_from limit 1)`,
    );
    const damaged = await bench.rows();
    const [outcome] = await rebuild(bench.pool, bench.store, { projections: ['measurements'] });
    expect(outcome).toMatchObject({ kind: 'different', tables: [{ table: 'measurement' }] });
    if (outcome?.kind !== 'different') throw new Error('not compared');
    const [table] = outcome.tables;
    expect(table?.live.rows).toBe(table?.built.rows);
    expect(table?.live.checksum).not.toBe(table?.built.checksum);
    expect(await bench.rows()).toEqual(damaged);

    const [forced] = await rebuild(bench.pool, bench.store, { projections: ['measurements'], evenIfDifferent: true });
    expect(forced?.kind).toBe('swapped');
    expect(await bench.rows()).toEqual(rows);
  });

  test('goes on beside the live projector, which loses nothing, and readers never see fewer rows', async () => {
    const stop = bench.project();
    const over = new AbortController();
    const counts: number[] = [];
    const reading = (async () => {
      while (!over.signal.aborted) {
        const { rows } = await bench.pool.query<{ n: number }>({
          name: 'count',
          text: 'select count(*)::int as n from read.measurement',
        });
        counts.push(rows[0]?.n ?? 0);
      }
    })();
    const appending = (async () => {
      for (const one of manyMeasurements(200)) await bench.store.append(one);
    })();
    for (let round = 0; round < 4; round += 1) {
      const [outcome] = await rebuild(bench.pool, bench.store, { projections: ['measurements'] });
      expect(outcome?.kind).toBe('swapped');
    }
    await appending;
    expect(await waitForPosition(bench.db, await bench.store.head(), 20_000)).toBe(true);
    over.abort();
    await reading;
    await stop();
    expect(counts.length).toBeGreaterThan(20);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    const grown = await bench.rows();
    await bench.forget();
    await bench.catchUp();
    expect(await bench.rows()).toEqual(grown);
  });

  test('waits for a reader who looks at one moment of the database, and would find the new table empty', async () => {
    const reader = await bench.pool.connect();
    const count = async () =>
      (await reader.query<{ n: number }>('select count(*)::int as n from read.measurement')).rows[0]?.n;
    try {
      await reader.query('begin isolation level repeatable read');
      // Fixes the moment without touching the table: no lock of this reader holds the swap up.
      await reader.query('select 1 from read.product');
      const steps: string[] = [];
      const rebuilding = rebuild(bench.pool, bench.store, {
        projections: ['measurements'],
        onProgress: (told) => steps.push(told.step === 'waiting' ? `waiting for ${told.sessions.length}` : told.step),
      });
      while (!steps.includes('waiting for 1')) await new Promise(setImmediate);
      const seen = await count();
      expect(seen).toBeGreaterThan(0);
      expect(steps).not.toContain('swapping');
      await reader.query('commit');
      expect((await rebuilding)[0]?.kind).toBe('swapped');
      expect(await count()).toBe(seen);
    } finally {
      reader.release(true);
    }
  });

  test('that meets an event it cannot project stops there, and leaves the live rows and their projector alone', async () => {
    const rows = await bench.rows();
    const broken: Projection = {
      ...measurements,
      changesOf: (event) => {
        if (event.position === 200n) throw new RangeError('no such region');
        return measurements.changesOf(event);
      },
    };
    const { signal } = new AbortController();
    const outcome = await buildBeside(broken, { pool: bench.pool, store: bench.store, signal, batchSize: 64 });
    expect(outcome).toMatchObject({
      kind: 'stopped',
      stop: { projection: 'measurements', event: { position: 200n }, error: { message: 'no such region' } },
    });
    const { rows: stored } = await bench.pool.query<object>(
      `select name, status, position, failed_position from read.projection where name like 'measurements%' order by name`,
    );
    expect(stored).toEqual([
      { name: 'measurements', status: 'running', position: '300', failed_position: null },
      { name: 'measurements@1', status: 'failed', position: '199', failed_position: '200' },
    ]);
    expect(await bench.rows()).toEqual(rows);
  });

  test('of a projection that there is not is refused with the names of those there are', async () => {
    const asked = rebuild(bench.pool, bench.store, { projections: ['nothing'] });
    await expect(asked).rejects.toThrow(UnknownProjection);
    await expect(asked).rejects.toThrow(/products, indicators, measurements/);
  });

  test('of one projection for a new release does not hold up the others', async () => {
    const gate = Promise.withResolvers<void>();
    const slow: Projection = { ...measurements, version: 2 };
    const store = {
      ...bench.store,
      readAll: async (options = {}) => {
        await gate.promise;
        return bench.store.readAll(options);
      },
    };
    const stop = bench.project({ projections: [slow, events], store });
    await appendAll(bench.store, manyMeasurements(5));
    const head = await bench.store.head();
    expect(await waitForPosition(bench.db, head, 20_000, ['events'])).toBe(true);
    expect(await waitForPosition(bench.db, head, 0, ['measurements'])).toBe(false);
    gate.resolve();
    expect(await waitForPosition(bench.db, head, 20_000, ['measurements'])).toBe(true);
    await stop();
  });

  test('after a fault that a release mends, the projection that had stopped goes on where it stood', async () => {
    const broken: Projection = {
      ...measurements,
      changesOf: (event) => {
        if (event.position === 303n) throw new RangeError('this release has a fault');
        return measurements.changesOf(event);
      },
    };
    await appendAll(bench.store, manyMeasurements(6));
    const head = await bench.store.head();
    let stop = bench.project({ projections: [broken, events] });
    expect(await waitForPosition(bench.db, head, 20_000, ['events'])).toBe(true);
    expect(await waitForPosition(bench.db, head, 20_000, ['measurements'])).toBe(false);
    await stop();
    const state = async () =>
      (
        await bench.pool.query<object>(
          `select status, position, failed_position from read.projection where name = 'measurements'`,
        )
      ).rows;
    expect(await state()).toEqual([{ status: 'failed', position: '302', failed_position: '303' }]);

    stop = bench.project();
    expect(await waitForPosition(bench.db, head, 20_000)).toBe(true);
    await stop();
    expect(await state()).toEqual([{ status: 'running', position: head.toString(), failed_position: null }]);
    const mended = await bench.rows();
    await bench.forget();
    await bench.catchUp();
    expect(await bench.rows()).toEqual(mended);
  });
});
