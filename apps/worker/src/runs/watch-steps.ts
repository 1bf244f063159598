import type { RunProgressView } from '@impact-ledger/readmodel';
import { STEPS } from '@impact-ledger/study';

/** What the thread that computes tells of a run, step by step. */
export type StepReport = Omit<RunProgressView, 'run'>;

export interface StepWatch {
  begin(step: string): void;
  end(): void;
}

/** The steps of the engine, and the recording of what it found. */
export const RUN_STEPS = [...STEPS, 'record'] as const;

/** Times the steps of one attempt at a run. `now` in milliseconds since the epoch. */
export function watchSteps(report: (told: StepReport) => void, now: () => number = Date.now): StepWatch {
  const startedAt = new Date(now()).toISOString();
  const timings: { step: string; milliseconds: number }[] = [];
  let current: { readonly step: string; readonly since: number } | undefined;
  const move = (step: string | null): void => {
    const at = now();
    // A clock that is set back makes no negative time.
    if (current) timings.push({ step: current.step, milliseconds: Math.max(0, at - current.since) });
    current = step === null ? undefined : { step, since: at };
    const done = step === null ? RUN_STEPS.length : placeOf(step, timings.length);
    report({ startedAt, step, done, steps: RUN_STEPS.length, timings: [...timings] });
  };
  return { begin: move, end: () => move(null) };
}

/** Steps before this one in the order of a run, whether or not it took them all. */
function placeOf(step: string, otherwise: number): number {
  const place = RUN_STEPS.findIndex((known) => known === step);
  return place < 0 ? otherwise : place;
}
