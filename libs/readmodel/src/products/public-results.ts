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

interface Retraction {
  readonly at: string;
  readonly reason: string;
}

/** The last retraction of each of these runs by the moment. */
async function lastRetractions(
  db: ReadDatabase,
  runs: readonly string[],
  asOf: AsOf | undefined,
): Promise<ReadonlyMap<string, Retraction>> {
  if (runs.length === 0) return new Map();
  const rows = await db
    .selectFrom('study_run_step as step')
    .where('step.run', 'in', runs)
    .where('step.step', '=', 'retracted')
    .where(recordedBy(asOf, STEPPED))
    .orderBy('step.revision')
    .select(['step.run', 'step.comment', 'step.recorded_at'])
    .execute();
  return new Map(
    rows.map(({ run, comment, recorded_at: at }) => [run, { at: at.toISOString(), reason: comment ?? '' }]),
  );
}

/** Those of these runs that are retracted now. */
async function retractedNow(db: ReadDatabase, runs: readonly string[]): Promise<string[]> {
  if (runs.length === 0) return [];
  const rows = await db
    .selectFrom('study_run')
    .where('run', 'in', runs)
    .where('publication', '=', 'retracted')
    .select('run')
    .execute();
  return rows.map(({ run }) => run);
}

/** What was retracted at the moment, and what is now, whatever the moment: a figure taken back is not given out again. */
async function retractions(
  db: ReadDatabase,
  rows: readonly { readonly run: string; readonly publication: string | null }[],
  asOf: AsOf | undefined,
): Promise<ReadonlyMap<string, Retraction>> {
  const then = rows.filter(({ publication }) => publication === 'retracted').map(({ run }) => run);
  const now = await retractedNow(
    db,
    rows.map(({ run }) => run),
  );
  return new Map([...(await lastRetractions(db, then, asOf)), ...(await lastRetractions(db, now, undefined))]);
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
    retractions(db, rows, asOf),
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
