import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createToken, prepareDatabase } from '@impact-ledger/application';
import type { Role } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import { createReadDatabase, runProjector, waitForPosition } from '@impact-ledger/readmodel';
import type pg from 'pg';
import { startServer, type ServerProcess } from '../support/server-process.js';
import { createTestDatabase, openTestStore } from '../support/test-database.js';

/** API and worker as the processes they are in production, on a database of the test's own. */
export interface Stack {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  /** Folder of the installation: vault, keys. */
  readonly dataRoot: string;
  readonly store: EventStore;
  /** A token of an account with this role. */
  token(account: string, role: Role): Promise<string>;
  startApi(): Promise<ServerProcess>;
  startWorker(extra?: NodeJS.ProcessEnv): Promise<ServerProcess>;
  /** Every table of the read models as text, once the worker has projected all there is. */
  readModels(): Promise<Record<string, string[]>>;
  /** The same after throwing all away and projecting the log anew. */
  rebuiltReadModels(): Promise<Record<string, string[]>>;
  close(): Promise<void>;
}

const PATIENCE_MS = 60_000;

export async function createStack(): Promise<Stack> {
  const database = await createTestDatabase();
  await prepareDatabase(database.pool);
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-crash-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const store = openTestStore(database);
  const started: ServerProcess[] = [];
  const { DATABASE_URL: _database, KURRENTDB_URL: _kurrentdb, REDIS_URL: _redis, ...inherited } = process.env;
  const env = { ...inherited, ...database.environment, IMPACT_DATA: dataRoot, PORT: String(port) };

  const start = async (app: 'api' | 'worker', extra: NodeJS.ProcessEnv = {}): Promise<ServerProcess> => {
    const begun = await startServer(app, { ...env, ...extra });
    started.push(begun);
    return begun;
  };
  const stack: Stack = {
    url,
    pool: database.pool,
    databaseUrl: database.url,
    dataRoot,
    store,
    token: async (account, role) =>
      (await createToken({ pool: database.pool, store }, { account, role, label: 'test', expiresInDays: 1 })).secret,
    startApi: () => start('api'),
    startWorker: (extra) => start('worker', extra),
    readModels: async () => {
      const db = createReadDatabase(database.pool);
      if (!(await waitForPosition(db, await store.head(), PATIENCE_MS))) throw new Error('the read models lag behind');
      return tablesOf(database.pool);
    },
    rebuiltReadModels: async () => {
      await database.pool.query(
        `truncate ${(await tableNames(database.pool)).map((name) => `read."${name}"`).join(', ')}, read.projection`,
      );
      const stop = new AbortController();
      const projector = runProjector({ pool: database.pool, store, signal: stop.signal });
      const tables = await stack.readModels();
      stop.abort();
      await projector;
      return tables;
    },
    close: async () => {
      await Promise.all(started.map((process) => process.killNine()));
      await store.close();
      await database.drop();
      rmSync(dataRoot, { recursive: true, force: true });
    },
  };
  return stack;
}

async function tableNames(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'read' and table_type = 'BASE TABLE' and table_name <> 'projection' order by 1`,
  );
  if (rows.length < 5) throw new Error('the read models have lost their tables: this test would compare nothing');
  return rows.map(({ name }) => name);
}

async function tablesOf(pool: pg.Pool): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const name of await tableNames(pool)) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from read."${name}" t order by 1`);
    tables[name] = rows.map(({ row }) => row);
  }
  return tables;
}

/** Waits for a condition; an error naming it when it does not come about. */
export async function until(condition: () => Promise<boolean>, what: string, patienceMs = PATIENCE_MS): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await pause(25);
  }
}

/**
 * A free port below those the system gives to clients: one that tries a dead server's port again and again could be
 * given that very port as its own end, and keep the server from coming back.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(10_000 * Math.random());
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
