/**
 * Our functions, R, statsmodels and scikit-learn on the same synthetic cohort in the same run. Each contender runs alone, in
 * a process of its own, with the data in memory before the clock starts; the figure is the median of the runs.
 *
 *   npm run bench -- stats [--sizes 10k,100k,1M] [--tasks logistic,ipw] [--runs 5] [--budget 60] [--json file]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { catalogue } from '@impact-ledger/stats';
import { COLUMNS, syntheticCohort } from '#stats/synthetic';
import { TASKS, type Peer, type Task, type Timing, type Told } from '#stats/tasks';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string' },
    tasks: { type: 'string' },
    runs: { type: 'string', default: '5' },
    budget: { type: 'string', default: '60' },
    json: { type: 'string' },
  },
});
const sizes = values.sizes?.split(',').map(readSize);
const names = values.tasks?.split(',') ?? TASKS.map(({ name }) => name);
for (const name of names) {
  if (!TASKS.some((task) => task.name === name)) {
    console.error(`No task "${name}": ${TASKS.map((task) => task.name).join(', ')}.`);
    process.exit(2);
  }
}

interface Row {
  readonly task: Task;
  readonly rows: number;
  readonly ours: Timing;
  readonly peers: ReadonlyMap<Peer, Timing>;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-stats-'));
const here = fileURLToPath(new URL('.', import.meta.url));
const skipped = new Set<string>();
const results: Row[] = [];
const disagreements: string[] = [];

console.log(
  `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, load ${loadavg()[0]!.toFixed(1)}\n`,
);
try {
  for (const task of TASKS) {
    if (!names.includes(task.name)) continue;
    if (!catalogue.some(({ id }) => id === task.id)) {
      skipped.add(`${task.name}: there is no method "${task.id}" yet`);
      continue;
    }
    for (const rows of sizes ?? task.sizes) {
      if (sizes !== undefined && !task.sizes.includes(rows)) continue;
      const row = compare(task, rows);
      results.push(row);
      console.log(describe(row));
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`\n${table(results)}\n`);
for (const { task } of results.filter(({ task: { note } }, i) => note && results[i - 1]?.task.note !== note))
  console.log(`- ${task.name}: ${task.note}.`);
const versions = new Set(
  results.flatMap(({ ours, peers }) => [ours.version, ...[...peers.values()].map((p) => p.version)]),
);
console.log(`- Versions: ${[...versions].join('; ')}.`);
for (const reason of skipped) console.log(`- Skipped: ${reason}.`);
if (values.json) {
  const plain = results.map(({ task, rows, ours, peers }) => ({
    task: task.name,
    rows,
    ours,
    peers: Object.fromEntries(peers),
  }));
  writeFileSync(values.json, `${JSON.stringify({ results: plain, skipped: [...skipped], disagreements }, null, 2)}\n`);
}
for (const disagreement of disagreements) console.error(disagreement);
process.exitCode = disagreements.length > 0 ? 1 : 0;

function compare(task: Task, rows: number): Row {
  const file = join(folder, `${rows}.bin`);
  writeCohort(file, rows);
  const told: Told = { task: task.name, file, rows, runs: Number(values.runs), budget: Number(values.budget) };
  const ours = runOurs(told);
  const peers = new Map<Peer, Timing>();
  for (const peer of task.peers) {
    const timing = runPeer(peer, told);
    if (timing === null) continue;
    peers.set(peer, timing);
    // A peer that answers something else would make the comparison of speeds worthless.
    const distance = Math.abs(timing.value - ours.value) / Math.abs(ours.value);
    if (task.agreement !== null && timing.value !== null && !(distance <= task.agreement))
      disagreements.push(`${task.name} at ${rows}: ours ${ours.value}, ${peer} ${timing.value}`);
  }
  return { task, rows, ours, peers };
}

function writeCohort(file: string, rows: number): void {
  const cohort = syntheticCohort(rows);
  COLUMNS.forEach((name, j) =>
    writeFileSync(file, new Uint8Array(cohort[name]!.buffer), { flag: j === 0 ? 'w' : 'a' }),
  );
}

function runOurs(told: Told): Timing {
  const child = spawnSync(process.execPath, [join(here, 'ours.mts'), JSON.stringify(told)], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`${told.task} at ${told.rows} rows failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as Timing;
}

/** null when the program or a package is not installed, which is said once. */
function runPeer(peer: Peer, { task, file, rows, runs, budget }: Told): Timing | null {
  const rest = [task, file, ...[rows, runs, budget].map(String)];
  const [command, args] =
    peer === 'R'
      ? ['Rscript', [join(here, 'peers.R'), ...rest]]
      : ['/usr/bin/python3', [join(here, 'peers.py'), peer, ...rest]];
  const child = spawnSync(command, args, { encoding: 'utf8' });
  if (child.error !== undefined || child.status === 3) {
    skipped.add(`${peer} for ${task}: not installed here`);
    return null;
  }
  if (child.status !== 0) throw new Error(`${peer} failed on ${task} at ${rows} rows: ${child.stderr}`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '') as Timing;
}

function median(timing: Timing): number {
  const sorted = timing.seconds.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function describe({ task, rows, ours, peers }: Row): string {
  const others = [...peers].map(([peer, timing]) => `${peer} ${median(timing).toFixed(4)} s`);
  return `${task.name} ${rows}: ours ${median(ours).toFixed(4)} s; ${others.join(', ')}`;
}

function table(rows: readonly Row[]): string {
  const peers: readonly Peer[] = ['R', 'statsmodels', 'scikit-learn'];
  const head = [
    'task',
    'rows',
    'ours, s',
    ...peers.flatMap((peer) => [`${peer}, s`, `${peer} / ours`]),
    'memory / columns',
  ];
  const lines = rows.map(({ task, rows: count, ours, peers: measured }) => [
    task.name,
    count.toLocaleString('en'),
    seconds(ours),
    ...peers.flatMap((peer) => {
      const timing = measured.get(peer);
      return timing === undefined ? ['', ''] : [seconds(timing), (median(timing) / median(ours)).toFixed(1)];
    }),
    count >= 100_000 ? ours.memoryRatio!.toFixed(1) : '',
  ]);
  const rule = head.map((_, j) => (j === 0 ? '---' : '---:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The median, and of how many runs when the budget cut them short. */
function seconds(timing: Timing): string {
  const short = timing.seconds.length < Number(values.runs) ? ` (${timing.seconds.length} runs)` : '';
  return `${median(timing).toPrecision(3)}${short}`;
}

function readSize(text: string): number {
  const unit = { k: 1e3, M: 1e6 }[text.at(-1) ?? ''];
  return unit === undefined ? Number(text) : Number(text.slice(0, -1)) * unit;
}
