import type { Send } from '../commands.js';
import type { JobQueue } from '../queue/queues.js';
import type { RunJob } from '../runs/run-job.js';
import { failWhenGivenUp } from '../runs/run-worker.js';
import { addRun } from './dispatch.js';

/**
 * Brings the queue in line with the ledger: a run that was requested and has not ended has a job, even when the queue
 * lost everything; a run whose job was given up is ended. Running it twice, or on old news, changes nothing.
 */
export async function reconcileRuns(
  pending: readonly RunJob[],
  runs: JobQueue<RunJob>,
  send: Send,
): Promise<{ readonly added: number; readonly failed: number }> {
  let added = 0;
  let failed = 0;
  for (const { study, run } of pending) {
    const job = await runs.getJob(run);
    if (!job) {
      await addRun(runs, { study, run });
      added += 1;
    } else if (await failWhenGivenUp(job, send)) {
      failed += 1;
    }
  }
  return { added, failed };
}
