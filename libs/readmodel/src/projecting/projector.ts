import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '@impact-ledger/domain';
import type { EventStore, SubscribeOptions } from '@impact-ledger/ledger';
import type { Pool, PoolClient } from 'pg';
import { PROJECTIONS } from '../projections.js';
import { applyBatch, type Stop } from './apply-batch.js';
import { CheckpointMoved, loadCheckpoints, type Running } from './checkpoints.js';
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
  /** At least two connections: one is held for as long as the projector runs. */
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

async function project(client: PoolClient, held: AbortSignal, options: ProjectorOptions): Promise<void> {
  const { store, logger, projections = PROJECTIONS, batchSize = 1000 } = options;
  let running: readonly Running[] = [];
  for (const { storedVersion, ...one } of await loadCheckpoints(client, projections)) {
    if (storedVersion === one.projection.version) running = [...running, one];
    else {
      logger?.info(
        { projection: one.projection.name, from: storedVersion },
        'Building a new version beside the live one',
      );
      const built = await buildBeside(client, one, { store, signal: held, batchSize });
      if (built && 'error' in built) tell(logger, built);
      else if (built) running = [...running, built];
    }
  }
  const first = running.reduce<bigint | undefined>(
    (least, { position }) => (least === undefined || position < least ? position : least),
    undefined,
  );
  logger?.info({ after: String(first), projections: running.length }, 'Projecting');
  for await (const events of readAhead(store, { after: first ?? 0n, signal: held, batchSize })) {
    if (held.aborted) return;
    const applied = await applyBatch(client, running, events);
    for (const stop of applied.stopped) tell(logger, stop);
    running = applied.running;
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
