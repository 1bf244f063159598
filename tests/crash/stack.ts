import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createToken, prepareDatabase } from '@impact-ledger/application';
import type { Role } from '@impact-ledger/domain';
import { createPostgresEventStore, type EventStore } from '@impact-ledger/ledger';
import { createReadDatabase, runProjector, waitForPosition } from '@impact-ledger/readmodel';
import type pg from 'pg';
import { createTestDatabase } from '../support/test-database.js';

/** API and worker as the processes they are in production, on a database of the test's own. */
export interface Stack {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly store: EventStore;
  /** A token of an account with this role. */
  token(account: string, role: Role): Promise<string>;
  startApi(): Promise<Process>;
  startWorker(extra?: NodeJS.ProcessEnv): Promise<Process>;
  /** Every table of the read models as text, once the worker has projected all there is. */
  readModels(): Promise<Record<string, string[]>>;
  /** The same after throwing all away and projecting the log anew. */
  rebuiltReadModels(): Promise<Record<string, string[]>>;
  close(): Promise<void>;
}

export interface Process {
  readonly child: ChildProcess;
  /** Resolves with the first log line, from the start, that says this. */
  says(text: string): Promise<string>;
  /** Ends it without a word, as a power cut would. */
  killNine(): Promise<void>;
}

const PATIENCE_MS = 60_000;

export async function createStack(): Promise<Stack> {
  const database = await createTestDatabase();
  await prepareDatabase(database.pool);
  const dataRoot = mkdtempSync(join(tmpdir(), 'impact-crash-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const store = createPostgresEventStore({ url: database.url });
  const started: Process[] = [];
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...inherited } = process.env;
  const env = { ...inherited, DATABASE_URL: database.url, IMPACT_DATA: dataRoot, PORT: String(port) };

  const start = (app: 'api' | 'worker', extra: NodeJS.ProcessEnv = {}): Process => {
    const begun = startProcess(app, { ...env, ...extra });
    started.push(begun);
    return begun;
  };
  const stack: Stack = {
    url,
    pool: database.pool,
    databaseUrl: database.url,
    store,
    token: async (account, role) =>
      (await createToken(database.pool, { account, role, label: 'test', expiresInDays: 1 })).secret,
    startApi: async () => {
      const api = start('api');
      await api.says('"ready"');
      return api;
    },
    startWorker: async (extra) => {
      const worker = start('worker', extra);
      await worker.says('"ready"');
      return worker;
    },
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

function startProcess(app: 'api' | 'worker', env: NodeJS.ProcessEnv): Process {
  const program = fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const listener of listeners) listener(line);
    });
  }
  const exited = once(child, 'exit');
  return {
    child,
    says: (text) => {
      const said = lines.find((line) => line.includes(text));
      if (said !== undefined) return Promise.resolve(said);
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          listeners.delete(listener);
          clearTimeout(timer);
        };
        const fail = (what: string): void => {
          leave();
          reject(new Error(`the ${app} ${what} before it said "${text}":\n${lines.slice(-15).join('\n')}`));
        };
        const timer = setTimeout(() => fail('took too long'), PATIENCE_MS);
        const listener = (line: string): void => {
          if (!line.includes(text)) return;
          leave();
          resolve(line);
        };
        listeners.add(listener);
        void exited.then(() => fail('ended'));
      });
    },
    killNine: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await exited;
    },
  };
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
