import type { EventStore } from '@impact-ledger/ledger';
import { Kysely, PostgresDialect, sql, type PostgresPoolClient, type SelectQueryBuilder } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { parseAsOf, type AsOf } from './as-of.js';
import { waitForPosition } from './freshness.js';
import { definitionTimeline, indicatorStates, targetsHolding } from './indicators/indicator-queries.js';
import { indicators } from './indicators/indicators.js';
import { measurementStates } from './measurements/measurement-queries.js';
import { measurements } from './measurements/measurements.js';
import { mergeChanges } from './projecting/merge-changes.js';
import { writeRows } from './projecting/write-rows.js';
import type { ReadDatabase } from './read-database.js';
import type { ReadTables } from './tables.js';

export interface TableComparison {
  readonly table: string;
  /** Rows of the rebuilt answer. */
  readonly rows: number;
  /** Rows that only one of the two answers has; a row that differs counts on both sides. */
  readonly differences: number;
  /** Up to five of them, as JSON text, each after "live: " or "rebuilt: ". */
  readonly examples: readonly string[];
}

export interface ReplayReport {
  readonly identical: boolean;
  /** Decimal string: position of the last event replayed; "0" when there was none. */
  readonly position: string;
  readonly events: number;
  readonly tables: readonly TableComparison[];
}

export interface ReplayOptions {
  /** Position, time or day to replay up to, that moment included. */
  readonly to: string;
  /** Told now and then how far the replay is. */
  readonly onProgress?: ((progress: { readonly position: bigint; readonly events: number }) => void) | undefined;
}

/** The live read model has not come as far as the replay. */
export class ReplayBehind extends Error {
  override readonly name = 'ReplayBehind';

  constructor(readonly position: bigint) {
    super(
      `The live read model has not reached position ${position}, so there is no answer to compare with: ` +
        'start the worker, or see in read.projection why it stopped.',
    );
  }
}

const REBUILT = [indicators, measurements];
/** The private schema of one connection: whatever becomes of this process, PostgreSQL removes its tables. */
const SCRATCH = 'pg_temp';
const BATCH = 1000;
const PATIENCE = 10_000;

interface Rebuilt {
  readonly position: bigint;
  readonly events: number;
  /** True when the log goes on beyond the moment. */
  readonly passed: boolean;
}

async function rebuild(client: PoolClient, store: EventStore, to: AsOf, onProgress: ReplayOptions['onProgress']) {
  for (const table of REBUILT.flatMap((projection) => projection.tables)) {
    await client.query(`create temporary table ${table} (like read.${table} including all)`);
  }
  // Where times may fall along the log, what was recorded by the moment may stand behind what was recorded after it.
  const inOrder = to.by === 'position' || store.capabilities.monotonicRecordedAt;
  let state: Rebuilt = { position: 0n, events: 0, passed: false };
  let after = 0n;
  while (!(state.passed && inOrder)) {
    const read = await store.readAll({ after, limit: BATCH });
    const batch = read.filter(({ position, recordedAt }) =>
      to.by === 'position' ? position <= BigInt(to.position) : recordedAt <= to.time,
    );
    const changes = batch.flatMap((event) => REBUILT.flatMap((projection) => projection.changesOf(event) ?? []));
    await writeRows(client, SCRATCH, mergeChanges(changes));
    state = {
      position: batch.at(-1)?.position ?? state.position,
      events: state.events + batch.length,
      passed: state.passed || batch.length < read.length,
    };
    onProgress?.(state);
    const last = read.at(-1);
    if (!last) break;
    after = last.position;
  }
  return state;
}

/** A query whose rows are compared, whatever they are. */
type Answer = SelectQueryBuilder<ReadTables, never, unknown>;

/** Each question asked of the live tables as of the moment, and of the rebuilt ones as of their own now. */
const questions = (live: ReadDatabase, rebuilt: ReadDatabase, asOf: AsOf) => {
  const both = (table: string, ask: (db: ReadDatabase, asOf: AsOf | undefined) => unknown) => ({
    table,
    live: ask(live, asOf) as Answer,
    rebuilt: ask(rebuilt, undefined) as Answer,
  });
  return [
    both('indicator', indicatorStates),
    both('indicator_definition', definitionTimeline),
    both('indicator_target', targetsHolding),
    both('measurement', (db, moment) => measurementStates(db, moment, true)),
    both('measurement, standing', (db, moment) => measurementStates(db, moment, false)),
  ];
};

async function compare(
  db: Kysely<ReadTables>,
  question: ReturnType<typeof questions>[number],
): Promise<TableComparison> {
  const { rows } = await sql<{ rows: string; differences: string; examples: string[] | null }>`
    with live as materialized (select row_to_json(answer)::text as line from (${question.live}) as answer),
      rebuilt as materialized (select row_to_json(answer)::text as line from (${question.rebuilt}) as answer),
      differences as materialized (
        (select 'live: ' || line as line from (table live except all table rebuilt) as only_live)
        union all
        (select 'rebuilt: ' || line from (table rebuilt except all table live) as only_rebuilt))
    select (select count(*) from rebuilt) as rows,
      (select count(*) from differences) as differences,
      (select array_agg(line) from (select line from differences limit 5) as first) as examples`.execute(db);
  const [found] = rows;
  return {
    table: question.table,
    rows: Number(found?.rows ?? 0),
    differences: Number(found?.differences ?? 0),
    examples: found?.examples ?? [],
  };
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

/**
 * Rebuilds definitions and measurements from the log up to a moment, in a scratch schema, and compares them byte for
 * byte with what the live read model answers as of that moment. Leaves nothing behind.
 * Throws InvalidAsOf, and {@link ReplayBehind} when the live read model does not get there within ten seconds.
 */
export async function replay(pool: Pool, store: EventStore, { to, onProgress }: ReplayOptions): Promise<ReplayReport> {
  const moment = parseAsOf(to);
  const client = await pool.connect();
  try {
    const { position, events, passed } = await rebuild(client, store, moment, onProgress);
    const db = onConnection(client);
    const names = REBUILT.map(({ name }) => name);
    if (!(await waitForPosition(db.withSchema('read'), position, PATIENCE, names))) throw new ReplayBehind(position);
    // A moment that is still to come would let in what is recorded while we compare.
    const asOf: AsOf = passed ? moment : { by: 'position', position: position.toString() };
    const tables: TableComparison[] = [];
    for (const question of questions(db.withSchema('read'), db.withSchema(SCRATCH), asOf)) {
      tables.push(await compare(db, question));
    }
    return {
      identical: tables.every(({ differences }) => differences === 0),
      position: position.toString(),
      events,
      tables,
    };
  } finally {
    client.release(true);
  }
}
