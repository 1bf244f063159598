import type { EventStore } from '@impact-ledger/ledger';
import type { Pool } from 'pg';
import { parseAsOf, type AsOf } from '../as-of.js';
import { waitForPosition } from '../freshness.js';
import { compareAll, type TableComparison } from './questions.js';
import { Scratch } from './scratch.js';

export interface ReplayReport {
  readonly identical: boolean;
  /** Decimal string: position of the last event replayed; "0" when there was none. */
  readonly position: string;
  readonly events: number;
  readonly tables: readonly TableComparison[];
}

export interface ReplayOptions {
  /** Position, time or day to replay up to, that moment included. */
  readonly to: string;
  /** Told now and then how far the replay is. */
  readonly onProgress?: ((progress: { readonly position: bigint; readonly events: number }) => void) | undefined;
}

/** The live read model has not come as far as the replay. */
export class ReplayBehind extends Error {
  override readonly name = 'ReplayBehind';

  constructor(readonly position: bigint) {
    super(
      `The live read model has not reached position ${position}, so there is no answer to compare with: ` +
        'start the worker, or see in read.projection why it stopped.',
    );
  }
}

const PATIENCE = 10_000;

/**
 * Rebuilds every read model from the log up to a moment, in a scratch schema, and compares them byte for byte with what
 * the live read models answer as of that moment. Leaves nothing behind.
 * Throws InvalidAsOf, and {@link ReplayBehind} when the live read models do not get there within ten seconds.
 */
export async function replay(pool: Pool, store: EventStore, { to, onProgress }: ReplayOptions): Promise<ReplayReport> {
  const moment = parseAsOf(to);
  const client = await pool.connect();
  try {
    const scratch = await Scratch.open(client, store);
    const { position, events, passed } = await scratch.advance(moment, onProgress);
    if (!(await waitForPosition(scratch.live, position, PATIENCE))) throw new ReplayBehind(position);
    // A moment that is still to come would let in what is recorded while we compare.
    const asOf: AsOf = passed ? moment : { by: 'position', position: position.toString() };
    const tables = await compareAll(scratch.live, scratch.rebuilt, asOf);
    return {
      identical: tables.every(({ differences }) => differences === 0),
      position: position.toString(),
      events,
      tables,
    };
  } finally {
    client.release(true);
  }
}
