import { inputsOf, planRun, registeredFiles, withDataSet } from '@impact-ledger/application';
import type { Engine } from '@impact-ledger/domain';
import { canonicalJson, fingerprint, type EventStore, type Vault } from '@impact-ledger/ledger';
import { runStudy } from '@impact-ledger/study';
import type { Send } from '../commands.js';
import { RunCancelled } from './cancellations.js';
import { isKnownFatal, plainReason } from './known-fatal.js';
import type { RunJob } from './run-job.js';

export interface RunTools {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly send: Send;
  readonly engine: Engine;
  /** Before each step; what it throws ends the run there. */
  readonly onStep: (step: string) => void;
  /** Within a step, before each part of the event logs is read; what it throws ends the run there. */
  readonly onPart?: () => void;
}

/** How a delivery of the job went; `ended already` is the second delivery of the same job. */
export type RunOutcome = 'recorded' | 'failed' | 'cancelled' | 'ended already';

/**
 * Computes one run and records its end. The command key is derived from the run, so that however often the job is
 * delivered, and on however many machines at once, one end is recorded.
 *
 * Errors that every attempt would meet end the run with their reason. Others are thrown, for the queue to try again.
 */
export async function executeRun(job: RunJob, tools: RunTools): Promise<RunOutcome> {
  try {
    return await compute(job, tools);
  } catch (error) {
    if (error instanceof RunCancelled) return 'cancelled';
    if (!isKnownFatal(error)) throw error;
    await failRun(job, plainReason(error), tools.send);
    return 'failed';
  }
}

/** Ends a run without a result; of no effect on a run that ended. */
export async function failRun({ study, run }: RunJob, reason: string, send: Send): Promise<void> {
  await send(study, { type: 'FailRun', data: { run, reason } }, `run:${run}:failed`);
}

async function compute(
  { study, run }: RunJob,
  { store, vault, send, engine, onStep, onPart = () => undefined }: RunTools,
): Promise<RunOutcome> {
  const plan = planRun(await store.readStream(`study-${study}`), run);
  if (!plan) return 'ended already';
  const { protocol, dataset, sha256, exploratory } = plan;
  const files = registeredFiles(await store.readStream(`dataset-${dataset}`), dataset, sha256);
  const inputs = inputsOf(study, plan, files, engine);
  const outcome = await withDataSet(vault, files, ({ tablePath, logs }) =>
    runStudy({
      inputs,
      protocol,
      exploratory,
      tablePath,
      ...(logs && { logs: { ...logs, onStep: onPart } }),
      onStep,
    }),
  );
  onStep('record');
  // Sealed before its seal is recorded: an event never names a document that is not there.
  const sealed = outcome.sealed && (await vault.sealResult(run, canonicalJson(outcome.sealed)));
  const { result } = outcome;
  const data = { run, resultHash: fingerprint(result), result, sealed };
  await send(study, { type: 'CompleteRun', data }, `run:${run}`);
  return 'recorded';
}
