import { sql, type SelectQueryBuilder } from 'kysely';
import { recordedBy, type AsOf } from '../as-of.js';
import { dataSetStates } from '../datasets/datasets.js';
import { EVENT_RECORDED } from '../events/events.js';
import { approvals, definitionTimeline, indicatorStates, targetsHolding } from '../indicators/indicator-queries.js';
import { measurementStates } from '../measurements/measurement-queries.js';
import { productStates } from '../products/products.js';
import type { ReadDatabase } from '../read-database.js';
import { runStates } from '../studies/run-queries.js';
import { studyStates } from '../studies/study-queries.js';
import type { ReadTables } from '../tables.js';

/** A query whose rows are compared, whatever they are. */
type Answer = SelectQueryBuilder<ReadTables, never, unknown>;

/** One question to the read model, as every list and page asks it. */
interface Question {
  readonly table: string;
  readonly ask: (db: ReadDatabase, asOf: AsOf | undefined) => unknown;
}

/** All that lists and pages are made of. */
const QUESTIONS: readonly Question[] = [
  { table: 'product', ask: (db, asOf) => productStates(db, asOf) },
  { table: 'indicator', ask: (db, asOf) => indicatorStates(db, asOf) },
  { table: 'indicator_definition', ask: definitionTimeline },
  { table: 'indicator_target', ask: targetsHolding },
  { table: 'indicator_approval', ask: approvals },
  { table: 'measurement', ask: (db, asOf) => measurementStates(db, asOf, true) },
  { table: 'measurement, standing', ask: (db, asOf) => measurementStates(db, asOf, false) },
  { table: 'dataset', ask: dataSetStates },
  { table: 'study', ask: studyStates },
  { table: 'study_run', ask: runStates },
  { table: 'event', ask: (db, asOf) => db.selectFrom('event').selectAll().where(recordedBy(asOf, EVENT_RECORDED)) },
];

export interface TableComparison {
  readonly table: string;
  /** Rows of the rebuilt answer. */
  readonly rows: number;
  /** Rows that only one of the two answers has; a row that differs counts on both sides. */
  readonly differences: number;
  /** Up to five of them, as JSON text, each after "live: " or "rebuilt: ". */
  readonly examples: readonly string[];
}

const AS_LINES = (live: Answer, rebuilt: Answer) => sql`
  live as materialized (select row_to_json(answer)::text as line from (${live}) as answer),
  rebuilt as materialized (select row_to_json(answer)::text as line from (${rebuilt}) as answer)`;

/** Equal when they have as many rows, and none of the one is missing in the other; examples are looked for only when not. */
async function compare(table: string, db: ReadDatabase, live: Answer, rebuilt: Answer): Promise<TableComparison> {
  const lines = AS_LINES(live, rebuilt);
  const counted = await sql<{ live: string; rebuilt: string; missing: boolean }>`
    with ${lines} select (select count(*) from live) as live, (select count(*) from rebuilt) as rebuilt,
      exists (table live except all table rebuilt) as missing`.execute(db);
  const [counts] = counted.rows;
  if (!counts) throw new Error(`${table}: the comparison gave no answer.`);
  const rows = Number(counts.rebuilt);
  if (counts.live === counts.rebuilt && !counts.missing) return { table, rows, differences: 0, examples: [] };
  const found = await sql<{ line: string }>`
    with ${lines}
      (select 'live: ' || line as line from (table live except all table rebuilt) as only_live)
      union all
      (select 'rebuilt: ' || line from (table rebuilt except all table live) as only_rebuilt)`.execute(db);
  const examples = found.rows.map(({ line }) => line);
  return { table, rows, differences: examples.length, examples: examples.slice(0, 5) };
}

/** Each question asked of the live tables as of the moment, and of the rebuilt ones as of their own now; both on one connection. */
export async function compareAll(live: ReadDatabase, rebuilt: ReadDatabase, asOf: AsOf): Promise<TableComparison[]> {
  const compared: TableComparison[] = [];
  for (const { table, ask } of QUESTIONS) {
    compared.push(await compare(table, live, ask(live, asOf) as Answer, ask(rebuilt, undefined) as Answer));
  }
  return compared;
}
