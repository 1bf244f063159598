import type { RecordedEvent } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import type { ClientBase } from 'pg';
import { applyBatch, commitWork, concernsAll, type Stop } from './apply-batch.js';
import type { Running } from './checkpoints.js';
import { Merge } from './merge-changes.js';

export interface LoadOptions {
  readonly store: EventStore;
  readonly schema: string;
  /** The last position to load. */
  readonly until: bigint;
  readonly batchSize: number;
  readonly signal: AbortSignal;
  readonly onPosition?: ((position: bigint, until: bigint) => void) | undefined;
}

/**
 * Events of one read. The process is deaf to the server while it makes their changes, and a transaction is several
 * questions and answers: reads are short, transactions long.
 */
const READ = 500;

/** Stretches of the log after a position up to another; each is asked for while the one before is being worked on. */
async function* stretch(after: bigint, { store, until }: LoadOptions, limit: number): AsyncGenerator<RecordedEvent[]> {
  const read = (from: bigint) => store.readAll({ after: from, limit });
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

/** Gathers the changes of events while a transaction is being written, and writes them in the next. */
class Writer {
  #merge = new Merge();
  #gathered = 0;
  #handled = 0;
  #last: RecordedEvent | undefined;
  #writing: Promise<void> | undefined;
  #transaction: Promise<void> = Promise.resolve();
  /** Up to where the tables are written. */
  written: Running;

  constructor(
    private readonly client: ClientBase,
    from: Running,
    private readonly options: LoadOptions,
  ) {
    this.written = from;
  }

  /** Waits while more than a batch is gathered. Throws on an event the projection cannot take, and what the writing threw. */
  async take(events: readonly RecordedEvent[]): Promise<void> {
    try {
      for (const event of events) this.#gather(event);
    } catch (error) {
      // Half of an event may be among what is gathered: none of it is written.
      this.#last = undefined;
      throw error;
    }
    this.#gathered += events.length;
    this.#writing ??= this.#write();
    // Handled by who waits for it.
    this.#writing.catch(() => undefined);
    while (this.#gathered >= this.options.batchSize) await this.#transaction;
  }

  /** Ends when all that was gathered is written. */
  async finish(): Promise<void> {
    await this.#writing;
  }

  #gather(event: RecordedEvent): void {
    const changes = this.written.projection.changesOf(event);
    if (changes) this.#handled += 1;
    for (const change of changes ?? []) this.#merge.add(change);
    this.#last = event;
  }

  async #write(): Promise<void> {
    while (this.#last) {
      const last = this.#last;
      const work = { writes: this.#merge.writes(), moves: [{ ...this.written, handled: this.#handled }], last };
      this.#merge = new Merge();
      this.#gathered = 0;
      this.#handled = 0;
      this.#last = undefined;
      this.#transaction = commitWork(this.client, work, this.options.schema);
      await this.#transaction;
      this.written = { ...this.written, position: last.position };
      this.options.onPosition?.(last.position, this.options.until);
    }
    this.#writing = undefined;
  }
}

/**
 * Brings the tables of one projection to a position, fast: while PostgreSQL writes one batch, the changes of the next are
 * made and more is read. Each batch is one transaction with its checkpoint, so a load that is killed goes on from there.
 * Gives back how far it came; less than asked when the signal aborted.
 */
export async function load(client: ClientBase, from: Running, options: LoadOptions): Promise<Running | Stop> {
  const writer = new Writer(client, from, options);
  try {
    for await (const events of stretch(from.position, options, Math.min(READ, options.batchSize))) {
      if (options.signal.aborted) break;
      await writer.take(events);
    }
    await writer.finish();
    return writer.written;
  } catch (error) {
    // The connection is free again only then; what was gathered after its last transaction is read once more.
    await writer.finish().catch(() => undefined);
    if (concernsAll(error)) throw error;
  }
  return upToFault(client, writer.written, options);
}

/** One batch after the other, without haste: for the stretch in which an event cannot be projected. */
async function upToFault(client: ClientBase, from: Running, options: LoadOptions): Promise<Running | Stop> {
  let now = from;
  for await (const events of stretch(from.position, options, options.batchSize)) {
    if (options.signal.aborted) break;
    const { running, stopped } = await applyBatch(client, [now], events, options.schema);
    if (stopped[0]) return stopped[0];
    now = running[0] ?? now;
  }
  return now;
}
