import type { RecordedEvent } from '@impact-ledger/domain';
import pg from 'pg';
import type { EventStore } from '../event-store.js';
import { followLog } from '../follow-log.js';
import { StreamNotFound } from '../ledger-errors.js';
import { AppendQueue } from './append-queue.js';
import { Listener } from './listener.js';
import { prepareAppend, refuseDoubles } from '../prepare-append.js';
import { query, readWindow, recordedEvent, type EventRow } from './read-events.js';

export interface PostgresEventStoreOptions {
  /** Connection string; LISTEN needs a session of its own, so no pooler in transaction mode. */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
  /** Connections that read; appends and LISTEN have their own. */
  readonly readers?: number;
}

/** Milliseconds. */
const CONNECT = 5_000;
const STATEMENT = 30_000;
const IDLE_IN_TRANSACTION = 10_000;

/**
 * Every read goes by an index; a plan that was kept since the log was small must not scan it when it is large. Servers
 * before 18 price what is switched off beyond the limit from which they compile a query: no compiling of look-ups.
 */
const BY_INDEX = '-c enable_seqscan=off -c jit=off';

/**
 * Whoever waited for the head must see what its holder committed, whatever the account or the database has for a default:
 * under any other level that is an error.
 */
const READ_COMMITTED = '-c default_transaction_isolation=read\\ committed';

/** The event store in PostgreSQL 14 or later, on the schema of {@link LEDGER_MIGRATIONS}. Connects when first used. */
export function createPostgresEventStore({
  url,
  applicationName = 'impact ledger',
  readers = 4,
}: PostgresEventStoreOptions): EventStore {
  const connection: pg.ClientConfig = {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT,
    keepAlive: true,
  };
  // The server gives up first; the client's own limit is for a server that does not even say so.
  const bounded: pg.PoolConfig = {
    ...connection,
    statement_timeout: STATEMENT,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION,
    query_timeout: STATEMENT + 5_000,
  };
  const readPool = lenient(new pg.Pool({ ...bounded, options: BY_INDEX, max: readers }));
  const appendPool = lenient(new pg.Pool({ ...bounded, options: READ_COMMITTED, max: 1 }));
  const appends = new AppendQueue(appendPool);
  const listener = new Listener(connection);
  let closing: Promise<void> | undefined;

  return {
    capabilities: { globalIdUniqueness: true, monotonicRecordedAt: true, densePosition: true, multiStream: true },

    append: async (append) => {
      refuseDoubles([append]);
      const [receipt] = await appends.add([prepareAppend(append)]);
      if (!receipt) throw new Error(`The append to ${append.stream} came back without a receipt.`);
      return receipt;
    },

    appendMany: async (many) => {
      if (many.length === 0) return [];
      refuseDoubles(many);
      return appends.add(many.map(prepareAppend));
    },

    readStream: async (stream, { from, direction = 'forwards', limit } = {}) => {
      const forwards = direction === 'forwards';
      const rows = await query<EventRow>(
        readPool,
        `ledger_stream_${direction}`,
        `select position, bytes from ledger.event where stream = $1 and revision ${forwards ? '>=' : '<='} $2
         order by revision ${forwards ? 'asc' : 'desc'} limit $3`,
        [stream, from ?? (forwards ? 0 : 2 ** 31 - 1), limit ?? null],
      );
      if (rows.length === 0) {
        const known = await query(
          readPool,
          'ledger_stream_known',
          'select from ledger.event where stream = $1 limit 1',
          [stream],
        );
        if (known.length === 0) throw new StreamNotFound(stream);
      }
      return rows.map(recordedEvent);
    },

    readAll: async ({ after = 0n, limit = 1_000, types } = {}) => {
      const rows = await query<EventRow>(
        readPool,
        types ? 'ledger_all_types' : 'ledger_all',
        `select position, bytes from ledger.event where position > $1 ${types ? 'and type = any($3)' : ''}
         order by position limit $2`,
        types ? [after, limit, types] : [after, limit],
      );
      return rows.map(recordedEvent);
    },

    readBytes: async ({ after = 0n, limit = 1_000 } = {}) => {
      const rows = await query<EventRow>(
        readPool,
        'ledger_bytes',
        'select position, bytes from ledger.event where position > $1 order by position limit $2',
        [after, limit],
      );
      return rows.map(({ position, bytes }) => ({ position: BigInt(position), bytes }));
    },

    bytesAt: async (position) => {
      const [row] = await query<EventRow>(
        readPool,
        'ledger_bytes_at',
        'select position, bytes from ledger.event where position = $1',
        [position],
      );
      return row && { position, bytes: row.bytes };
    },

    subscribe: (options): AsyncIterable<readonly RecordedEvent[]> =>
      followLog({ look: (...stretch) => readWindow(readPool, ...stretch), wake: listener }, options),

    head: async () => {
      const [row] = await query<{ position: string }>(readPool, 'ledger_head', 'select position from ledger.head');
      return BigInt(row?.position ?? 0);
    },

    close: () =>
      (closing ??= (async () => {
        await appends.drain();
        await Promise.all([listener.close(), readPool.end(), appendPool.end()]);
      })()),
  };
}

/** A pool that outlives its connections: without a listener, a server restart would end the process. */
function lenient(pool: pg.Pool): pg.Pool {
  pool.on('error', () => undefined);
  return pool;
}
