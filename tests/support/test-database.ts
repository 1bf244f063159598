import { randomBytes } from 'node:crypto';
import { openEventStore, type EventStore } from '@impact-ledger/ledger';
import { createPool } from '@impact-ledger/platform';
import type pg from 'pg';

/** An empty database of one test file, and where its events are. */
export interface TestDatabase {
  readonly url: string;
  /** With KURRENTDB_URL set, a ledger of its own on that server; else the events are in the database. */
  readonly kurrentdbUrl: string | undefined;
  /** What a process needs to be told of the two. */
  readonly environment: { readonly DATABASE_URL: string; readonly KURRENTDB_URL: string | undefined };
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
  const kurrentdbUrl = ledgerOnKurrent(name.replace('_', ''));
  return {
    url: address.href,
    kurrentdbUrl,
    environment: { DATABASE_URL: address.href, KURRENTDB_URL: kurrentdbUrl },
    pool,
    drop: async () => {
      await pool.end();
      await withServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** The address of a ledger of its own on the server that KURRENTDB_URL names. */
export function ledgerOnKurrent(name: string, server = process.env['KURRENTDB_URL']): string | undefined {
  return server ? `${server}${server.includes('?') ? '&' : '?'}ledger=${name}` : undefined;
}

/** The log that belongs to a test database, wherever it is. The caller closes it. */
export const openTestStore = ({ url, kurrentdbUrl }: TestDatabase): EventStore =>
  openEventStore({ databaseUrl: url, kurrentdbUrl });

async function withServer(url: string, sql: string): Promise<void> {
  const pool = createPool(url, { applicationName: 'test server', max: 1 });
  try {
    await pool.query(sql);
  } finally {
    await pool.end();
  }
}
