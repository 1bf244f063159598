import type { RecordedEvent } from '@impact-ledger/domain';
import type { SubscribeOptions } from './event-store.js';
import { StoreUnavailable } from './ledger-errors.js';
import type { Wake } from './wake.js';

/** A stretch of the log after a position. */
export interface Stretch {
  readonly events: readonly RecordedEvent[];
  /** Where to go on: everything up to here that was asked for is in `events`. */
  readonly end: bigint;
  /** True when the log had nothing behind `end`. */
  readonly last: boolean;
}

/** What {@link followLog} needs of a store: a look at the log, and to be told when to look again. */
export interface Followed {
  look(
    after: bigint,
    options: Pick<Required<SubscribeOptions>, 'batchSize'> & Pick<SubscribeOptions, 'types'>,
  ): Promise<Stretch>;
  readonly wake: Pick<Wake, 'generation' | 'wait'>;
}

/**
 * Batches in position order, from `after` and without end. The next batch is read when the reader asks for it (that is
 * the back-pressure), always after the last position handed over: what wakes us may be lost or doubled, the events
 * cannot be. While the store does not answer it tries again, ever more slowly; it ends when the signal aborts and
 * throws only what trying again cannot mend.
 */
export async function* followLog(
  log: Followed,
  { after = 0n, types, signal, batchSize = 500 }: SubscribeOptions,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  let cursor = after;
  let delay = FIRST_DELAY;
  while (!signal.aborted) {
    const { generation } = log.wake;
    try {
      const { events, end, last } = await log.look(cursor, types ? { batchSize, types } : { batchSize });
      delay = FIRST_DELAY;
      for (let start = 0; start < events.length && !signal.aborted; start += batchSize) {
        yield events.slice(start, start + batchSize);
      }
      cursor = end;
      if (last) await log.wake.wait(generation, POLL, signal);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await log.wake.wait(log.wake.generation, delay, signal);
      delay = Math.min(delay * 2, LAST_DELAY);
    }
  }
}

/** Milliseconds. Looking without being woken: a wake can be lost, behind a connection pooler for one. */
const POLL = 1_000;
const FIRST_DELAY = 50;
const LAST_DELAY = 5_000;
