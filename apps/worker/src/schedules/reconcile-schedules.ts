import type pg from 'pg';
import type { JobQueue } from '../queue/queues.js';
import { SCHEDULE_JOB_OPTIONS, type ScheduleJob } from './schedule-job.js';

export interface Schedule {
  readonly study: string;
  /** Cron expression of five fields, in civil time of Europe/Paris. */
  readonly pattern: string;
}

export interface ReconciledSchedules {
  readonly set: readonly string[];
  readonly removed: readonly string[];
  /** Patterns that no calendar knows, such as "99 1 * * *". */
  readonly refused: readonly { readonly study: string; readonly reason: string }[];
}

const ZONE = 'Europe/Paris';

/** Any constant serves, as long as every release uses the same. */
const LOCK = 7_041_777;

/**
 * Makes the queue's schedulers those that the ledger names. One process at a time, since two upserts close together
 * can leave an old template running; for the same reason a change is a removal and then a new scheduler.
 * @returns undefined when another process is at it
 */
export async function reconcileSchedules(
  pool: pg.Pool,
  queue: JobQueue<ScheduleJob>,
  read: () => Promise<readonly Schedule[]>,
): Promise<ReconciledSchedules | undefined> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK]);
    if (!rows[0]?.mine) return undefined;
    const outcome = await reconcile(queue, await read());
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
    return outcome;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // After a failure the connection is closed, which also gives the lock back.
    client.release(failure);
  }
}

async function reconcile(queue: JobQueue<ScheduleJob>, wanted: readonly Schedule[]): Promise<ReconciledSchedules> {
  const patterns = new Map(wanted.map(({ study, pattern }) => [study, pattern]));
  const standing = new Set<string>();
  const removed: string[] = [];
  for (const { key, pattern, tz } of await queue.getJobSchedulers()) {
    if (pattern === patterns.get(key) && tz === ZONE) {
      standing.add(key);
    } else {
      await queue.removeJobScheduler(key);
      removed.push(key);
    }
  }
  const set: string[] = [];
  const refused: { study: string; reason: string }[] = [];
  for (const { study, pattern } of wanted) {
    if (standing.has(study)) continue;
    try {
      const template = { name: 'tick', data: { study }, opts: SCHEDULE_JOB_OPTIONS };
      await queue.upsertJobScheduler(study, { pattern, tz: ZONE }, template);
      set.push(study);
    } catch (error) {
      refused.push({ study, reason: (error as Error).message });
    }
  }
  return { set, removed, refused };
}
