import type { DefaultJobOptions } from 'bullmq';

/** Ids only: the ledger says what is to be done. */
export interface RunJob {
  readonly study: string;
  readonly run: string;
}

export const RUN_QUEUE = 'study-runs';

/**
 * The id of the job is the id of the run. A job that ended well is forgotten, since the ledger knows; one that failed
 * for good is kept for a day, so that its run can be failed too when we were killed in between.
 */
export const RUN_JOB_OPTIONS: DefaultJobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: { age: 86_400, count: 10_000 },
};
