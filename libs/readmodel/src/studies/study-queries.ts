import { authorise, type Actor } from '@impact-ledger/domain';
import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import { dataSetStates, toDataSetView } from '../datasets/datasets.js';
import { asOfOf, standingAt, type AsOf, type Moment } from '../as-of.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { Page, StudyDetail, StudyRunView, StudySummary } from '../views.js';
import { runRows, toRunView } from './run-queries.js';

type StudyRow = Omit<
  Selectable<ReadTables['study']>,
  'recorded_from' | 'recorded_to' | 'position_from' | 'position_to'
>;

/** Studies as the ledger knew them at the moment. */
export const studyStates = (db: ReadDatabase, asOf: AsOf | undefined) =>
  db
    .selectFrom('study')
    .where(standingAt(asOf, 'study'))
    .select([
      'id',
      'product',
      'question',
      'design',
      'status',
      'exploratory',
      'protocol',
      'protocol_hash',
      'frozen_at',
      'schedule',
      'dataset',
      'revision',
    ]);

const toSummary = (row: StudyRow, run: StudyRunView | null): StudySummary => ({
  id: row.id,
  product: row.product,
  question: row.question,
  design: row.design,
  status: row.status,
  exploratory: row.exploratory,
  revision: row.revision,
  run,
});

/** Of each study the last run that ended with a result, else its last run. */
async function tellingRuns(
  db: ReadDatabase,
  studies: readonly string[],
  asOf: AsOf | undefined,
): Promise<Map<string, StudyRunView>> {
  if (studies.length === 0) return new Map();
  const rows = await runRows(db, asOf)
    .distinctOn('study')
    .where('study', 'in', studies)
    .orderBy('study')
    .orderBy(sql`result is not null`, 'desc')
    .orderBy('requested_position', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.study, toRunView(row)]));
}

/** The summaries of these rows, each with the run that tells most. */
export async function summaries(
  db: ReadDatabase,
  rows: readonly StudyRow[],
  asOf: AsOf | undefined,
): Promise<StudySummary[]> {
  const runs = await tellingRuns(
    db,
    rows.map(({ id }) => id),
    asOf,
  );
  return rows.map((row) => toSummary(row, runs.get(row.id) ?? null));
}

const BY_ID: ListOrder<[string]> = {
  list: 'studies',
  columns: ['id'],
  direction: 'asc',
  key: z.tuple([z.string()]),
};

export interface StudyFilters extends PageRequest, Pick<Moment, 'asOf'> {
  readonly product?: string | undefined;
  /** Only those this data set is attached to. */
  readonly dataset?: string | undefined;
  readonly status?: StudySummary['status'] | undefined;
}

/** Studies by id. Throws Forbidden, InvalidCursor, InvalidAsOf. */
export async function listStudies(
  db: ReadDatabase,
  actor: Actor,
  filters: StudyFilters = {},
): Promise<Page<StudySummary>> {
  authorise(actor, 'ReadRecord');
  const { product, dataset, status, cursor } = filters;
  const asOf = asOfOf(filters);
  const rows = await studyStates(db, asOf)
    .where(beyond(BY_ID, cursor))
    .$if(product !== undefined, (query) => query.where('product', '=', product as string))
    .$if(dataset !== undefined, (query) => query.where('dataset', '=', dataset as string))
    .$if(status !== undefined, (query) => query.where('status', '=', status as StudySummary['status']))
    .orderBy('id')
    .limit(rowsFor(filters))
    .execute();
  const { items, next } = pageOf(
    BY_ID,
    filters,
    rows,
    (row) => row,
    ({ id }): [string] => [id],
  );
  return { items: await summaries(db, items, asOf), next };
}

/**
 * One study with its protocol, data set and runs (newest first); undefined when there is none, or was none at `asOf`.
 * Throws Forbidden, InvalidAsOf.
 */
export async function readStudy(
  db: ReadDatabase,
  actor: Actor,
  id: string,
  moment: Pick<Moment, 'asOf'> = {},
): Promise<StudyDetail | undefined> {
  authorise(actor, 'ReadRecord');
  const asOf = asOfOf(moment);
  const row = await studyStates(db, asOf).where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const [runs, dataset] = await Promise.all([
    runRows(db, asOf).where('study', '=', id).orderBy('requested_position', 'desc').execute(),
    row.dataset === null ? undefined : dataSetStates(db, asOf).where('id', '=', row.dataset).executeTakeFirst(),
  ]);
  const views = runs.map(toRunView);
  return {
    ...toSummary(row, views.find(({ result }) => result !== null) ?? views[0] ?? null),
    protocol: row.protocol,
    protocolHash: row.protocol_hash,
    frozenAt: row.frozen_at?.toISOString() ?? null,
    schedule: row.schedule,
    dataset: dataset ? toDataSetView(dataset) : null,
    runs: views,
  };
}

/** Studies that run on a schedule, with its cron expression in Europe/Paris. For the worker itself. */
export async function schedules(db: ReadDatabase): Promise<{ readonly study: string; readonly pattern: string }[]> {
  const rows = await db
    .selectFrom('study')
    .select(['id', 'schedule'])
    .where('position_to', 'is', null)
    .where('schedule', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.flatMap(({ id, schedule }) => (schedule === null ? [] : [{ study: id, pattern: schedule }]));
}
