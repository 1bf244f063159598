/**
 * Appends: our store, Emmett's and a bare multi-row INSERT on the same server in the same run. Each run of a store is a
 * process and a database of its own; the order alternates; the figure is the median of the rounds.
 *
 *   npm run bench -- ledger [--rounds 5] [--seconds 3] [--only single|batch|catch-up]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LEDGER_MIGRATIONS } from '@impact-ledger/ledger';
import { createPool, migrate, startPostgres } from '@impact-ledger/platform';
import type { Figures } from '#measure';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);

interface Contender {
  readonly name: string;
  readonly script: string;
  readonly migrated?: boolean;
}
const OURS: Contender = { name: 'Impact Ledger', script: 'impact-ledger.mts', migrated: true };
const EMMETT: Contender = { name: 'Emmett 0.42.0', script: 'emmett.mts' };
const BARE: Contender = { name: 'bare multi-row INSERT', script: 'bare-insert.mts' };

const SCENARIOS = [
  { key: 'single', title: 'Single appends, 64 concurrent callers', callers: 64, batch: 1, contenders: [OURS, EMMETT] },
  {
    key: 'batch',
    title: 'Appends of 500 events, one caller',
    callers: 1,
    batch: 500,
    contenders: [OURS, EMMETT, BARE],
  },
] as const;

const peers = fileURLToPath(new URL('../peers', import.meta.url));
if (!existsSync(join(peers, 'node_modules'))) {
  spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', peers], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}

const dataRoot = mkdtempSync(join(tmpdir(), 'impact-bench-'));
const server = await startPostgres({ dataRoot });
const admin = createPool(server.url, { applicationName: 'bench', max: 1 });
try {
  await describeMachine();
  for (const scenario of SCENARIOS) {
    if (values.only && values.only !== scenario.key) continue;
    const runs = new Map<string, Figures[]>(scenario.contenders.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 ? scenario.contenders.toReversed() : scenario.contenders;
      for (const contender of order) runs.get(contender.name)?.push(await run(contender, scenario));
    }
    report(scenario.title, runs);
  }
} finally {
  await admin.end();
  await server.stop();
  rmSync(dataRoot, { recursive: true, force: true });
}

async function run(
  { script, migrated }: Contender,
  { callers, batch }: { callers: number; batch: number },
): Promise<Figures> {
  const database = `bench_${process.pid}_${Date.now()}`;
  await admin.query(`create database ${database}`);
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  try {
    if (migrated) {
      const pool = createPool(url.href, { applicationName: 'bench', max: 1 });
      await migrate(pool, [LEDGER_MIGRATIONS]);
      await pool.end();
    }
    // What an earlier run left to write must not be written during this one.
    await admin.query('checkpoint');
    return await child(script, [url.href, callers, batch, 1000, seconds * 1000].map(String));
  } finally {
    await admin.query(`drop database ${database} with (force)`);
  }
}

function child(script: string, args: string[]): Promise<Figures> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    process_.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    process_.on('error', reject);
    process_.on('close', (code) => {
      const last = output.trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve(JSON.parse(last) as Figures);
      else reject(new Error(`${script} ended with ${code}: ${output}`));
    });
  });
}

function report(title: string, runs: ReadonlyMap<string, readonly Figures[]>): void {
  const middle = (figures: readonly Figures[], key: keyof Figures): number => {
    const sorted = figures.map((figure) => figure[key]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  const ours = middle(runs.get(OURS.name) ?? [], 'perSecond');
  console.log(`\n${title}\n`);
  console.log('| store | events/s, median | lowest to highest | call, median ms | call, 99 % ms | ours / it |');
  console.log('|---|---:|---:|---:|---:|---:|');
  for (const [name, figures] of runs) {
    const rates = figures.map(({ perSecond }) => perSecond);
    const rate = middle(figures, 'perSecond');
    const cells = [
      name,
      whole(rate),
      `${whole(Math.min(...rates))} to ${whole(Math.max(...rates))}`,
      middle(figures, 'median').toFixed(1),
      middle(figures, 'p99').toFixed(1),
      name === OURS.name ? '' : (ours / rate).toFixed(2),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

async function describeMachine(): Promise<void> {
  const { rows } = await admin.query<{ version: string; fsync: string; commit: string; method: string }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as commit, current_setting('wal_sync_method') as method`,
  );
  const [postgres] = rows;
  console.log(
    `${cpus().length} cores (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`,
  );
  console.log(
    `PostgreSQL ${postgres?.version}: fsync ${postgres?.fsync} (${postgres?.method}), synchronous_commit ${postgres?.commit}`,
  );
  console.log(`${rounds} rounds of ${seconds} s each, after 1 s of warm-up`);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
