import { authorise, type Actor } from '@impact-ledger/domain';
import { sql } from 'kysely';
import type { ReadDatabase } from '../read-database.js';

/** How long a step of a run took. */
export interface StepTiming {
  readonly step: string;
  readonly milliseconds: number;
}

/** How far a run is, as its worker told it; no part of its result. */
export interface RunProgressView {
  readonly run: string;
  /** When the last attempt at it began; null while it waits for a worker. */
  readonly startedAt: string | null;
  /** The step under way; null before the first and after the last. */
  readonly step: string | null;
  /** Steps behind it. */
  readonly done: number;
  /** Steps of a run in all; a refused run leaves some out. 0 while it waits for a worker. */
  readonly steps: number;
  readonly timings: readonly StepTiming[];
}

interface ProgressRow {
  readonly started_at: Date;
  readonly step: string | null;
  readonly done: number;
  readonly steps: number;
  readonly timings: readonly StepTiming[];
}

/** Throws Forbidden. */
export async function readRunProgress(db: ReadDatabase, actor: Actor, run: string): Promise<RunProgressView> {
  authorise(actor, 'ReadRecord');
  const { rows } = await sql<ProgressRow>`
    select started_at, step, done, steps, timings from worker.run_progress where run = ${run}`.execute(db);
  const [row] = rows;
  if (!row) return { run, startedAt: null, step: null, done: 0, steps: 0, timings: [] };
  const { started_at, ...told } = row;
  return { run, startedAt: started_at.toISOString(), ...told };
}

/**
 * Writes how far a run is. An older attempt, or an earlier step, never takes the place of a later one. For the worker
 * itself.
 */
export async function noteRunProgress(db: ReadDatabase, progress: RunProgressView): Promise<void> {
  const { run, startedAt, step, done, steps, timings } = progress;
  await sql`
    insert into worker.run_progress as known (run, started_at, step, done, steps, timings)
    values (${run}, ${startedAt}, ${step}, ${done}, ${steps}, ${JSON.stringify(timings)}::jsonb)
    on conflict (run) do update
      set started_at = excluded.started_at, step = excluded.step, done = excluded.done, steps = excluded.steps,
          timings = excluded.timings, updated_at = now()
      where (excluded.started_at, excluded.done) >= (known.started_at, known.done)`.execute(db);
}
