import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@impact-ledger/ledger';
import type { ClientBase, Pool } from 'pg';
import { write, workOf, type Stop } from './apply-batch.js';
import { besideName, besideSchema, exchangeTables, finishTables, prepareTables } from './beside-tables.js';
import { CheckpointMoved, loadCheckpoints, markFailed, type Running } from './checkpoints.js';
import { load } from './load-beside.js';
import { isParity, sumsOf, type TableParity } from './parity.js';
import type { Projection } from './projection.js';
import { withProjectorLock } from './projector-lock.js';

/** What a build is at, for whoever watches it. */
export type BuildProgress =
  | { readonly step: 'reading'; readonly position: bigint; readonly until: bigint }
  | { readonly step: 'indexing' | 'comparing' | 'swapping' }
  /** Transactions that began before the new rows were written, and would find the new tables incomplete. */
  | { readonly step: 'waiting'; readonly sessions: readonly string[] };

export interface BuildOptions {
  /** Two of its connections are used. */
  readonly pool: Pool;
  readonly store: EventStore;
  readonly signal: AbortSignal;
  /** Events in one transaction at most; 8000 unless told. */
  readonly batchSize?: number | undefined;
  /** Do nothing when the live tables are of this version by now. */
  readonly onlyIfOutdated?: boolean | undefined;
  /** Swap although the new rows differ from those of the same version: the live ones were damaged, and are given up. */
  readonly evenIfDifferent?: boolean | undefined;
  readonly onProgress?: ((progress: BuildProgress) => void) | undefined;
}

export type BuildOutcome =
  | { readonly kind: 'swapped'; readonly position: bigint; readonly tables: readonly TableParity[] }
  /** The version promises the same rows, and they are others: nothing was swapped. */
  | { readonly kind: 'different'; readonly position: bigint; readonly tables: readonly TableParity[] }
  /** An event cannot be read by this version: nothing was swapped. */
  | { readonly kind: 'stopped'; readonly stop: Stop };

interface Live {
  readonly version: number;
  readonly position: bigint;
}

/** Milliseconds. Readers may wait behind a swap that waits for its lock: never longer than the first of these. */
const LOCK_PATIENCE = 100;
const ASK_AGAIN = 250;

async function readLive(client: ClientBase, name: string, lock = ''): Promise<Live> {
  const { rows } = await client.query<{ version: number; position: string }>(
    `select version, position from read.projection where name = $1 ${lock}`,
    [name],
  );
  if (!rows[0]) throw new CheckpointMoved();
  return { version: rows[0].version, position: BigInt(rows[0].position) };
}

async function inTransaction<T>(client: ClientBase, begin: string, work: () => Promise<T>): Promise<T> {
  await client.query(begin);
  try {
    const found = await work();
    await client.query('commit');
    return found;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** One build: the state of {@link buildBeside}, which says what it is for. */
class Build {
  readonly #schema: string;
  readonly #batchSize: number;

  constructor(
    private readonly client: ClientBase,
    private readonly projection: Projection,
    private readonly signal: AbortSignal,
    private readonly options: BuildOptions,
  ) {
    this.#schema = besideSchema(projection);
    this.#batchSize = options.batchSize ?? 8_000;
  }

  async run(): Promise<BuildOutcome | undefined> {
    const { client, projection, options } = this;
    const live = await readLive(client, projection.name);
    if (options.onlyIfOutdated && live.version === projection.version) {
      return { kind: 'swapped', position: live.position, tables: [] };
    }
    await prepareTables(client, projection);
    const [start] = await loadCheckpoints(client, [{ ...projection, name: besideName(projection) }]);
    if (!start) throw new CheckpointMoved();
    const loaded = await this.#load(start, await this.#target());
    if ('error' in loaded) return this.#stopped(loaded);
    if (this.signal.aborted) return undefined;
    options.onProgress?.({ step: 'indexing' });
    await finishTables(client, projection);
    const compared = await this.#compare(loaded);
    if (compared === undefined || 'error' in compared) return compared && this.#stopped(compared);
    const { tables, next, comparable } = compared;
    if (comparable && !isParity(tables) && !options.evenIfDifferent) {
      return { kind: 'different', position: next.position, tables };
    }
    const swapped = await this.#swap(next);
    return swapped && { kind: 'swapped', position: swapped.position, tables };
  }

  /** Where the live tables are when they are of this version and go on; else the end of the log. */
  async #target(): Promise<bigint> {
    const live = await readLive(this.client, this.projection.name);
    return live.version === this.projection.version ? live.position : this.options.store.head();
  }

  #load(from: Running, until: bigint): Promise<Running | Stop> {
    const { store, onProgress } = this.options;
    return load(this.client, from, {
      store,
      schema: this.#schema,
      until,
      batchSize: this.#batchSize,
      signal: this.signal,
      onPosition: (position) => onProgress?.({ step: 'reading', position, until }),
    });
  }

  async #stopped(stop: Stop): Promise<BuildOutcome> {
    const { projection, client } = this;
    const live = await readLive(client, projection.name);
    const reason = `Version ${projection.version} cannot be built: ${stop.error.message}`;
    // The live rows of this very version stand as they are, and their projector goes on.
    if (live.version !== projection.version) await markFailed(client, { projection, ...live }, stop.event, reason);
    return { kind: 'stopped', stop: { ...stop, projection: projection.name } };
  }

  /** Both sides at one position: the live one as a snapshot sees it, the new one brought up to it. */
  async #compare(
    from: Running,
  ): Promise<{ tables: TableParity[]; next: Running; comparable: boolean } | Stop | undefined> {
    const { projection, options } = this;
    const watcher = await options.pool.connect();
    try {
      return await inTransaction(watcher, 'begin isolation level repeatable read read only', async () => {
        const live = await readLive(watcher, projection.name);
        const comparable = live.version === projection.version;
        const next = await this.#load(from, comparable ? live.position : await options.store.head());
        if ('error' in next || this.signal.aborted) return 'error' in next ? next : undefined;
        options.onProgress?.({ step: 'comparing' });
        const [old, built] = await Promise.all([
          sumsOf(watcher, projection, 'read', comparable),
          sumsOf(this.client, projection, this.#schema, comparable),
        ]);
        const tables = projection.tables.flatMap((table, index) => {
          const [live, made] = [old[index], built[index]];
          return live && made ? [{ table, live, built: made }] : [];
        });
        return { tables, next, comparable };
      });
    } finally {
      watcher.release();
    }
  }

  /** The swap itself; undefined when the signal aborted before it. */
  async #swap(from: Running): Promise<Running | undefined> {
    const { client, projection, options } = this;
    await this.#olderTransactionsOver();
    while (!this.signal.aborted) {
      options.onProgress?.({ step: 'swapping' });
      try {
        return await inTransaction(client, `begin; set local lock_timeout = ${LOCK_PATIENCE}`, async () => {
          // From here on the live projector waits; what it did since we compared is ours to do before the swap.
          const live = await readLive(client, projection.name, 'for update');
          const next = await this.#tail(from, live);
          await exchangeTables(client, projection);
          await client.query(
            `with built as (delete from read.projection where name = $2 returning *)
             update read.projection as live
                set version = built.version, position = built.position, recorded_at = built.recorded_at,
                    processed = built.processed, updated_at = clock_timestamp(),
                    status = case when live.version = built.version then live.status else 'running' end
               from built where live.name = $1`,
            [projection.name, besideName(projection)],
          );
          return { projection, position: next.position };
        });
      } catch (error) {
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
        await sleep(ASK_AGAIN, undefined, { signal: this.signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  async #tail(from: Running, live: Live): Promise<Running> {
    let now = from;
    while (live.version === this.projection.version && now.position < live.position) {
      const read = await this.options.store.readAll({ after: now.position, limit: this.#batchSize });
      const work = workOf(
        [now],
        read.filter(({ position }) => position <= live.position),
      );
      if (!work) break;
      await write(this.client, work, this.#schema);
      now = { ...now, position: work.last.position };
    }
    return now;
  }

  /** Waits until no open transaction is older than the new rows: it could not see them, and would find tables without rows. */
  async #olderTransactionsOver(): Promise<void> {
    const { rows } = await this.client.query<{ next: string }>(
      'select pg_snapshot_xmax(pg_current_snapshot())::xid::text as next',
    );
    while (!this.signal.aborted) {
      const older = await this.client.query<{ session: string }>(
        `select format('%s (process %s)', coalesce(nullif(application_name, ''), usename), pid) as session
           from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
            and age(backend_xmin) > age($1::text::xid)`,
        [rows[0]?.next],
      );
      if (older.rows.length === 0) return;
      this.options.onProgress?.({ step: 'waiting', sessions: older.rows.map(({ session }) => session) });
      await sleep(ASK_AGAIN, undefined, { signal: this.signal }).catch(() => undefined);
    }
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Replays the log into tables of their own beside the live ones, compares the two and swaps the new ones in. The live
 * tables are read, and when they are of this version also projected, all the while; a build that is killed goes on from
 * where it was. One build of a projection runs at a time. Undefined when the signal aborted before the swap.
 * Throws on faults of the road, and on a history whose damage no single event shows.
 */
export const buildBeside = (projection: Projection, options: BuildOptions): Promise<BuildOutcome | undefined> =>
  withProjectorLock(options.pool, [`${projection.name}@`], options.signal, (client, held) =>
    new Build(client, projection, held, options).run(),
  );
