import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.js';

describe('a pool', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  test('gives dates and large numbers as they are written', async () => {
    const { rows } = await database.pool.query(
      `select date '2026-03-29' as day, 9007199254740993::int8 as big, array[date '1978-01-01'] as days, array[1::int8] as bigs,
              7::int4 as small, timestamptz '2026-01-01T00:00:00Z' as instant`,
    );
    expect(rows).toEqual([
      {
        day: '2026-03-29',
        big: '9007199254740993',
        days: ['1978-01-01'],
        bigs: ['1'],
        small: 7,
        instant: new Date('2026-01-01T00:00:00Z'),
      },
    ]);
  });

  test('survives the loss of an idle connection', async () => {
    const { rows } = await database.pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    await expect(database.pool.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toThrow();
    const again = await database.pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    expect(again.rows[0]?.pid).not.toBe(rows[0]?.pid);
  });

  test('tells the loss of a connection in use to its user, by the next call', async () => {
    const client = await database.pool.connect();
    try {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const broken = new Promise((resolve) => client.once('end', resolve));
      await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await broken;
      await expect(client.query('select 1')).rejects.toThrow();
    } finally {
      client.release(true);
    }
  });
});
