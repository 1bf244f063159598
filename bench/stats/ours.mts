/** Times one task in this process: columns in memory, then `estimate` as anybody calls it. Prints one line of JSON. */
import { closeSync, openSync, readSync } from 'node:fs';
import { runInThreads } from '@impact-ledger/platform';
import {
  bootstrap,
  bootstrapShards,
  concludeBootstrap,
  estimate,
  planBootstrap,
  type BootstrapShard,
  type Estimate,
  type Table,
} from '@impact-ledger/stats';
import { COLUMNS } from '#stats/synthetic';
import { TASKS, type Told, type Timing } from '#stats/tasks';

const told = JSON.parse(process.argv[2] ?? '') as Told;
const task = TASKS.find(({ name }) => name === told.task)!;

const before = process.memoryUsage.rss();
const wanted = Object.values(task.roles).flat();
const size = told.rows * 8;
const file = openSync(told.file, 'r');
const columns = Object.fromEntries(
  wanted.map((name) => {
    // Shared, so that threads read the same memory.
    const column = new Float64Array(task.threads === undefined ? new ArrayBuffer(size) : new SharedArrayBuffer(size));
    const position = (COLUMNS as readonly string[]).indexOf(name) * size;
    readSync(file, new Uint8Array(column.buffer), 0, column.byteLength, position);
    return [name, column];
  }),
);
closeSync(file);

const table: Table = { rows: told.rows, columns };
const seconds: number[] = [];
let value = Number.NaN;
let peak = 0;
const started = performance.now();
const spent = (): number => (performance.now() - started) / 1000;
// A quick task is repeated for a second, by everybody, so that its median is not that of a cold start.
while (seconds.length === 0 || (spent() < told.budget && (seconds.length < told.runs || spent() < 1))) {
  const begun = performance.now();
  value = (await answer()).value ?? Number.NaN;
  seconds.push((performance.now() - begun) / 1000);
  // Of the first call: after it the engine's own garbage adds up. `maxRSS` is in kilobytes.
  peak ||= process.resourceUsage().maxRSS * 1024 - before;
}
const timing: Timing = {
  seconds,
  value,
  version: `Node ${process.versions.node}`,
  memoryRatio: peak / (wanted.length * size),
};
console.log(JSON.stringify(timing));

async function answer(): Promise<Estimate> {
  const { id, roles, options, replicates, threads } = task;
  if (replicates === undefined) return estimate(id, table, roles, options);
  if (threads === undefined) return bootstrap(id, table, roles, options, { replicates });
  const plan = planBootstrap(id, table, roles, options, { replicates });
  const shards = await runInThreads<BootstrapShard, Float64Array>({
    module: import.meta.resolve('@impact-ledger/stats'),
    name: 'runBootstrapShard',
    inputs: bootstrapShards(plan, threads),
    threads,
  });
  return concludeBootstrap(plan, shards);
}
