/**
 * The notary on a large log: how fast it hashes, writes and signs what is there, whether it keeps up with appends at full
 * speed, how fast stored events are compared with the tree, and how long a proof takes.
 *
 *   npm run bench -- notary [--events 1000000] [--seconds 10] [--proofs 2000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  checkpointFile,
  createPostgresEventStore,
  logStatus,
  positionOfLeaf,
  proveConsistency,
  proveInclusion,
  rehash,
  runNotary,
  tilesIn,
} from '@impact-ledger/ledger';
import { createPool, startPostgres } from '@impact-ledger/platform';
import { leafHash, treeRoot, verifyConsistency, verifyInclusion, type TileReader } from '@impact-ledger/proof';
import { describeMachine } from '#report';
import { Databases, runScript } from '#run';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '10' },
    proofs: { type: 'string', default: '2000' },
  },
});
const EVENTS = Number(values.events);
const TIME = Number(values.seconds) * 1000;
const PROOFS = Number(values.proofs);

const dataRoot = mkdtempSync(join(tmpdir(), 'impact-bench-'));
const server = await startPostgres({ dataRoot });
const admin = createPool(server.url, { applicationName: 'bench', max: 1 });
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void clear().finally(() => process.exit(130)));
try {
  console.log(await describeMachine(admin));
  await new Databases(admin, server.url).use({ migrated: true }, measureOn);
} finally {
  await admin.end();
  await clear();
}

async function measureOn(url: string): Promise<void> {
  const pool = createPool(url, { applicationName: 'bench notary', max: 8 });
  const store = createPostgresEventStore({ url });
  try {
    await runScript('seed.mts', { url, events: EVENTS });

    const idle = process.cpuUsage();
    const caughtUp = await withNotary(EVENTS);
    const busy = process.cpuUsage(idle);
    tell('from nothing to signed', EVENTS, caughtUp);
    // What other work on the machine does not change.
    console.log(
      `  of which ${((busy.user + busy.system) / EVENTS).toFixed(1)} µs of processor time an event in the notary`,
    );

    const load = { url, callers: 1, batch: 500, warmUp: 1000, time: TIME };
    const alone = await runScript('impact-ledger.mts', load);
    await withNotary(Number(await store.head()));
    for (const [title, given] of [
      ['500 events a call, one caller', load],
      ['single appends, 64 callers', { ...load, callers: 64, batch: 1 }],
    ] as const) {
      const notary = startNotary();
      const lags: number[] = [];
      let appending = true;
      const watching = (async () => {
        while (appending) {
          lags.push(Number(await store.head()) - (await logStatus(pool)).size);
          await pause(100);
        }
      })();
      const beside = await runScript('impact-ledger.mts', given);
      const end = performance.now();
      appending = false;
      await watching;
      const head = Number(await store.head());
      await signed(head);
      const left = performance.now() - end;
      await notary.stop();
      console.log(
        `${title}, with the notary beside: ${whole(beside.perSecond)} events/s; the tree was ${whole(middle(lags))} events behind ` +
          `(median), ${whole(Math.max(...lags))} at most; all signed ${left.toFixed(0)} ms after the last append`,
      );
    }
    console.log(`500 events a call, one caller, without it: ${whole(alone.perSecond)} events/s`);

    const size = (await logStatus(pool)).signedSize;
    const begun = performance.now();
    await rehash(pool, store, 0, size, size);
    tell('stored events compared with the tree', size, performance.now() - begun);
    await measureProofs(size);
  } finally {
    await store.close();
    await pool.end();
  }

  function startNotary(): { readonly stop: () => Promise<void> } {
    const stopping = new AbortController();
    const quiet = (): void => undefined;
    const running = runNotary({
      pool,
      store,
      seed: new Uint8Array(32).fill(1),
      origin: 'bench.example/log',
      kept: checkpointFile(join(dataRoot, 'log', 'checkpoint')),
      logger: { info: quiet, warn: console.error, error: console.error },
      signal: stopping.signal,
    });
    running.catch((error: unknown) => console.error(error));
    return {
      stop: async () => {
        stopping.abort();
        await running;
      },
    };
  }

  /** Milliseconds until this many are signed. */
  async function withNotary(size: number): Promise<number> {
    const start = performance.now();
    const notary = startNotary();
    await signed(size);
    const time = performance.now() - start;
    await notary.stop();
    return time;
  }

  async function signed(size: number): Promise<void> {
    while ((await logStatus(pool)).signedSize < size) await pause(10);
  }

  async function measureProofs(size: number): Promise<void> {
    const read: TileReader = tilesIn(pool);
    const root = await treeRoot(size, read);
    const inclusion: number[] = [];
    const entry: number[] = [];
    const consistency: number[] = [];
    for (let index = 0; index < PROOFS; index += 1) {
      const leafIndex = Math.floor(Math.random() * size);
      let start = performance.now();
      const proof = await proveInclusion(pool, leafIndex, size);
      inclusion.push(performance.now() - start);
      const position = (await positionOfLeaf(pool, leafIndex)) ?? 0n;
      const [event] = await store.readBytes({ after: position - 1n, limit: 1 });
      entry.push(performance.now() - start);
      verifyInclusion({ leafHash: leafHash(event?.bytes ?? ''), leafIndex, size, root, proof });

      const from = 1 + Math.floor(Math.random() * (size - 1));
      start = performance.now();
      const path = await proveConsistency(pool, from, size);
      consistency.push(performance.now() - start);
      verifyConsistency({ from, to: size, fromRoot: await treeRoot(from, read), toRoot: root, proof: path });
    }
    console.log(`${whole(PROOFS)} proofs of each kind, all verified, in a log of ${whole(size)} events:`);
    for (const [title, times] of [
      ['inclusion', inclusion],
      ['inclusion, with the event and its position', entry],
      ['consistency with a random older size', consistency],
    ] as const) {
      console.log(`  ${title}: median ${middle(times).toFixed(2)} ms, 99 % ${quantile(times, 0.99).toFixed(2)} ms`);
    }
  }
}

function tell(title: string, events: number, time: number): void {
  console.log(
    `${title}: ${whole(events)} events in ${(time / 1000).toFixed(1)} s, ${whole(events / (time / 1000))} events/s`,
  );
}

async function clear(): Promise<void> {
  await server.stop();
  rmSync(dataRoot, { recursive: true, force: true });
}

function quantile(figures: readonly number[], share: number): number {
  return figures.toSorted((one, other) => one - other)[Math.floor(share * figures.length)] ?? Number.NaN;
}

function middle(figures: readonly number[]): number {
  return quantile(figures, 0.5);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
