import type { SandboxedJob } from 'bullmq';
import { readEngine } from '@impact-ledger/application';
import { openEventStore } from '@impact-ledger/ledger';
import { openCommands } from '../commands.js';
import { readSettings } from '../settings.js';
import { openVault } from '../vault.js';
import { listenForCancellations } from './cancellations.js';
import { executeRun, type RunOutcome, type RunTools } from './execute-run.js';
import type { RunJob } from './run-job.js';
import { watchSteps } from './watch-steps.js';

/** From the start of the thread on: a run that was cancelled before is found ended by its plan. */
const cancellations = listenForCancellations();

let opened: Promise<Omit<RunTools, 'onStep' | 'onPart'>> | undefined;

/** Made once per thread: BullMQ keeps the thread for the next run. */
async function openTools(): Promise<Omit<RunTools, 'onStep' | 'onPart'>> {
  const settings = readSettings();
  const store = openEventStore(settings);
  const vault = openVault(settings);
  const { send } = await openCommands(store, vault);
  return { store, vault, send, engine: await readEngine() };
}

/**
 * Runs in a thread of its own, so that a long computation, a runaway one or one that exhausts memory leaves the
 * worker alive. BullMQ takes the default export of a sandbox file, and no other.
 */
export default async function processRun(job: SandboxedJob<RunJob>): Promise<RunOutcome> {
  opened ??= openTools();
  const tools = await opened.catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  const { run } = job.data;
  const told: Promise<void>[] = [];
  const watch = watchSteps((report) => void told.push(job.updateProgress({ ...report })));
  const check = (): void => cancellations.check(run);
  const outcome = await executeRun(job.data, {
    ...tools,
    onPart: check,
    onStep: (step) => {
      check();
      watch.begin(step);
    },
  });
  if (outcome === 'recorded') watch.end();
  await Promise.all(told);
  return outcome;
}
