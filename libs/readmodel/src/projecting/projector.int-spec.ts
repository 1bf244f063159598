import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ProductPhaseChanged, ProductRegistered } from '@impact-ledger/domain';
import { freshness, waitForPosition } from '../freshness.js';
import { appendAll, appendOne, editor, manyMeasurements, newerRelease, randomHistory } from '../../testing/history.js';
import { createBench, type Bench } from '../../testing/projected.js';
import { readProduct } from '../products/products.js';

const registered = (name: string) =>
  ProductRegistered.create({ name, incubator: 'I', problem: { en: 'P' }, phase: 'construction' });

const operated = ProductPhaseChanged.create({ phase: 'operated', since: '2026-01-01', reason: 'it works' });

describe('the projector', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await createBench();
  });
  afterEach(() => bench.drop());

  const projectionRow = async (name: string): Promise<unknown> => {
    const { rows } = await bench.pool.query<Record<string, unknown>>('select * from read.projection where name = $1', [
      name,
    ]);
    return rows[0];
  };

  test('stopped anywhere and started again, gives what a clean rebuild gives', async () => {
    await appendAll(bench.store, randomHistory(7, 400));
    for (const upTo of [20n, 90n, 91n, 250n]) {
      const stop = bench.project({ batchSize: 9 });
      expect(await waitForPosition(bench.db, upTo, 20_000)).toBe(true);
      await stop();
    }
    await bench.catchUp({ batchSize: 13 });
    const resumed = await bench.rows();
    expect(resumed['event']).toHaveLength(Number(await bench.store.head()));

    await bench.forget();
    await bench.catchUp();
    expect(await bench.rows()).toEqual(resumed);
  });

  test('loses and doubles nothing when its connection is cut again and again', async () => {
    const stop = bench.project({ batchSize: 7 });
    const history = randomHistory(11, 300);
    for (let start = 0; start < history.length; start += 60) {
      await appendAll(bench.store, history.slice(start, start + 60));
      await bench.pool.query(
        `select pg_terminate_backend(l.pid) from pg_locks l where l.locktype = 'advisory' and l.granted
           and l.database = (select oid from pg_database where datname = current_database())`,
      );
    }
    expect(await waitForPosition(bench.db, await bench.store.head(), 20_000)).toBe(true);
    await stop();
    const interrupted = await bench.rows();

    await bench.forget();
    await bench.catchUp();
    expect(await bench.rows()).toEqual(interrupted);
  });

  test('works alone: a second one waits, and takes over when the first ends', async () => {
    const history = randomHistory(5, 200);
    await appendAll(bench.store, history.slice(0, 100));
    const first = bench.project();
    expect(await waitForPosition(bench.db, await bench.store.head(), 20_000)).toBe(true);
    const told: string[] = [];
    const listen = (_fields: object, message: string): void => void told.push(message);
    const second = bench.project({ logger: { info: listen, warn: listen, error: listen } });
    await appendAll(bench.store, history.slice(100, 150));
    expect(await waitForPosition(bench.db, await bench.store.head(), 20_000)).toBe(true);
    expect(told).toEqual([]);

    await first();
    await appendAll(bench.store, history.slice(150));
    expect(await waitForPosition(bench.db, await bench.store.head(), 20_000)).toBe(true);
    expect(told).toEqual(['Projecting']);
    await second();
    expect((await bench.rows())['event']).toHaveLength(Number(await bench.store.head()));
  });

  test('an event it cannot project stops that projection alone, and says where and why', async () => {
    const poison = { ...operated, type: 'ProductPhaseChanged', data: { phase: 'flying' } };
    await appendAll(bench.store, [
      appendOne('product-a', registered('A')),
      appendOne('product-b', poison),
      appendOne('product-a', operated),
      ...manyMeasurements(3),
    ]);
    const faults: object[] = [];
    const stop = bench.project({
      logger: { info: () => undefined, warn: () => undefined, error: (fields) => void faults.push(fields) },
    });
    expect(await waitForPosition(bench.db, 6n, 20_000, ['measurements', 'events'])).toBe(true);
    await stop();

    expect(await projectionRow('products')).toMatchObject({
      status: 'failed',
      position: '1',
      failed_position: '2',
      failed_stream: 'product-b',
      failed_reason: expect.stringContaining('phase'),
    });
    expect(faults).toEqual([expect.objectContaining({ projection: 'products', stream: 'product-b', position: '2' })]);
    expect(await projectionRow('events')).toMatchObject({ status: 'running', position: '6' });
    // What stood before the event stands; what came after it was not passed over to.
    expect(await readProduct(bench.db, editor, 'a')).toMatchObject({ phase: 'construction' });
    expect(await waitForPosition(bench.db, 6n, 20_000)).toBe(false);
    expect((await freshness(bench.db)).position).toBe('1');
  });

  test('an event of a newer release stops every projection that might concern it', async () => {
    await appendAll(bench.store, [
      appendOne('product-a', registered('A')),
      { stream: 'product-a', expected: 0, events: [newerRelease()] },
    ]);
    const stop = bench.project();
    expect(await waitForPosition(bench.db, 2n, 20_000, ['events'])).toBe(true);
    await stop();
    for (const name of ['products', 'indicators', 'measurements', 'datasets', 'studies']) {
      expect(await projectionRow(name)).toMatchObject({
        status: 'failed',
        failed_reason: expect.stringContaining('newer release'),
      });
    }
  });

  test('a history that contradicts itself is a fault, never half a row', async () => {
    await appendAll(bench.store, [appendOne('product-a', operated)]);
    const stop = bench.project();
    expect(await waitForPosition(bench.db, 1n, 20_000, ['events'])).toBe(true);
    await stop();
    expect(await projectionRow('products')).toMatchObject({
      status: 'failed',
      position: '0',
      failed_reason: 'read.product: 1 of 1 rows to change are not there.',
    });
  });
});
