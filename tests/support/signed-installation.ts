import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvent } from '@impact-ledger/domain';
import { migrate } from '@impact-ledger/platform';
import {
  checkpointFile,
  createPostgresEventStore,
  LEDGER_MIGRATIONS,
  logStatus,
  newId,
  publishedCheckpoint,
  runNotary,
  type EventStore,
  type KeptCheckpoint,
  type LogStatus,
  type NotaryOptions,
} from '@impact-ledger/ledger';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export const SEED = new Uint8Array(32).fill(9);
export const ORIGIN = 'ledger.example/.well-known/impact-ledger';

export interface Installation {
  readonly database: TestDatabase;
  readonly store: EventStore;
  readonly folder: string;
  readonly kept: KeptCheckpoint;
  append(count: number): Promise<void>;
  /** As an intruder who owns the server: neither triggers nor grants stop him. */
  tamper(sql: string, values?: readonly unknown[]): Promise<void>;
  /** Starts a notary; `stop` resolves when it has left. */
  notary(options?: Partial<NotaryOptions>): { readonly stop: () => Promise<void> };
  /** Runs a notary until all events are signed. */
  signAll(options?: Partial<NotaryOptions>): Promise<void>;
  /** Runs a notary until it refuses; gives the reason. */
  refusal(options?: Partial<NotaryOptions>): Promise<string>;
  close(): Promise<void>;
}

export const event = (n: number): NewEvent =>
  ({
    id: newId(),
    type: 'MeasurementRecorded',
    version: 1,
    data: { value: String(n) },
    metadata: { actor: { id: 'ada', role: 'editor' }, correlationId: newId() },
  }) as unknown as NewEvent;

/** Waits for what must come true. Throws after half a minute. */
export async function until<Value>(what: () => Promise<Value | undefined | false>): Promise<Value> {
  const end = Date.now() + 30_000;
  for (;;) {
    const value = await what();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited 30 s in vain for ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A database with the ledger, and a data folder. */
export async function openInstallation(folder?: string): Promise<Installation> {
  const database = await createTestDatabase();
  await migrate(database.pool, [LEDGER_MIGRATIONS]);
  const store = createPostgresEventStore({ url: database.url });
  const root = folder ?? (await mkdtemp(join(tmpdir(), 'impact-notary-')));
  const kept = checkpointFile(join(root, 'log', 'checkpoint'));
  let appended = 0;

  const notary: Installation['notary'] = (options = {}) => {
    const stopping = new AbortController();
    const running = runNotary({
      pool: database.pool,
      store,
      seed: SEED,
      origin: ORIGIN,
      kept,
      signEvery: 10,
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      ...options,
      signal: stopping.signal,
    });
    running.catch(() => undefined);
    return {
      stop: async () => {
        stopping.abort();
        await running;
      },
    };
  };
  const during = async <Value>(
    options: Partial<NotaryOptions> | undefined,
    what: (status: LogStatus) => Promise<Value | undefined | false>,
  ): Promise<Value> => {
    const running = notary(options);
    try {
      return await until(async () => what(await logStatus(database.pool)));
    } finally {
      await running.stop();
    }
  };
  return {
    database,
    store,
    folder: root,
    kept,
    append: async (count) => {
      const events = Array.from({ length: count }, () => event(appended++));
      await store.append({ stream: `measurement-${newId()}`, expected: 'absent', events });
    },
    tamper: async (sql, values = []) => {
      const client = await database.pool.connect();
      try {
        await client.query('set session_replication_role = replica');
        await client.query(sql, [...values]);
        await client.query('reset session_replication_role');
      } finally {
        client.release();
      }
    },
    notary,
    signAll: async (options) => {
      const { rows } = await database.pool.query<{ n: string }>('select count(*) as n from ledger.event');
      const size = Number(rows[0]?.n);
      await during(options, async () => (await publishedCheckpoint(database.pool))?.size === size);
    },
    refusal: async (options = {}) => {
      let reason: string | undefined;
      const logger = {
        info: () => undefined,
        warn: () => undefined,
        error: (fields: object) => void (reason = reasonOf(fields)),
      };
      const running = notary({ ...options, logger });
      try {
        return await until(async () => reason);
      } finally {
        await running.stop();
      }
    },
    close: async () => {
      await store.close();
      await database.drop();
      if (folder === undefined) await rm(root, { recursive: true, force: true });
    },
  };
}

const reasonOf = (fields: object): string => String((fields as { reason?: unknown }).reason);
