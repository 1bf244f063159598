import type { RecordedEvent } from '@impact-ledger/domain';
import type { AllStreamResolvedEvent, ResolvedEvent } from '@kurrent/kurrentdb-client';
import type { ReadAllOptions, ReadStreamOptions, StoredBytes } from '../event-store.js';
import type { Stretch } from '../follow-log.js';
import { NoSuchPosition, StoreUnavailable, StreamNotFound } from '../ledger-errors.js';
import type { Clock } from './clock.js';
import type { Connection } from './connection.js';
import { isUnknownStream } from './faults.js';
import { storedBytes, type Names } from './stored-events.js';

export interface StoredEvent extends StoredBytes {
  readonly event: RecordedEvent;
}

interface Page {
  readonly events: readonly StoredEvent[];
  /** Where to go on. */
  readonly end: bigint;
  /** True when the log had nothing more to give. */
  readonly last: boolean;
}

/** Milliseconds for a page or a stream. */
const READ = 30_000;
/** Positions this process was given by the server, kept to tell a wrong one from a server in trouble. */
const MOST_KNOWN = 10_000;

/** Reads what the leader has: a follower may not have yet what was just acknowledged. */
export class LogReader {
  readonly #known = new Set<bigint>();

  constructor(
    private readonly connection: Connection,
    private readonly names: Names,
    private readonly clock: Clock,
  ) {}

  /** Throws StreamNotFound. */
  async stream(
    stream: string,
    { from, direction = 'forwards', limit }: ReadStreamOptions = {},
  ): Promise<readonly StoredEvent[]> {
    const forwards = direction === 'forwards';
    try {
      const found = await this.connection.call(READ, ({ client, library: { START, END } }) =>
        this.#all(
          client.readStream(this.names.stream(stream), {
            direction,
            fromRevision: from === undefined ? (forwards ? START : END) : BigInt(from),
            requiresLeader: true,
            ...(limit === undefined ? {} : { maxCount: limit }),
          }),
        ),
      );
      return found.flatMap(({ ours }) => (ours ? [ours] : []));
    } catch (error) {
      throw isUnknownStream(error) ? new StreamNotFound(stream) : error;
    }
  }

  /** What stands after a position. Throws NoSuchPosition. */
  async after({ after = 0n, limit = 1_000, types }: ReadAllOptions = {}): Promise<Page> {
    const events: StoredEvent[] = [];
    let end = after;
    for (;;) {
      const wanted = limit - events.length;
      // The server begins with what stands at the position, when that is of these types.
      const read = await this.#from(end, wanted + 1, types);
      const found = read.filter(({ position }) => position > end).slice(0, wanted);
      events.push(...found.flatMap(({ ours }) => (ours ? [ours] : [])));
      end = found.at(-1)?.position ?? end;
      const last = found.length < wanted;
      if (last || events.length >= limit) return { events, end, last };
    }
  }

  /** The event that stands at a position, if one does. */
  async at(position: bigint): Promise<StoredEvent | undefined> {
    if (position <= 0n) return undefined;
    try {
      const [found] = await this.#from(position, 1);
      return found?.position === position ? found.ours : undefined;
    } catch (error) {
      if (error instanceof NoSuchPosition) return undefined;
      throw error;
    }
  }

  async head(): Promise<bigint> {
    const [last] = await this.connection.call(READ, ({ client, library: { BACKWARDS, END, streamNameFilter } }) =>
      this.#all(
        client.readAll({
          direction: BACKWARDS,
          fromPosition: END,
          maxCount: 1,
          requiresLeader: true,
          filter: streamNameFilter({ prefixes: [this.names.prefix] }),
        }),
      ),
    );
    return last?.position ?? 0n;
  }

  async stretch(after: bigint, batchSize: number, types: readonly string[] | undefined): Promise<Stretch> {
    // Taken first: what stands up to here is seen by the read that follows, so none of it need be looked at again.
    const head = types ? await this.head() : 0n;
    const { events, end, last } = await this.after({ after, limit: batchSize, ...(types ? { types } : {}) });
    return { events: events.map(({ event }) => event), end: last && head > end ? head : end, last };
  }

  /** Notes a position that the server gave. */
  knows(position: bigint): void {
    this.#known.add(position);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }

  /**
   * A read from a position. The server answers one where no record begins as if it were ill: with a position that we
   * have not from it, a look whether it answers otherwise tells the one from the other.
   */
  async #from(position: bigint, maxCount: number, types?: readonly string[]): Promise<readonly Found[]> {
    const read = (): Promise<readonly Found[]> => this.#read(position, maxCount, types);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || position === 0n || this.#known.has(position)) throw error;
        await this.head();
        if (attempt === 2) throw new NoSuchPosition(position);
      }
    }
  }

  #read(position: bigint, maxCount: number, types: readonly string[] | undefined): Promise<readonly Found[]> {
    return this.connection.call(READ, ({ client, library: { START, eventTypeFilter, streamNameFilter } }) =>
      this.#all(
        client.readAll({
          fromPosition: position === 0n ? START : { commit: position, prepare: position },
          maxCount,
          requiresLeader: true,
          // One filter is all it takes: what other ledgers have of these types is left out below.
          filter: types
            ? eventTypeFilter({ regex: `^(${types.join('|')})$` })
            : streamNameFilter({ prefixes: [this.names.prefix] }),
        }),
      ),
    );
  }

  async #all(events: AsyncIterable<ResolvedEvent | AllStreamResolvedEvent>): Promise<readonly Found[]> {
    const found: Found[] = [];
    for await (const { event, link } of events) {
      if (!event?.position || link) continue;
      const position = event.position.commit;
      const ours = event.streamId.startsWith(this.names.prefix) ? storedBytes(this.names, event) : undefined;
      if (ours) this.clock.saw(ours.event.recordedAt);
      found.push({ position, ours });
    }
    const end = found.at(-1);
    if (end) this.knows(end.position);
    return found;
  }
}

interface Found {
  readonly position: bigint;
  /** Undefined for what is no event of this ledger. */
  readonly ours: StoredEvent | undefined;
}
