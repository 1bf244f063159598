/** Times one task in this process: columns in memory, then `estimate` as anybody calls it. Prints one line of JSON. */
import { closeSync, openSync, readSync } from 'node:fs';
import { bootstrap, estimate } from '@impact-ledger/stats';
import { COLUMNS } from '#stats/synthetic';
import { TASKS, type Told, type Timing } from '#stats/tasks';

const told = JSON.parse(process.argv[2] ?? '') as Told;
const task = TASKS.find(({ name }) => name === told.task)!;

const before = process.memoryUsage.rss();
const wanted = Object.values(task.roles).flat();
const file = openSync(told.file, 'r');
const columns = Object.fromEntries(
  wanted.map((name) => {
    const column = new Float64Array(told.rows);
    const position = (COLUMNS as readonly string[]).indexOf(name) * told.rows * 8;
    readSync(file, new Uint8Array(column.buffer), 0, column.byteLength, position);
    return [name, column];
  }),
);
closeSync(file);

const table = { rows: told.rows, columns };
const seconds: number[] = [];
let value = Number.NaN;
const started = performance.now();
const spent = (): number => (performance.now() - started) / 1000;
// A quick task is repeated for a second, by everybody, so that its median is not that of a cold start.
while (seconds.length === 0 || (spent() < told.budget && (seconds.length < told.runs || spent() < 1))) {
  const begun = performance.now();
  const answer =
    task.replicates === undefined
      ? estimate(task.id, table, task.roles, task.options)
      : bootstrap(task.id, table, task.roles, task.options, { replicates: task.replicates });
  value = answer.value ?? Number.NaN;
  seconds.push((performance.now() - begun) / 1000);
}
// `maxRSS` is in kilobytes.
const peak = process.resourceUsage().maxRSS * 1024 - before;
const timing: Timing = {
  seconds,
  value,
  version: `Node ${process.versions.node}`,
  memoryRatio: peak / (wanted.length * told.rows * 8),
};
console.log(JSON.stringify(timing));
