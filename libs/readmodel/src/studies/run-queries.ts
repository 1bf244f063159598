import { authorise, type Actor } from '@impact-ledger/domain';
import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import { asKnown, asOfOf, recordedBy, standingAt, type AsOf, type Moment } from '../as-of.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { Page, Reproducibility, StudyRunView } from '../views.js';

const REQUESTED = { time: 'study_run.requested_at', position: 'study_run.requested_position' };
const ENDED = { time: 'study_run.ended_at', position: 'study_run.ended_position' };
const UNSEALED = { time: 'study_run.unsealed_at', position: 'study_run.unsealed_position' };
const STEPPED = { time: 'step.recorded_at', position: 'step.position' };

type StudyRun = Selectable<ReadTables['study_run']>;

const REVIEWS = ['accepted', 'rejected'] as const;
const PUBLICATIONS = ['published', 'retracted'] as const;

/** What of the last of these steps stood in the steps of a run at the moment. */
const lastStep = (
  db: ReadDatabase,
  asOf: AsOf,
  steps: readonly ReadTables['study_run_step']['step'][],
  column: 'step.step' | 'step.comment',
) =>
  db
    .selectFrom('study_run_step as step')
    .where('step.run', '=', sql.ref<string>('study_run.run'))
    .where('step.step', 'in', steps)
    .where(recordedBy(asOf, STEPPED))
    .orderBy('step.revision', 'desc')
    .limit(1)
    .select(column);

/** Runs requested by the moment with what was known of them then, each beside the file of its data set as it was then. */
export function runStates(db: ReadDatabase, asOf: AsOf | undefined) {
  const ended = <Column extends 'ended_at' | 'ended_position' | 'result' | 'result_hash' | 'seal'>(column: Column) =>
    asKnown<NonNullable<StudyRun[Column]>>(asOf, `study_run.${column}`, ENDED).as(column);
  const unsealed = <Column extends 'unsealed_at' | 'unsealed_by' | 'unsealed_reason'>(column: Column) =>
    asKnown<NonNullable<StudyRun[Column]>>(asOf, `study_run.${column}`, UNSEALED).as(column);
  return db
    .selectFrom('study_run')
    .leftJoin('dataset', (join) => join.onRef('dataset.id', '=', 'study_run.dataset').on(standingAt(asOf, 'dataset')))
    .where(recordedBy(asOf, REQUESTED))
    .select([
      'study_run.run',
      'study_run.study',
      'study_run.look',
      'study_run.exploratory',
      'study_run.dataset',
      'study_run.sha256',
      'study_run.protocol_hash',
      'study_run.requested_at',
      'study_run.requested_position',
      sql<StudyRun['status']>`case when ${recordedBy(asOf, ENDED)} then study_run.status else 'requested' end`.as(
        'status',
      ),
      ended('ended_at'),
      ended('ended_position'),
      ended('result'),
      ended('result_hash'),
      sql<string[]>`case when ${recordedBy(asOf, ENDED)} then study_run.reasons else '[]' end`.as('reasons'),
      ended('seal'),
      unsealed('unsealed_at'),
      unsealed('unsealed_by'),
      unsealed('unsealed_reason'),
      sql<StudyRun['review']>`${asOf ? lastStep(db, asOf, REVIEWS, 'step.step') : sql.ref('study_run.review')}`.as(
        'review',
      ),
      sql<
        StudyRun['review_comment']
      >`${asOf ? lastStep(db, asOf, REVIEWS, 'step.comment') : sql.ref('study_run.review_comment')}`.as(
        'review_comment',
      ),
      sql<
        StudyRun['publication']
      >`${asOf ? lastStep(db, asOf, PUBLICATIONS, 'step.step') : sql.ref('study_run.publication')}`.as('publication'),
      'dataset.sha256 as file_now',
      'dataset.status as dataset_status',
    ]);
}

/** The same as a table of its own, so that conditions see what was known, not what the columns say now. */
export const runRows = (db: ReadDatabase, asOf: AsOf | undefined) =>
  db.selectFrom(runStates(db, asOf).as('known')).selectAll('known');

export type RunRow = Awaited<ReturnType<ReturnType<typeof runRows>['execute']>>[number];

function reproducibilityOf(row: RunRow): Reproducibility | null {
  if (row.result === null) return null;
  if (row.dataset_status !== 'registered') return 'hash_only';
  return row.file_now === row.sha256 ? 'reproducible' : 'inputs_partly_erased';
}

function unsealingOf({ unsealed_at, unsealed_by, unsealed_reason }: RunRow): StudyRunView['unsealing'] {
  if (unsealed_at === null || unsealed_by === null || unsealed_reason === null) return null;
  return { at: unsealed_at.toISOString(), by: unsealed_by, reason: unsealed_reason };
}

export const toRunView = (row: RunRow): StudyRunView => ({
  run: row.run,
  study: row.study,
  look: row.look,
  exploratory: row.exploratory,
  status: row.status,
  requestedAt: row.requested_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  result: row.result,
  resultHash: row.result_hash,
  reasons: row.reasons,
  review: row.review,
  reviewComment: row.review_comment,
  publication: row.publication,
  seal: row.seal,
  unsealing: unsealingOf(row),
  reproducibility: reproducibilityOf(row),
  position: row.ended_position,
});

const NEWEST_FIRST: ListOrder<[string]> = {
  list: 'runs',
  columns: ['requested_position'],
  direction: 'desc',
  key: z.tuple([z.string().regex(/^\d{1,19}$/)]),
};

export interface RunFilters extends PageRequest, Pick<Moment, 'asOf'> {
  readonly study?: string | undefined;
  readonly status?: StudyRunView['status'] | undefined;
}

/** Runs, newest request first. Throws Forbidden, InvalidCursor, InvalidAsOf. */
export async function listRuns(db: ReadDatabase, actor: Actor, filters: RunFilters = {}): Promise<Page<StudyRunView>> {
  authorise(actor, 'ReadRecord');
  const { study, status, cursor } = filters;
  const rows = await runRows(db, asOfOf(filters))
    .where(beyond(NEWEST_FIRST, cursor))
    .$if(study !== undefined, (query) => query.where('study', '=', study as string))
    .$if(status !== undefined, (query) => query.where('status', '=', status as StudyRunView['status']))
    .orderBy('requested_position', 'desc')
    .limit(rowsFor(filters))
    .execute();
  return pageOf(NEWEST_FIRST, filters, rows, toRunView, ({ requested_position }): [string] => [requested_position]);
}

/** One run; undefined when there is none, or was none at `asOf`. Throws Forbidden, InvalidAsOf. */
export async function readRun(
  db: ReadDatabase,
  actor: Actor,
  run: string,
  moment: Pick<Moment, 'asOf'> = {},
): Promise<StudyRunView | undefined> {
  authorise(actor, 'ReadRecord');
  const asOf = asOfOf(moment);
  // The column is a UUID: another text would be a fault of the database instead of a run that is not there.
  if (!z.uuid().safeParse(run).success) return undefined;
  const row = await runRows(db, asOf).where('run', '=', run).executeTakeFirst();
  return row && toRunView(row);
}

/** A run that was asked for and has not ended. */
export interface PendingRun {
  readonly study: string;
  readonly run: string;
  readonly dataset: string;
  readonly sha256: string;
  readonly protocolHash: string;
  readonly look: number;
  readonly exploratory: boolean;
  readonly requestedAt: string;
  /** Decimal string: position of the request. */
  readonly position: string;
}

/** Runs requested and not ended, oldest first: what the dispatcher must see queued. For the worker itself. */
export async function pendingRuns(db: ReadDatabase): Promise<PendingRun[]> {
  const rows = await db
    .selectFrom('study_run')
    .selectAll()
    .where('status', '=', 'requested')
    .orderBy('requested_position')
    .execute();
  return rows.map((row) => ({
    study: row.study,
    run: row.run,
    dataset: row.dataset,
    sha256: row.sha256,
    protocolHash: row.protocol_hash,
    look: row.look,
    exploratory: row.exploratory,
    requestedAt: row.requested_at.toISOString(),
    position: row.requested_position,
  }));
}
