import type { EventStore } from '../event-store.js';
import { followLog } from '../follow-log.js';
import { UnsupportedByStore } from '../ledger-errors.js';
import { prepareAppend, refuseDoubles } from '../prepare-append.js';
import { Appender } from './appender.js';
import { Claims } from './claims.js';
import { Clock } from './clock.js';
import { Connection, readKurrentUrl } from './connection.js';
import { Doorbell } from './doorbell.js';
import { LogReader } from './log-reader.js';
import { Names } from './stored-events.js';

export interface KurrentEventStoreOptions {
  /** Connection string; `ledger=<name>` among its options tells ledgers in one cluster apart. */
  readonly url: string;
  /** Milliseconds an append may wait for its answer. */
  readonly appendTimeout?: number;
}

const APPEND = 10_000;

/**
 * The event store in KurrentDB, or EventStoreDB from 23.10. Connects when first used.
 * Position is the commit position in `$all`; what is hashed is the body of the stored event, byte for byte.
 */
export function createKurrentEventStore({ url, appendTimeout = APPEND }: KurrentEventStoreOptions): EventStore {
  const { connection: address, ledger } = readKurrentUrl(url);
  // A client that failed is thrown away with all that is under way on it: a read must not take appends with it.
  const reading = new Connection(address);
  const connection = new Connection(address);
  const names = new Names(ledger);
  const clock = new Clock();
  const reader = new LogReader(reading, names, clock);
  const claims = new Claims(connection, names, appendTimeout);
  const appender = new Appender({ connection, names, clock, reader, claims, timeout: appendTimeout });
  const doorbell = new Doorbell(reading, names);
  let closing: Promise<void> | undefined;

  const append: EventStore['append'] = async (given) => {
    refuseDoubles([given]);
    return appender.append(prepareAppend(given));
  };

  return {
    capabilities: { globalIdUniqueness: false, monotonicRecordedAt: false, densePosition: false, multiStream: false },

    append,

    appendMany: async (many) => {
      refuseDoubles(many);
      const [only] = many;
      if (many.length > 1) throw new UnsupportedByStore('Events of several streams cannot be recorded all or nothing');
      return only ? [await append(only)] : [];
    },

    readStream: async (stream, options) => {
      const events = await reader.stream(stream, options);
      if (options === undefined) appender.saw(stream, events);
      return events.map(({ event }) => event);
    },

    readAll: async (options) => (await reader.after(options)).events.map(({ event }) => event),

    readBytes: async (options) =>
      (await reader.after(options)).events.map(({ position, bytes }) => ({ position, bytes })),

    bytesAt: async (position) => {
      const found = await reader.at(position);
      return found && { position, bytes: found.bytes };
    },

    subscribe: (options) =>
      followLog(
        { look: (after, { batchSize, types }) => reader.stretch(after, batchSize, types), wake: doorbell },
        options,
      ),

    head: () => reader.head(),

    close: () =>
      (closing ??= (async () => {
        await appender.drain();
        await doorbell.close();
        await Promise.all([reading.close(), connection.close()]);
      })()),
  };
}
