import type { RecordedEvent } from '@impact-ledger/domain';
import type pg from 'pg';
import type { SubscribeOptions } from '../event-store.js';
import { StoreUnavailable } from '../ledger-errors.js';
import type { Listener } from './listener.js';
import { readWindow, recordedEvent } from './read-events.js';

/**
 * Batches in position order, from `after` and without end. The next batch is read when the reader asks for it (that is
 * the back-pressure). While the store does not answer it tries again, ever more slowly; it ends when the signal aborts
 * and throws only what trying again cannot mend.
 */
export async function* subscription(
  pool: pg.Pool,
  listener: Listener,
  { after = 0n, types, signal, batchSize = 500 }: SubscribeOptions,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  // Few of the events of a window may be asked for: a wider one costs one look instead of many.
  const width = types ? Math.max(batchSize, TYPED_WINDOW) : batchSize;
  let cursor = after;
  let delay = FIRST_DELAY;
  while (!signal.aborted) {
    const { generation } = listener;
    try {
      const { rows, end, head } = await readWindow(pool, cursor, width, types);
      delay = FIRST_DELAY;
      for (let start = 0; start < rows.length && !signal.aborted; start += batchSize) {
        yield rows.slice(start, start + batchSize).map(recordedEvent);
      }
      cursor = end;
      if (end >= head) await listener.wait(generation, POLL, signal);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await listener.wait(listener.generation, delay, signal);
      delay = Math.min(delay * 2, LAST_DELAY);
    }
  }
}

const TYPED_WINDOW = 5_000;
/** Milliseconds. Looking without being woken: a notification can be lost behind a connection pooler. */
const POLL = 1_000;
const FIRST_DELAY = 50;
const LAST_DELAY = 5_000;
