import { authorise, type Actor, type EventTypeName } from '@impact-ledger/domain';
import type { ReadDatabase } from '../read-database.js';

/** Who did the first part of what four eyes decide, and so may not do the second. */
export interface StudyParties {
  /** Accounts that wrote the protocol or a change of it. */
  readonly authors: readonly string[];
  /** Accounts that asked for a run, by the run. */
  readonly requesters: Readonly<Record<string, string>>;
}

const WRITING: readonly EventTypeName[] = ['StudyDrafted', 'StudyProtocolRevised', 'StudyAmended'];

/** Of a study as it is now; both empty when there is none. Throws Forbidden. */
export async function readStudyParties(db: ReadDatabase, actor: Actor, study: string): Promise<StudyParties> {
  authorise(actor, 'ReadRecord');
  const [authors, runs] = await Promise.all([
    db
      .selectFrom('event')
      .where('stream', '=', `study-${study}`)
      .where('type', 'in', WRITING)
      .select('actor_id')
      .distinct()
      .orderBy('actor_id')
      .execute(),
    db
      .selectFrom('study_run')
      .innerJoin('event', 'event.position', 'study_run.requested_position')
      .where('study_run.study', '=', study)
      .select(['study_run.run', 'event.actor_id'])
      .execute(),
  ]);
  return {
    authors: authors.map(({ actor_id }) => actor_id),
    requesters: Object.fromEntries(runs.map(({ run, actor_id }) => [run, actor_id])),
  };
}
