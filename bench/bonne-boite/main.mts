/**
 * The world whose truth is known, drawn anew for each seed and studied as the demonstration studies it: how often does the
 * 95 % interval hold the true effect? Seeds 1 to 2,000 were fixed beforehand. Writes docs/bonne-boite.md when nothing is left
 * out; ends with 1 when a rule fails. A run that was cut goes on where it stopped.
 *
 *   npm run bench -- bonne-boite [--seeds 2000] [--persons 20000] [--sources table,logs] [--workers 2]
 *                                [--state folder] [--output file]
 */
import '../../tests/support/typescript.mjs';
import { fork, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import type { Readings } from '#bonne-boite/reading';
import type { Job } from '#bonne-boite/store';

const { report } = await import('#bonne-boite/report');
const { SOURCES } = await import('#bonne-boite/sources');
const { Store } = await import('#bonne-boite/store');
const { summarise } = await import('#bonne-boite/summarise');

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    persons: { type: 'string', default: '20000' },
    sources: { type: 'string' },
    workers: { type: 'string', default: '2' },
    state: { type: 'string', default: join(tmpdir(), 'impact-ledger-bonne-boite') },
    output: { type: 'string' },
  },
});
const [seeds, persons] = [Number(values.seeds), Number(values.persons)];
const sources = SOURCES.filter(({ id }) => values.sources?.split(',').includes(id) ?? true);
if (sources.length === 0 || !(seeds >= 2) || !(persons >= 100)) {
  console.error(`Give --sources among ${SOURCES.map(({ id }) => id).join(', ')}, at least 2 seeds and 100 persons.`);
  process.exit(2);
}

const store = new Store(values.state);
const jobs = sources.flatMap(({ id }) =>
  Array.from({ length: seeds }, (_, i): Job => ({ source: id, seed: i + 1, persons })),
);
const waiting = jobs.filter((job) => store.find(job) === undefined);
console.log(`${jobs.length} worlds to study, ${jobs.length - waiting.length} of them done before`);
const started = performance.now();
const toDo = waiting.length;
await Promise.all(Array.from({ length: Math.min(Number(values.workers), waiting.length) }, work));

const summaries = sources.flatMap((source) => {
  const truths = source.truths();
  const readings = jobs.filter((job) => job.source === source.id).map((job) => store.find(job)!);
  return source.rules.map((rule) =>
    summarise(
      rule,
      truths[rule]!,
      readings.map((each) => each[rule]!),
    ),
  );
});
// Without what changes no figure: the number of workers, and the places of this machine.
const asked = { seeds: values.seeds, persons: values.persons, sources: values.sources };
const flags = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`]));
const command = ['npm run bench -- bonne-boite', ...flags].join(' ');
const docs = fileURLToPath(new URL('../../docs/bonne-boite.md', import.meta.url));
// As the pages of this repository are kept, so that the file is the output to the letter.
const style = { ...(await resolveConfig(docs)), filepath: docs };
const page = await format(report(summaries, { seeds, persons, command }), style);
const whole = values.sources === undefined && seeds >= 2000 && persons >= 20_000;
const output = values.output ?? (whole ? docs : undefined);
if (output === undefined) console.log(`\n${page}`);
else writeFileSync(output, page);
const failed = summaries.filter(({ faults }) => faults.length > 0);
console.log(`${seconds().toFixed(0)} s; ${failed.length} rules fail${output === undefined ? '' : `; ${output}`}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** One worker process: a world at a time until none is left. */
async function work(): Promise<void> {
  const child = fork(fileURLToPath(new URL('worker.mts', import.meta.url)));
  try {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      store.add(job, await ask(child, job));
      const done = toDo - waiting.length;
      if (done % 50 === 0) console.log(`${done} of ${toDo}: ${(seconds() / done).toFixed(2)} s a world`);
    }
  } finally {
    child.disconnect();
  }
}

function seconds(): number {
  return (performance.now() - started) / 1000;
}

function ask(child: ChildProcess, job: Job): Promise<Readings> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`A worker ended with ${code} in ${job.source}, seed ${job.seed}.`));
    child.once('exit', ended);
    child.once('message', (readings) => {
      child.off('exit', ended);
      resolve(readings as Readings);
    });
    child.send(job);
  });
}
