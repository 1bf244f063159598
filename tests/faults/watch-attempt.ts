import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endsOf } from '../crash/load.js';
import type { Stack } from '../crash/stack.js';
import type { ServerProcess } from '../support/server-process.js';

/** One worker at one run, until it came to a step. */
export interface Attempt {
  /** The step it had come to; null when the run ended before any that was waited for. */
  readonly step: string | null;
  /** When it began, by its own account; null when it told nothing. */
  readonly startedAt: string | null;
  /** Since this worker took the run up, the decrypting of its data included. */
  readonly seconds: number;
  /** Highest resident memory of the worker (`VmHWM`), undefined where the system does not tell. */
  readonly megabytes: number | undefined;
  /** Most megabytes of decrypted copies, and of pages that did not fit in memory, as far as was seen. */
  readonly copies: number;
  readonly spilled: number;
}

interface Watched {
  readonly run: string;
  readonly worker: ServerProcess;
  /** Where workers put what they decrypt. */
  readonly scratch: string;
  /** Steps to wait for. */
  readonly steps: readonly string[];
  /** Whether `load` is waited for until pages of it were spilled. */
  readonly spills: boolean;
  /** The attempt before this one: what it told still stands for a while. */
  readonly before: Attempt | undefined;
  readonly patienceMs: number;
}

/** How often the log is asked whether the run ended, in readings of its progress. */
const READINGS_PER_LOOK = 40;

/** Follows a worker until it tells that it is at one of these steps of a run, or until the run ends. */
export async function watchAttempt(stack: Stack, watched: Watched): Promise<Attempt> {
  const { run, worker, scratch, steps, spills, before, patienceMs } = watched;
  await worker.says('run taken up');
  const since = performance.now();
  let megabytes: number | undefined;
  let [copies, spilled] = [0, 0];
  for (let reading = 1; ; reading += 1) {
    const { step, startedAt } = await progressOf(stack, run);
    const seconds = (performance.now() - since) / 1000;
    // While it lives: the dead tell nothing.
    megabytes = peakOf(worker) ?? megabytes;
    const now = sizesIn(scratch);
    [copies, spilled] = [Math.max(copies, now.copies), Math.max(spilled, now.spilled)];
    const told = { seconds, megabytes, copies, spilled };
    const isNew = startedAt !== null && startedAt !== before?.startedAt;
    if (isNew && step !== null && steps.includes(step) && (step !== 'load' || !spills || spilled > 0)) {
      return { ...told, step, startedAt };
    }
    const isTime = (isNew && step === null) || reading % READINGS_PER_LOOK === 0;
    if (isTime && (await endsOf(stack, run)).length > 0) return { ...told, step: null, startedAt };
    if (seconds * 1000 > patienceMs)
      throw new Error(`waited in vain for run ${run}: it is at ${step} since ${startedAt}`);
    await pause(5);
  }
}

async function progressOf({ pool }: Stack, run: string): Promise<Pick<Attempt, 'step' | 'startedAt'>> {
  const { rows } = await pool.query<{ step: string | null; started_at: Date }>(
    'select step, started_at from worker.run_progress where run = $1',
    [run],
  );
  return { step: rows[0]?.step ?? null, startedAt: rows[0]?.started_at.toISOString() ?? null };
}

function peakOf({ pid }: ServerProcess): number | undefined {
  const file = `/proc/${pid}/status`;
  const line = existsSync(file) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return line === undefined ? undefined : Number(line) / 1024;
}

/** Names of what is in a folder; none when it is not there. */
export const filesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Megabytes of the files that workers decrypted, and of the pages that they spilled. */
function sizesIn(scratch: string): Pick<Attempt, 'copies' | 'spilled'> {
  const folders = filesIn(scratch).map((name) => join(scratch, name));
  const sizeOf = (folder: string): number =>
    filesIn(folder)
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
      .reduce((sum, file) => sum + (file?.isFile() ? file.size : 0), 0);
  const total = (names: readonly string[]): number => names.reduce((sum, name) => sum + sizeOf(name), 0) / 2 ** 20;
  return { copies: total(folders), spilled: total(folders.map((name) => join(name, 'spill'))) };
}

/** A row for each attempt, for who reads the output of the test. */
export function attemptTable(attempts: readonly Attempt[]): string {
  const rows = attempts.map(({ step, seconds, megabytes, copies, spilled }) =>
    [step ?? '(ended)', seconds.toFixed(1), ...[megabytes, copies, spilled].map((each) => each?.toFixed(0) ?? '')].join(
      ' | ',
    ),
  );
  const head = '| killed in | seconds | peak MB | decrypted MB | spilled MB |\n|---|---:|---:|---:|---:|';
  return [head, ...rows.map((row) => `| ${row} |`)].join('\n');
}
