import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ProductPhaseChanged, ProductRegistered, type RecordedEvent } from '@impact-ledger/domain';
import { readProjections } from '../projection-status.js';
import { freshness, waitForPosition } from '../freshness.js';
import { appendAll, appendOne, editor, manyMeasurements, newerRelease, randomHistory } from '../../testing/history.js';
import { createBench, type Bench } from '../../testing/projected.js';
import { products, readProduct } from '../products/products.js';
import { events } from '../events/events.js';
import { applyBatch } from './apply-batch.js';
import { CheckpointMoved, loadCheckpoints } from './checkpoints.js';

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
    for (const upTo of [20, 90, 91, 250]) {
      const stop = bench.project({ batchSize: 9 });
      expect(await waitForPosition(bench.db, await bench.at(upTo), 20_000)).toBe(true);
      await stop();
    }
    await bench.catchUp({ batchSize: 13 });
    const resumed = await bench.rows();
    expect(resumed['event']).toHaveLength(400);

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
    const refused = async (): Promise<boolean> => {
      const { rowCount } = await bench.pool.query(
        `select from pg_stat_activity where datname = current_database() and query = 'select pg_advisory_unlock_all()'`,
      );
      return rowCount === 1;
    };
    while (!(await refused())) await new Promise(setImmediate);
    await appendAll(bench.store, history.slice(100, 150));
    expect(await waitForPosition(bench.db, await bench.store.head(), 20_000)).toBe(true);
    expect(told).toEqual([]);

    await first();
    await appendAll(bench.store, history.slice(150));
    expect(await waitForPosition(bench.db, await bench.store.head(), 20_000)).toBe(true);
    expect(told).toEqual(['Projecting']);
    await second();
    expect((await bench.rows())['event']).toHaveLength(200);
  });

  test('a projection that is new reads from the beginning while the others go on where they are', async () => {
    const history = randomHistory(3, 120);
    await appendAll(bench.store, history.slice(0, 80));
    await bench.catchUp({ projections: [products, events] });
    await appendAll(bench.store, history.slice(80));
    await bench.catchUp();
    const grown = await bench.rows();
    const statuses = await readProjections(bench.db, bench.store);
    expect(new Set(statuses.map(({ status, position }) => `${status} ${position}`))).toEqual(
      new Set([`running ${await bench.at(120)}`]),
    );

    await bench.forget();
    await bench.catchUp();
    expect(await bench.rows()).toEqual(grown);
  });

  test('whoever works from a checkpoint that has moved writes nothing', async () => {
    await appendAll(bench.store, [appendOne('product-a', registered('A'), operated)]);
    const [first, second] = await bench.store.readAll();
    const client = await bench.pool.connect();
    try {
      const start = await loadCheckpoints(client, [products]);
      const { running } = await applyBatch(client, start, [first as RecordedEvent]);
      await applyBatch(client, running, [second as RecordedEvent]);
      await expect(applyBatch(client, running, [second as RecordedEvent])).rejects.toThrow(CheckpointMoved);
    } finally {
      client.release();
    }
    expect(await projectionRow('products')).toMatchObject({
      position: `${second?.position}`,
      processed: '2',
      status: 'running',
    });
  });

  test('an event it cannot project stops that projection alone, and says where and why', async () => {
    const poison = { ...operated, type: 'ProductPhaseChanged', data: { phase: 'flying' } };
    await appendAll(bench.store, [
      appendOne('product-a', registered('A')),
      appendOne('product-b', poison),
      appendOne('product-a', operated),
      ...manyMeasurements(3),
    ]);
    const [first, second, last] = await Promise.all([1, 2, 6].map((n) => bench.at(n)));
    if (first === undefined || last === undefined) throw new Error('the log is empty');
    const faults: object[] = [];
    const stop = bench.project({
      logger: { info: () => undefined, warn: () => undefined, error: (fields) => void faults.push(fields) },
    });
    expect(await waitForPosition(bench.db, last, 20_000, ['measurements', 'events'])).toBe(true);
    await stop();

    expect(await projectionRow('products')).toMatchObject({
      status: 'failed',
      position: `${first}`,
      failed_position: `${second}`,
      failed_stream: 'product-b',
      failed_reason: expect.stringContaining('phase'),
    });
    expect(faults).toEqual([
      expect.objectContaining({ projection: 'products', stream: 'product-b', position: `${second}` }),
    ]);
    expect(await projectionRow('events')).toMatchObject({ status: 'running', position: `${last}` });
    // What stood before the event stands; what came after it was not passed over to.
    expect(await readProduct(bench.db, editor, 'a')).toMatchObject({ phase: 'construction' });
    expect(await waitForPosition(bench.db, last, 20_000)).toBe(false);
    expect((await freshness(bench.db)).position).toBe(`${first}`);

    const [unread] = await bench.store.readAll({ after: first, limit: 1 });
    const later = new Date(Date.parse(unread?.recordedAt ?? '') + 90_000);
    const statuses = await readProjections(bench.db, bench.store, later);
    expect(statuses.map(({ name, status, lagSeconds }) => [name, status, lagSeconds])).toEqual([
      ['datasets', 'running', 0],
      ['events', 'running', 0],
      ['indicators', 'running', 0],
      ['measurements', 'running', 0],
      ['products', 'failed', 90],
      ['studies', 'running', 0],
    ]);
    expect(statuses.map(({ processed }) => processed)).toEqual([0, 6, 0, 3, 1, 0]);
    expect(statuses[4]?.failure).toMatchObject({ position: `${second}`, stream: 'product-b' });
  });

  test('an event of a newer release stops every projection that might concern it', async () => {
    await appendAll(bench.store, [
      appendOne('product-a', registered('A')),
      { stream: 'product-a', expected: 0, events: [newerRelease()] },
    ]);
    const stop = bench.project();
    expect(await waitForPosition(bench.db, await bench.at(2), 20_000, ['events'])).toBe(true);
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
    expect(await waitForPosition(bench.db, await bench.at(1), 20_000, ['events'])).toBe(true);
    await stop();
    expect(await projectionRow('products')).toMatchObject({
      status: 'failed',
      position: '0',
      failed_reason: 'read.product: 1 of 1 rows to change are not there.',
    });
  });
});
