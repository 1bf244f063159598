import type { Job } from 'bullmq';
import type { Logger } from 'pino';
import type { Send } from '../commands.js';
import type { Queues, QueueWorker } from '../queue/queues.js';
import { failRun } from './execute-run.js';
import { plainReason } from './known-fatal.js';
import { RUN_QUEUE, type RunJob } from './run-job.js';
import type { StepReport } from './watch-steps.js';

export interface RunWorkerOptions {
  readonly queues: Queues;
  readonly send: Send;
  readonly log: Logger;
  readonly concurrency?: number;
  /** Told how far a run is, at each of its steps. */
  readonly onProgress?: (run: string, report: StepReport) => void;
}

const MEGABYTES_PER_RUN = 4096;

/** A killed worker's job is free again after its lock ran out, and found by the next check: seconds, not minutes. */
const LOCK_MS = 6_000;
const STALLED_CHECK_MS = 2_000;

/** A run that was under way in this many workers that died is taken to have killed them. */
const MOST_DEATHS = 10;

/** Takes runs from the queue and computes each in a sandboxed thread. */
export function startRunWorker({
  queues,
  send,
  log,
  concurrency = 1,
  onProgress,
}: RunWorkerOptions): QueueWorker<RunJob> {
  const worker = queues.work<RunJob>(RUN_QUEUE, new URL('./run.processor.js', import.meta.url), {
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: MOST_DEATHS,
    useWorkerThreads: true,
    // Flags of this process, such as a preloaded module, are not meant for the thread.
    workerThreadsOptions: { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEGABYTES_PER_RUN } },
  });
  worker.on('active', ({ data }) => log.info(data, 'run taken up'));
  worker.on('progress', ({ data }, report) => onProgress?.(data.run, report as StepReport));
  worker.on('completed', ({ data }, outcome) => log.info({ ...data, outcome }, 'run ended'));
  worker.on('stalled', (run) => log.warn({ run }, 'the worker of this run died: taking it up again'));
  worker.on('failed', (job, error) => {
    log.warn({ ...job?.data, attempt: job?.attemptsMade, reason: error.message }, 'an attempt at this run failed');
    if (job) {
      failWhenGivenUp(job, send).catch((cause: unknown) =>
        log.error({ ...job.data, reason: plainReason(cause) }, 'the end of this run is not recorded yet'),
      );
    }
  });
  return worker;
}

/** Records the failure of a run that the queue has given up; true when it had. */
export async function failWhenGivenUp(job: Job<RunJob>, send: Send): Promise<boolean> {
  if (!(await job.isFailed())) return false;
  await failRun(job.data, whyGivenUp(job).slice(0, 1000), send);
  return true;
}

function whyGivenUp({ attemptsMade, failedReason }: Job<RunJob>): string {
  // The words of BullMQ for a job in the middle of which more workers died than `maxStalledCount`.
  if (!failedReason?.startsWith('job stalled')) return `Given up after ${attemptsMade} attempts: ${failedReason}`;
  return (
    'Given up: one worker after the other died in the middle of this run, most often for want of memory. What a run takes grows ' +
    'with the people, and for clones and sequential trials with the periods and trials too: give the worker more memory, or plan ' +
    'fewer periods or trials, then request a run again.'
  );
}
