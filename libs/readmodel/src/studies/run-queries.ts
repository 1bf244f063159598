import { authorise, type Actor } from '@impact-ledger/domain';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { Page, Reproducibility, StudyRunView } from '../views.js';

/** A run beside the file of its data set as it is now. */
export type RunRow = Selectable<ReadTables['study_run']> & {
  readonly file_now: string | null;
  readonly dataset_status: 'registered' | 'erased' | null;
};

export const runRows = (db: ReadDatabase) =>
  db
    .selectFrom('study_run')
    .leftJoin('dataset', 'dataset.id', 'study_run.dataset')
    .selectAll('study_run')
    .select(['dataset.sha256 as file_now', 'dataset.status as dataset_status']);

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

export interface RunFilters extends PageRequest {
  readonly study?: string | undefined;
  readonly status?: StudyRunView['status'] | undefined;
}

/** Runs, newest request first. Throws Forbidden, InvalidCursor. */
export async function listRuns(db: ReadDatabase, actor: Actor, filters: RunFilters = {}): Promise<Page<StudyRunView>> {
  authorise(actor, 'ReadRecord');
  const { study, status, cursor } = filters;
  const rows = await runRows(db)
    .where(beyond(NEWEST_FIRST, cursor))
    .$if(study !== undefined, (query) => query.where('study', '=', study as string))
    .$if(status !== undefined, (query) => query.where('study_run.status', '=', status as StudyRunView['status']))
    .orderBy('requested_position', 'desc')
    .limit(rowsFor(filters))
    .execute();
  return pageOf(NEWEST_FIRST, filters, rows, toRunView, ({ requested_position }): [string] => [requested_position]);
}

/** One run; undefined when there is none. Throws Forbidden. */
export async function readRun(db: ReadDatabase, actor: Actor, run: string): Promise<StudyRunView | undefined> {
  authorise(actor, 'ReadRecord');
  // The column is a UUID: another text would be a fault of the database instead of a run that is not there.
  if (!z.uuid().safeParse(run).success) return undefined;
  const row = await runRows(db).where('run', '=', run).executeTakeFirst();
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
