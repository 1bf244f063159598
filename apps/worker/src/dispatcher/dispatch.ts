import { readEvent, type RecordedEvent, type StudyEvent } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import type { JobQueue } from '../queue/queues.js';
import type { RunJob } from '../runs/run-job.js';
import type { Checkpoint } from './checkpoint.js';

export interface DispatchOptions {
  readonly store: EventStore;
  readonly checkpoint: Checkpoint;
  readonly runs: JobQueue<RunJob>;
  /** Told when a schedule changed, with the position of the change. */
  readonly onScheduled: (position: bigint) => void;
  /** Told that a run was cancelled. */
  readonly onCancelled: (run: string) => void;
  readonly signal: AbortSignal;
}

/** The study of an event, from its stream `study-<id>`. */
const studyOf = ({ stream }: RecordedEvent): string => stream.slice('study-'.length);

/**
 * Turns requests in the log into jobs, from the checkpoint on, until told to stop. The checkpoint moves after the
 * jobs are in the queue: a crash in between repeats them, and a job with a known id is not added again.
 */
export async function dispatch({
  store,
  checkpoint,
  runs,
  onScheduled,
  onCancelled,
  signal,
}: DispatchOptions): Promise<void> {
  const after = await checkpoint.read();
  const types = ['StudyRunRequested', 'StudyRunCancelled', 'StudyScheduled'];
  for await (const batch of store.subscribe({ after, types, signal })) {
    for (const recorded of batch) {
      const event = readEvent(recorded) as StudyEvent;
      if (event.type === 'StudyRunRequested') await addRun(runs, { study: studyOf(recorded), run: event.data.run });
      if (event.type === 'StudyRunCancelled') onCancelled(event.data.run);
      if (event.type === 'StudyScheduled') onScheduled(recorded.position);
    }
    const last = batch.at(-1);
    if (last) await checkpoint.advance(last.position);
  }
}

export async function addRun(runs: JobQueue<RunJob>, job: RunJob): Promise<void> {
  await runs.add('run', job, { jobId: job.run });
}
