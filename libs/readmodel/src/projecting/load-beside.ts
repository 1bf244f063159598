import type { RecordedEvent } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import type { ClientBase } from 'pg';
import { applyBatch, commitWork, concernsAll, workOf, type Stop, type Work } from './apply-batch.js';
import type { Running } from './checkpoints.js';

export interface LoadOptions {
  readonly store: EventStore;
  readonly schema: string;
  /** The last position to load. */
  readonly until: bigint;
  readonly batchSize: number;
  readonly signal: AbortSignal;
  readonly onPosition?: ((position: bigint, until: bigint) => void) | undefined;
}

/** Batches of the log after a position up to another; each is asked for while the one before is being worked on. */
async function* stretch(after: bigint, { store, until, batchSize }: LoadOptions): AsyncGenerator<RecordedEvent[]> {
  const read = (from: bigint) => store.readAll({ after: from, limit: batchSize });
  let next = read(after);
  for (;;) {
    const events = await next;
    const last = events.at(-1);
    if (!last) return;
    const more = last.position < until;
    if (more) {
      next = read(last.position);
      // It is awaited on the next turn; until then its failure must not count as unhandled.
      next.catch(() => undefined);
    }
    yield more ? [...events] : events.filter(({ position }) => position <= until);
    if (!more) return;
  }
}

/**
 * Brings the tables of one projection to a position, fast: while PostgreSQL writes one batch, the changes of the next are
 * made and the one after it is read. Each batch is one transaction with its checkpoint, so a load that is killed goes on
 * from there. Gives back how far it came; less than asked when the signal aborted.
 */
export async function load(client: ClientBase, from: Running, options: LoadOptions): Promise<Running | Stop> {
  const { schema, until, signal, onPosition } = options;
  let writing: Promise<void> = Promise.resolve();
  let written = from;
  let made = from;
  try {
    for await (const events of stretch(from.position, options)) {
      if (signal.aborted) break;
      let work: Work | undefined;
      try {
        work = workOf([made], events);
      } finally {
        // Also when the changes could not be made: what stands before them must be written first.
        await writing;
        written = made;
      }
      if (!work) continue;
      writing = commitWork(client, work, schema);
      writing.catch(() => undefined);
      made = { ...made, position: work.last.position };
      onPosition?.(made.position, until);
    }
    await writing;
    return made;
  } catch (error) {
    if (concernsAll(error)) throw error;
  }
  return upToFault(client, written, options);
}

/** One batch after the other, without haste: for the stretch in which an event cannot be projected. */
async function upToFault(client: ClientBase, from: Running, options: LoadOptions): Promise<Running | Stop> {
  let now = from;
  for await (const events of stretch(from.position, options)) {
    if (options.signal.aborted) break;
    const { running, stopped } = await applyBatch(client, [now], events, options.schema);
    if (stopped[0]) return stopped[0];
    now = running[0] ?? now;
  }
  return now;
}
