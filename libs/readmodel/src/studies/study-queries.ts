import { authorise, type Actor } from '@impact-ledger/domain';
import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import { toDataSetView } from '../datasets/datasets.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { Page, StudyDetail, StudyRunView, StudySummary } from '../views.js';
import { runRows, toRunView } from './run-queries.js';

type StudyRow = Selectable<ReadTables['study']>;

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
async function tellingRuns(db: ReadDatabase, studies: readonly string[]): Promise<Map<string, StudyRunView>> {
  if (studies.length === 0) return new Map();
  const rows = await runRows(db)
    .distinctOn('study')
    .where('study', 'in', studies)
    .orderBy('study')
    .orderBy(sql`result is not null`, 'desc')
    .orderBy('requested_position', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.study, toRunView(row)]));
}

/** The summaries of these rows, each with the run that tells most. */
export async function summaries(db: ReadDatabase, rows: readonly StudyRow[]): Promise<StudySummary[]> {
  const runs = await tellingRuns(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toSummary(row, runs.get(row.id) ?? null));
}

const BY_ID: ListOrder<[string]> = {
  list: 'studies',
  columns: ['id'],
  direction: 'asc',
  key: z.tuple([z.string()]),
};

export interface StudyFilters extends PageRequest {
  readonly product?: string | undefined;
  readonly status?: StudySummary['status'] | undefined;
}

/** Studies by id. Throws Forbidden, InvalidCursor. */
export async function listStudies(
  db: ReadDatabase,
  actor: Actor,
  filters: StudyFilters = {},
): Promise<Page<StudySummary>> {
  authorise(actor, 'ReadRecord');
  const { product, status, cursor } = filters;
  const rows = await db
    .selectFrom('study')
    .selectAll()
    .where(beyond(BY_ID, cursor))
    .$if(product !== undefined, (query) => query.where('product', '=', product as string))
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
  return { items: await summaries(db, items), next };
}

/** One study with its protocol, data set and runs (newest first); undefined when there is none. Throws Forbidden. */
export async function readStudy(db: ReadDatabase, actor: Actor, id: string): Promise<StudyDetail | undefined> {
  authorise(actor, 'ReadRecord');
  const row = await db.selectFrom('study').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const [runs, dataset] = await Promise.all([
    runRows(db).where('study', '=', id).orderBy('requested_position', 'desc').execute(),
    row.dataset === null
      ? undefined
      : db.selectFrom('dataset').selectAll().where('id', '=', row.dataset).executeTakeFirst(),
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
    .where('schedule', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.flatMap(({ id, schedule }) => (schedule === null ? [] : [{ study: id, pattern: schedule }]));
}
