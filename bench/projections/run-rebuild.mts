import { loadavg } from 'node:os';
import { createPostgresEventStore } from '@impact-ledger/ledger';
import { createPool } from '@impact-ledger/platform';
import { createReadDatabase, rebuild, runProjector, waitForPosition } from '@impact-ledger/readmodel';
import { fill } from '#projections/fill';
import { serverCpu } from '#projections/server-cpu';
import { startReader } from '#projections/reader';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const CALM_MS = 5_000;

/** Fills a log, projects it, then rebuilds the measurements beside the live ones, with the reader at work throughout. */
export async function runRebuild(url: string, measurements: number, rounds: number): Promise<void> {
  const pool = createPool(url, { applicationName: 'bench rebuild', max: 6 });
  const store = createPostgresEventStore({ url });
  await fill(store, measurements);
  const head = await store.head();

  const over = new AbortController();
  let begun = performance.now();
  const projecting = runProjector({ pool, store, signal: over.signal });
  if (!(await waitForPosition(createReadDatabase(pool), head, 1_200_000)))
    throw new Error('the projector did not arrive');
  console.log(
    `\n${whole(Number(head))} events; the projector caught up (six read models) at ${rate(head, begun)} events/s`,
  );
  await pool.query('vacuum analyze');

  for (let round = 0; round < rounds; round += 1) {
    await pool.query('checkpoint');
    const reader = await startReader(url);
    await reader.during(CALM_MS);
    const before = reader.take();
    const steps: { step: string; at: number }[] = [];
    begun = performance.now();
    const served = await serverCpu(pool);
    const used = process.threadCpuUsage();
    const [outcome] = await rebuild(pool, store, {
      projections: ['measurements'],
      onProgress: ({ step }) => {
        if (steps.at(-1)?.step !== step) steps.push({ step, at: performance.now() });
      },
    });
    const end = performance.now();
    const { user, system } = process.threadCpuUsage(used);
    const meanwhile = reader.take();
    await reader.stop();
    if (outcome?.kind !== 'swapped') throw new Error(`not swapped: ${JSON.stringify(outcome)}`);
    console.log(
      `\nrebuild of the measurements: ${rate(head, begun)} events/s, ${seconds(end - begun)} s, load average ${loadavg()[0]?.toFixed(1)}`,
    );
    const ours = (user + system) / Number(head);
    const theirs = ((await serverCpu(pool)) - served) / Number(head);
    console.log(
      `  of the processor: ${ours.toFixed(1)} µs an event here, ${theirs.toFixed(1)} µs in the server (the reader included)`,
    );
    steps.forEach(({ step, at }, index) => {
      console.log(`  ${step}: ${seconds((steps[index + 1]?.at ?? end) - at)} s`);
    });
    for (const { table, live, built } of outcome.tables) {
      console.log(
        `  ${table}: ${whole(live.rows)} rows live, ${whole(built.rows)} built, checksums ${live.checksum} and ${built.checksum}`,
      );
    }
    console.log(`  reader, calm:    ${before}`);
    console.log(`  reader, rebuild: ${meanwhile}`);
  }
  over.abort();
  await projecting;
  await store.close();
  await pool.end();
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2);
const rate = (events: bigint, since: number): string => whole(Number(events) / ((performance.now() - since) / 1000));
