/**
 * Monte-Carlo calibration of every estimator under known truths. Writes docs/calibration.md when nothing is left out; ends
 * with 1 when a judged cell fails. A run that was cut goes on where it stopped; any number of workers gives the same page.
 *
 *   npm run bench -- calibration [--replications 2000] [--estimators ipw,aipw] [--scenarios b-effect] [--workers 2]
 *                                [--seed 20261122] [--output file] [--state folder]
 */
import { fork, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Outcome } from '#calibration/replicate';
import { report, type Section } from '#calibration/report';
import { ResultsStore } from '#calibration/results-store';
import { summarise } from '#calibration/summarise';
import { chunksOf, planOf, type Chunk } from '#calibration/work';

const { values } = parseArgs({
  options: {
    replications: { type: 'string', default: '2000' },
    estimators: { type: 'string' },
    scenarios: { type: 'string' },
    workers: { type: 'string', default: '2' },
    seed: { type: 'string', default: '20261122' },
    output: { type: 'string' },
    state: { type: 'string', default: join(tmpdir(), 'impact-ledger-calibration') },
  },
});
const CHUNK = 50;
const replications = Number(values.replications);
const seed = Number(values.seed);
const { plans, missing } = planOf(values.scenarios?.split(','), values.estimators?.split(','));
if (plans.length === 0) {
  console.error('No cell is left to run: look at --scenarios and --estimators.');
  process.exit(2);
}
for (const what of missing) console.log(`skipped, not in the catalogue: ${what}`);

const store = new ResultsStore(values.state);
const chunks = plans.flatMap((plan) => chunksOf(plan, { replications, size: CHUNK, seed }));
const waiting = chunks.filter((chunk) => store.find(chunk) === undefined);
console.log(
  `${chunks.length} chunks of up to ${CHUNK} data sets, ${chunks.length - waiting.length} of them done before`,
);
const started = performance.now();
await Promise.all(Array.from({ length: Math.min(Number(values.workers), waiting.length) }, work));

const sections: Section[] = plans.map(({ scenario, cells }) => {
  const outcomes = chunks.filter((chunk) => chunk.scenario === scenario.id).flatMap((chunk) => store.find(chunk)!);
  const summaries = cells.map((place, at) => {
    const cell = scenario.cells[place]!;
    return summarise(
      cell,
      scenario.truths[cell.truth]!,
      outcomes.map((row) => row[at]!),
    );
  });
  return { scenario, replications: outcomes.length, summaries };
});
// Any number of workers gives the same page, wherever what is done is kept: the command that is told needs neither.
const { workers: _workers, state: _state, output: _output, ...asked } = values;
const told = Object.entries(asked).filter(([name]) => process.argv.some((word) => word.startsWith(`--${name}`)));
const command = ['npm run bench -- calibration', ...told.map(([name, value]) => `--${name} ${value}`)].join(' ');
const page = report(sections, { seed, missing, command });
const whole = values.estimators === undefined && values.scenarios === undefined && replications >= 2000;
const output =
  values.output ?? (whole ? fileURLToPath(new URL('../../docs/calibration.md', import.meta.url)) : undefined);
if (output === undefined) console.log(`\n${page}`);
else writeFileSync(output, page);
const failed = sections.flatMap(({ summaries }) => summaries).filter(({ faults }) => faults.length > 0);
console.log(
  `${((performance.now() - started) / 1000).toFixed(0)} s; ${failed.length} judged cells fail${output === undefined ? '' : `; ${output}`}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

/** One worker process: a chunk at a time until none is left. */
async function work(): Promise<void> {
  const child = fork(fileURLToPath(new URL('worker.mts', import.meta.url)));
  try {
    for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
      store.add(chunk, await ask(child, chunk));
      const { scenario } = chunk;
      if (!waiting.some((left) => left.scenario === scenario))
        console.log(`${scenario}: ${waiting.length} chunks to go`);
    }
  } finally {
    child.disconnect();
  }
}

function ask(child: ChildProcess, chunk: Chunk): Promise<Outcome[][]> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`A worker ended with ${code} in ${chunk.scenario}.`));
    child.once('exit', ended);
    child.once('message', (outcomes) => {
      child.off('exit', ended);
      resolve(outcomes as Outcome[][]);
    });
    child.send(chunk);
  });
}
