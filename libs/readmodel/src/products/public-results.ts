import { publicResult, smallestOf, type PublicationPolicy, type StudyResult } from '@impact-ledger/domain';
import { sql } from 'kysely';
import { recordedBy, type AsOf } from '../as-of.js';
import type { ReadDatabase } from '../read-database.js';
import { runRows } from '../studies/run-queries.js';
import { studyStates } from '../studies/study-queries.js';
import type { PublicStats } from '../views.js';

const STEPPED = { time: 'step.recorded_at', position: 'step.position' };

/** Runs ever published by the moment, the first publication first. */
async function publishedRuns(db: ReadDatabase, product: string, asOf: AsOf | undefined) {
  return runRows(db, asOf)
    .innerJoin(studyStates(db, asOf).as('study'), 'study.id', 'known.study')
    .innerJoinLateral(
      (query) =>
        query
          .selectFrom('study_protocol')
          .whereRef('study_protocol.study', '=', 'known.study')
          .whereRef('study_protocol.protocol_hash', '=', 'known.protocol_hash')
          .orderBy('study_protocol.revision')
          .limit(1)
          .select('study_protocol.protocol as followed')
          .as('own'),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      (query) =>
        query
          .selectFrom('study_run_step as step')
          .whereRef('step.run', '=', 'known.run')
          .where('step.step', '=', 'published')
          .where(recordedBy(asOf, STEPPED))
          .orderBy('step.revision')
          .limit(1)
          .select(['step.position as published_position', 'step.recorded_at as published_at'])
          .as('publication_step'),
      (join) => join.onTrue(),
    )
    .where('study.product', '=', product)
    .select(['own.followed', 'published_position', 'published_at'])
    .orderBy('published_position')
    .execute();
}

/** Retractions as they are known now, whatever the moment asked for: a figure taken back is not given out again. */
async function retractions(db: ReadDatabase, runs: readonly string[]) {
  if (runs.length === 0) return new Map<string, { readonly at: string; readonly reason: string }>();
  const rows = await db
    .selectFrom('study_run_step as step')
    .innerJoin('study_run', 'study_run.run', 'step.run')
    .where('step.run', 'in', runs)
    .where('step.step', '=', 'retracted')
    .where('study_run.publication', '=', 'retracted')
    .orderBy('step.revision')
    .select(['step.run', 'step.comment', 'step.recorded_at'])
    .execute();
  return new Map(
    rows.map(({ run, comment, recorded_at: at }) => [run, { at: at.toISOString(), reason: comment ?? '' }]),
  );
}

async function sourcesOf(db: ReadDatabase, datasets: readonly string[]): Promise<Map<string, string>> {
  if (datasets.length === 0) return new Map();
  const rows = await db
    .selectFrom('dataset')
    .where('id', 'in', [...new Set(datasets)])
    .where(sql<boolean>`position_to is null`)
    .select(['id', 'source'])
    .execute();
  return new Map(rows.map(({ id, source }) => [id, source]));
}

/**
 * Results the product published, the newest first: each under the protocol it followed, with the figures the policy lets
 * through; a retracted one without any, with the reason.
 */
export async function publicResults(
  db: ReadDatabase,
  product: string,
  asOf: AsOf | undefined,
  policy: PublicationPolicy,
): Promise<PublicStats['results']> {
  const rows = await publishedRuns(db, product, asOf);
  const [retracted, sources] = await Promise.all([
    retractions(
      db,
      rows.map(({ run }) => run),
    ),
    sourcesOf(
      db,
      rows.map(({ dataset }) => dataset),
    ),
  ]);
  const read = new Map<string, StudyResult[]>();
  const results = rows.map((row) => {
    const { result, followed, run, study } = row;
    const before = read.get(study) ?? [];
    if (result) read.set(study, [...before, result]);
    const retraction = retracted.get(run) ?? null;
    const source = sources.get(row.dataset);
    const smallest = smallestOf(policy, source === undefined ? [] : [source]);
    return {
      ...{ run, study },
      look: row.look,
      question: followed.question,
      design: followed.design,
      protocol: followed,
      publishedAt: row.published_at.toISOString(),
      resultHash: row.result_hash,
      position: row.ended_position,
      retraction,
      result: result && !retraction ? publicResult(result, before, smallest) : null,
    };
  });
  return results.reverse();
}
