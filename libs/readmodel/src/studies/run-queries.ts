import { authorise, type Actor } from '@impact-ledger/domain';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { Page, StudyRunView } from '../views.js';

export const toRunView = (row: Selectable<ReadTables['study_run']>): StudyRunView => ({
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
  const rows = await db
    .selectFrom('study_run')
    .selectAll()
    .where(beyond(NEWEST_FIRST, cursor))
    .$if(study !== undefined, (query) => query.where('study', '=', study as string))
    .$if(status !== undefined, (query) => query.where('status', '=', status as StudyRunView['status']))
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
  const row = await db.selectFrom('study_run').selectAll().where('run', '=', run).executeTakeFirst();
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
