/**
 * Our store, Emmett's and a bare multi-row INSERT on the same server in the same run. Each run of a contender is a
 * process and a database of its own; the order alternates; the figure is the median of the rounds.
 *
 *   npm run bench -- ledger [--rounds 5] [--seconds 3] [--only single|batch|catch-up]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createPool, startPostgres } from '@impact-ledger/platform';
import type { Figures } from '#measure';
import { describeMachine, report } from '#report';
import { Databases, runScript } from '#run';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const time = Number(values.seconds) * 1000;
const EVENTS = 200_000;

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
// The server outlives its starter by design: without this, Ctrl-C would leave it behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void clear().finally(() => process.exit(130)));
const databases = new Databases(admin, server.url);
const wanted = (key: string): boolean => values.only === undefined || values.only === key;
try {
  console.log(await describeMachine(admin));
  console.log(`${rounds} rounds; appends are measured for ${values.seconds} s after 1 s of warm-up`);
  for (const { key, title, contenders, ...load } of SCENARIOS) {
    if (!wanted(key)) continue;
    const runs = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, script, migrated } of round % 2 ? contenders.toReversed() : contenders) {
        const figures = await databases.use({ migrated }, (url) =>
          runScript(script, { url, ...load, warmUp: 1000, time }),
        );
        runs.get(name)?.push(figures);
      }
    }
    console.log(report(title, runs));
  }
  if (wanted('catch-up')) {
    await databases.use({ migrated: true }, async (seeded, name) => {
      await runScript('seed.mts', { url: seeded, events: EVENTS });
      const runs: Figures[] = [];
      for (let round = 0; round < rounds; round += 1) {
        runs.push(await databases.use({ template: name }, (url) => runScript('catch-up.mts', { url })));
      }
      console.log(
        report(
          `Projector, from nothing to the head of ${EVENTS.toLocaleString('en')} events`,
          new Map([[OURS.name, runs]]),
        ),
      );
    });
  }
} finally {
  await admin.end();
  await clear();
}

async function clear(): Promise<void> {
  await server.stop();
  rmSync(dataRoot, { recursive: true, force: true });
}
