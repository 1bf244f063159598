import { randomBytes } from 'node:crypto';
import { createPool } from '@impact-ledger/platform';
import type pg from 'pg';

/** An empty database of one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Ends the pool and removes the database; clients that are still connected are cut off. */
  readonly drop: () => Promise<void>;
}

/** Creates an empty database with a random name on the server that the global set-up started. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server)
    throw new Error('no test server: run this file with --selectProjects integration, or set TEST_DATABASE_URL');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await withServer(server, `create database ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const pool = createPool(address.href, { applicationName: 'test', onError: () => undefined });
  return {
    url: address.href,
    pool,
    drop: async () => {
      await pool.end();
      await withServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function withServer(url: string, sql: string): Promise<void> {
  const pool = createPool(url, { applicationName: 'test server', max: 1 });
  try {
    await pool.query(sql);
  } finally {
    await pool.end();
  }
}
