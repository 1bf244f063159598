import { canonicalJson } from '../canonical.js';
import type { Append, AppendReceipt } from '../event-store.js';
import { IdempotencyConflict, StoreUnavailable, StreamNotFound, WrongRevision } from '../ledger-errors.js';
import type { PreparedAppend, PreparedEvent } from '../prepare-append.js';
import type { Claims } from './claims.js';
import type { Clock } from './clock.js';
import type { Connection } from './connection.js';
import { foundInstead } from './faults.js';
import type { LogReader, StoredEvent } from './log-reader.js';
import { bytesOf, type Names } from './stored-events.js';
import { StreamTails, tailOf, type Tail } from './stream-tails.js';

/** How long one append may look for its place among others, in milliseconds. */
const PATIENCE = 15_000;

export interface AppenderParts {
  readonly connection: Connection;
  readonly names: Names;
  readonly clock: Clock;
  readonly reader: LogReader;
  readonly claims: Claims;
  /** Milliseconds for one answer of the server. */
  readonly timeout: number;
}

/**
 * Appends always name the exact revision they expect, so an attempt whose answer was lost and which arrives late can
 * only be refused, never recorded beside its repetition. The ids of a stream are looked up in the stream itself: the
 * server compares ids alone and would take another event under a known id for the same.
 */
export class Appender {
  readonly #tails = new StreamTails();
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(private readonly parts: AppenderParts) {}

  /** Appends to one stream follow each other in the order of the calls. */
  async append(prepared: PreparedAppend): Promise<AppendReceipt> {
    const { stream } = prepared.append;
    const before = this.#queues.get(stream) ?? Promise.resolve();
    const turn = before.then(() => this.#settle(prepared));
    const done = turn.catch(() => undefined);
    this.#queues.set(stream, done);
    try {
      return await turn;
    } finally {
      if (this.#queues.get(stream) === done) this.#queues.delete(stream);
    }
  }

  async drain(): Promise<void> {
    await Promise.all(this.#queues.values());
  }

  /** What a reader of a whole stream saw: it is about to append to it. */
  saw(stream: string, events: readonly StoredEvent[]): void {
    this.#tails.set(stream, tailOf(events));
  }

  async #settle(prepared: PreparedAppend): Promise<AppendReceipt> {
    const { stream, expected } = prepared.append;
    const end = performance.now() + PATIENCE;
    // Nothing is known of a stream that is said not to exist: the server will tell if it does.
    let tail = this.#tails.get(stream) ?? (expected === 'absent' ? tailOf([]) : await this.#look(stream));
    for (;;) {
      const before = await this.#recordedBefore(prepared, tail);
      if (before) return before;
      if (expected !== 'any' && (expected === 'absent' ? -1 : expected) !== tail.revision) {
        // What is kept of a stream may be behind it.
        const now = await this.#look(stream);
        if (now.revision === tail.revision) {
          throw new WrongRevision(stream, expected, now.revision === -1 ? null : now.revision);
        }
        tail = now;
        continue;
      }
      await this.parts.claims.claim(prepared);
      const receipt = await this.#attempt(prepared, tail);
      if (receipt) return receipt;
      if (performance.now() > end) {
        throw new StoreUnavailable(new Error(`others write to ${stream} without a pause`));
      }
      tail = await this.#look(stream);
    }
  }

  /** Undefined when the stream has moved on. */
  async #attempt(prepared: PreparedAppend, tail: Tail): Promise<AppendReceipt | undefined> {
    const { connection, names, clock, reader, timeout } = this.parts;
    const { stream } = prepared.append;
    const recordedAt = clock.now();
    const bodies = prepared.events.map((event, index) => ({
      type: event.event.type,
      bytes: bytesOf(event, { stream, revision: tail.revision + 1 + index, recordedAt }),
    }));
    try {
      const position = await connection.call(timeout, async ({ client, library: { binaryEvent, NO_STREAM } }) => {
        const result = await client.appendToStream(
          names.stream(stream),
          // An id of its own for every attempt: the server must never answer for another attempt that it has this one.
          bodies.map(({ type, bytes }) => binaryEvent({ type, data: Buffer.from(bytes, 'utf8') })),
          { streamState: tail.revision === -1 ? NO_STREAM : BigInt(tail.revision), requiresLeader: true },
        );
        return result.position?.commit;
      });
      if (position === undefined) throw new Error(`KurrentDB recorded events of ${stream} without saying where.`);
      reader.knows(position);
      const revision = tail.revision + bodies.length;
      this.#tails.set(stream, tail.with(prepared.events.map(({ event }) => event.id)));
      return { stream, revision, position, repeated: false };
    } catch (error) {
      this.#tails.forget(stream);
      if (foundInstead(error) === undefined) throw error;
      return undefined;
    }
  }

  /** The receipt of the first time. Throws IdempotencyConflict when an id is known, but not as the same append. */
  async #recordedBefore({ append, events }: PreparedAppend, tail: Tail): Promise<AppendReceipt | undefined> {
    const known = events.flatMap(({ event }) => tail.revisionOf(event.id) ?? []);
    if (known.length === 0) return undefined;
    const { stream } = append;
    const stored = new Map<string, StoredEvent>();
    for (const revision of known) {
      const [found] = await this.parts.reader.stream(stream, { from: revision, limit: 1 });
      if (found) stored.set(found.event.id, found);
    }
    for (const event of events) {
      const found = stored.get(event.event.id);
      if (found && !sameEvent(event, found)) throw new IdempotencyConflict(event.event.id);
    }
    const [first] = stored.keys();
    if (stored.size < events.length) throw new IdempotencyConflict(first ?? '');
    const last = [...stored.values()].reduce((one, other) => (other.event.revision > one.event.revision ? other : one));
    return { stream, revision: last.event.revision, position: last.position, repeated: true };
  }

  async #look(stream: string): Promise<Tail> {
    const tail = tailOf(await this.#events(stream));
    this.#tails.set(stream, tail);
    return tail;
  }

  async #events(stream: Append['stream']): Promise<readonly StoredEvent[]> {
    try {
      return await this.parts.reader.stream(stream);
    } catch (error) {
      if (error instanceof StreamNotFound) return [];
      throw error;
    }
  }
}

/** The same command again carries the same events; only how it came (its correlation) may differ. */
function sameEvent({ event }: PreparedEvent, { event: stored }: StoredEvent): boolean {
  const content = ({
    type,
    version,
    data,
    metadata,
  }: Pick<StoredEvent['event'], 'type' | 'version' | 'data' | 'metadata'>) =>
    canonicalJson({ type, version, data, metadata: { ...metadata, correlationId: undefined } });
  return content(event) === content(stored);
}
