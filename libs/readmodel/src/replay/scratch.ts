import type { RecordedEvent } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import type { PoolClient } from 'pg';
import type { AsOf } from '../as-of.js';
import { mergeChanges } from '../projecting/merge-changes.js';
import { writeRows } from '../projecting/write-rows.js';
import { PROJECTIONS } from '../projections.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';

/** The private schema of one connection: whatever becomes of this process, PostgreSQL removes its tables. */
const SCHEMA = 'pg_temp';
const BATCH = 1000;
const TABLES = PROJECTIONS.flatMap((projection) => projection.tables);

export interface Rebuilt {
  readonly position: bigint;
  readonly events: number;
  /** True when the log goes on beyond the moment. */
  readonly passed: boolean;
}

/** Kysely on this one connection, the only one that sees its scratch tables. */
function onConnection(client: PoolClient): Kysely<ReadTables> {
  const connection: PostgresPoolClient = {
    query: client.query.bind(client),
    release: () => undefined,
  };
  return new Kysely<ReadTables>({
    dialect: new PostgresDialect({ pool: { connect: async () => connection, end: async () => undefined } }),
  });
}

/** Read models of their own on one connection, empty at first and brought forward through the log; the live ones are not read for them. */
export class Scratch {
  readonly live: ReadDatabase;
  readonly rebuilt: ReadDatabase;
  #read = 0n;
  #state: Rebuilt = { position: 0n, events: 0, passed: false };

  private constructor(
    private readonly client: PoolClient,
    private readonly store: EventStore,
  ) {
    const db = onConnection(client);
    this.live = db.withSchema('read');
    this.rebuilt = db.withSchema(SCHEMA);
  }

  static async open(client: PoolClient, store: EventStore): Promise<Scratch> {
    for (const table of TABLES) {
      await client.query(`create temporary table ${table} (like read.${table} including all)`);
    }
    return new Scratch(client, store);
  }

  /** Projects what was recorded up to the moment, from where it stands: never back. Tells how far it is now and then. */
  async advance(to: AsOf, onProgress?: (progress: Rebuilt) => void): Promise<Rebuilt> {
    // Where times may fall along the log, what was recorded by the moment may stand behind what was recorded after it.
    const inOrder = to.by === 'position' || this.store.capabilities.monotonicRecordedAt;
    this.#state = { ...this.#state, passed: false };
    while (!(this.#state.passed && inOrder)) {
      const read = await this.store.readAll({ after: this.#read, limit: BATCH });
      const batch = read.filter(({ position, recordedAt }) =>
        to.by === 'position' ? position <= BigInt(to.position) : recordedAt <= to.time,
      );
      await this.#project(batch);
      const passed = this.#state.passed || batch.length < read.length;
      this.#state = {
        position: batch.at(-1)?.position ?? this.#state.position,
        events: this.#state.events + batch.length,
        passed,
      };
      onProgress?.(this.#state);
      const last = (passed && inOrder ? batch : read).at(-1);
      if (!last) break;
      this.#read = last.position;
    }
    // Nobody does so by itself for temporary tables, and without it the planner takes them for empty.
    for (const table of TABLES) await this.client.query(`analyze ${SCHEMA}.${table}`);
    return this.#state;
  }

  async #project(events: readonly RecordedEvent[]): Promise<void> {
    const changes = events.flatMap((event) => PROJECTIONS.flatMap((projection) => projection.changesOf(event) ?? []));
    await writeRows(this.client, SCHEMA, mergeChanges(changes));
  }
}
