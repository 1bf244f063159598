import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '@impact-ledger/domain';
import type { EventStore, SubscribeOptions } from '@impact-ledger/ledger';
import type { Pool, PoolClient } from 'pg';
import { PROJECTIONS } from '../projections.js';
import { applyBatch, concernsAll, type Stop } from './apply-batch.js';
import { CheckpointMoved, loadCheckpoints, markFailed, type Running } from './checkpoints.js';
import { buildBeside } from './build-beside.js';
import { isPassing } from './passing-faults.js';
import type { Projection } from './projection.js';
import { withProjectorLock } from './projector-lock.js';

/** What the projector says of itself; a pino logger fits. */
export interface ProjectorLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ProjectorOptions {
  /** At least four connections: one is held as long as the projector runs, two more while it builds a new version. */
  readonly pool: Pool;
  readonly store: EventStore;
  /** Ends the projector after the batch it is at. */
  readonly signal: AbortSignal;
  readonly logger?: ProjectorLogger | undefined;
  readonly projections?: readonly Projection[] | undefined;
  /** Events in one transaction at most; 1000 unless told. */
  readonly batchSize?: number | undefined;
}

const FIRST_DELAY = 100;
const LAST_DELAY = 5_000;

const tell = (logger: ProjectorLogger | undefined, { projection, event, error }: Stop): void =>
  logger?.error(
    { projection, stream: event.stream, position: event.position.toString(), type: event.type, err: error },
    `Projection "${projection}" stopped at an event it cannot project: ${error.message}`,
  );

/** Reads the next batch while the one handed over is being written. */
async function* readAhead(
  store: EventStore,
  options: SubscribeOptions,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const batches = store.subscribe({ ...options, signal })[Symbol.asyncIterator]();
  let next = batches.next();
  try {
    for (;;) {
      const read = await next;
      if (read.done === true) return;
      next = batches.next();
      // It is awaited on the next turn; until then its failure must not count as unhandled.
      next.catch(() => undefined);
      yield read.value;
    }
  } finally {
    // The batch asked for in advance may never come: only the signal ends that wait.
    over.abort();
    await batches.return?.();
  }
}

const over = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Projects batch after batch until `signal` aborts. */
async function follow(
  client: PoolClient,
  start: readonly Running[],
  signal: AbortSignal,
  { store, logger, batchSize = 1000 }: ProjectorOptions,
): Promise<void> {
  let running = start;
  const positions = running.map(({ position }) => position);
  const first = positions.reduce((least, position) => (position < least ? position : least), positions[0] ?? 0n);
  logger?.info({ after: String(first), projections: running.length }, 'Projecting');
  if (running.length > 0) {
    for await (const events of readAhead(store, { after: first, signal, batchSize })) {
      if (signal.aborted) return;
      const applied = await applyBatch(client, running, events);
      for (const stop of applied.stopped) tell(logger, stop);
      running = applied.running;
      if (running.length === 0) break;
    }
  }
  await over(signal);
}

/** Builds one new version beside the live one; true when it took its place. */
async function renew(old: Running & { readonly storedVersion: number }, options: ProjectorOptions): Promise<boolean> {
  const { pool, store, logger, signal, batchSize } = options;
  const { projection, storedVersion } = old;
  logger?.info({ projection: projection.name, from: storedVersion }, 'Building a new version beside the live one');
  try {
    const built = await buildBeside(projection, { pool, store, signal, batchSize, onlyIfOutdated: true });
    if (built?.kind === 'stopped') tell(logger, built.stop);
    if (built?.kind === 'swapped') logger?.info({ projection: projection.name, tables: built.tables }, 'Swapped in');
    return built?.kind === 'swapped';
  } catch (error) {
    if (concernsAll(error)) throw error;
    const { message } = error as Error;
    logger?.error({ projection: projection.name, err: error }, `The new version cannot be built: ${message}`);
    const client = await pool.connect();
    try {
      const reason = `Version ${projection.version} cannot be built: ${message}`;
      await markFailed(client, old, { position: old.position, stream: '' }, reason);
    } finally {
      client.release();
    }
    return false;
  }
}

/**
 * Projects those whose rows are of this release, and meanwhile builds those whose rows are of another; when these are
 * built, all start from their checkpoints again.
 */
async function project(client: PoolClient, held: AbortSignal, options: ProjectorOptions): Promise<void> {
  const { projections = PROJECTIONS } = options;
  const givenUp = new Set<string>();
  while (!held.aborted) {
    const loaded = await loadCheckpoints(
      client,
      projections.filter(({ name }) => !givenUp.has(name)),
    );
    const isCurrent = ({ storedVersion, projection }: (typeof loaded)[number]) => storedVersion === projection.version;
    const round = new AbortController();
    const signal = AbortSignal.any([held, round.signal]);
    const building = (async () => {
      let swapped = false;
      for (const old of loaded.filter((one) => !isCurrent(one))) {
        if (await renew(old, { ...options, signal })) swapped = true;
        else givenUp.add(old.projection.name);
      }
      if (swapped) round.abort();
    })();
    try {
      await Promise.all([follow(client, loaded.filter(isCurrent), signal, options), building]);
    } finally {
      round.abort();
      await building.catch(() => undefined);
    }
  }
}

/**
 * Keeps the read models up with the log until `signal` aborts. One projector works, any other waits and takes over when
 * the first ends. Rows and checkpoints change in one transaction, so it resumes after any crash where it was. An event
 * that a projection cannot read stops that projection alone (see `read.projection`); starting again tries it again.
 * Lost connections are waited for. Throws on faults that waiting cannot heal.
 */
export async function runProjector(options: ProjectorOptions): Promise<void> {
  const { pool, signal, logger, projections = PROJECTIONS } = options;
  const names = projections.map(({ name }) => name);
  let delay = FIRST_DELAY;
  while (!signal.aborted) {
    try {
      await withProjectorLock(pool, names, signal, async (client, held) => {
        delay = FIRST_DELAY;
        await project(client, held, options);
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error) && !(error instanceof CheckpointMoved)) throw error;
      logger?.warn({ err: error, retryInMs: delay }, 'Projector interrupted; it resumes where it was');
      await sleep(delay, undefined, { signal }).catch(() => undefined);
      delay = Math.min(2 * delay, LAST_DELAY);
    }
  }
}
