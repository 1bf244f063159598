import { LEDGER_MIGRATIONS, type EventStore } from '@impact-ledger/ledger';
import type { Pool } from 'pg';
import { migrate } from '@impact-ledger/platform';
import { createTestDatabase, openTestStore } from '../../../tests/support/test-database.js';
import { waitForPosition } from '../src/freshness.js';
import { READMODEL_MIGRATIONS } from '../src/migrations.js';
import { PROJECTIONS } from '../src/projections.js';
import { runProjector, type ProjectorOptions } from '../src/projecting/projector.js';
import { createReadDatabase, type ReadDatabase } from '../src/read-database.js';

/** A database of one test file with the ledger and the read model in it. */
export interface Bench {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly db: ReadDatabase;
  /** Starts a projector; the function stops it. None outlives the bench. */
  project(options?: Partial<ProjectorOptions>): () => Promise<void>;
  /** Projects until everything in the log now is projected, then stops. */
  catchUp(options?: Partial<ProjectorOptions>): Promise<void>;
  /** The rows of every table of the read model, as text. */
  rows(): Promise<Record<string, string[]>>;
  /** Position of the `n`th event of the log, from 1; that of the last when there are fewer. */
  at(n: number): Promise<bigint>;
  /** Empties the read model, so that the next projector rebuilds it. */
  forget(): Promise<void>;
  drop(): Promise<void>;
}

export async function createBench(): Promise<Bench> {
  const database = await createTestDatabase();
  const { pool } = database;
  await migrate(pool, [LEDGER_MIGRATIONS, READMODEL_MIGRATIONS]);
  const store = openTestStore(database);
  const db = createReadDatabase(pool);
  const tables = PROJECTIONS.flatMap((projection) => projection.tables);
  const stops: (() => Promise<void>)[] = [];
  const project: Bench['project'] = (options = {}) => {
    const over = new AbortController();
    const projector = runProjector({ pool, store, ...options, signal: over.signal });
    const stop = async (): Promise<void> => {
      over.abort();
      await projector;
    };
    stops.push(stop);
    return stop;
  };
  return {
    pool,
    store,
    db,
    project,
    catchUp: async (options = {}) => {
      const stop = project(options);
      const names = (options.projections ?? PROJECTIONS).map(({ name }) => name);
      const reached = await waitForPosition(db, await store.head(), 30_000, names);
      await stop();
      if (!reached) throw new Error('the projector did not reach the end of the log');
    },
    rows: async () => {
      const found: Record<string, string[]> = {};
      for (const table of tables) {
        const { rows } = await pool.query<{ row: string }>(`select t::text as row from read.${table} t order by 1`);
        found[table] = rows.map(({ row }) => row);
      }
      return found;
    },
    at: async (n) => (n < 1 ? 0n : ((await store.readAll({ limit: n })).at(-1)?.position ?? 0n)),
    forget: async () => {
      await pool.query(`truncate ${[...tables, 'projection'].map((table) => `read.${table}`).join(', ')}`);
    },
    drop: async () => {
      await Promise.allSettled(stops.map((stop) => stop()));
      await store.close();
      await database.drop();
    },
  };
}
