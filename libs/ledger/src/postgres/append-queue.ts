import type pg from 'pg';
import type { AppendReceipt } from '../event-store.js';
import { appendStatement, groupVerdicts, type AppendGroup } from './append-batch.js';
import { isUnavailable, storeError } from './faults.js';

interface Waiting {
  readonly group: AppendGroup;
  readonly weight: number;
  readonly resolve: (receipts: readonly AppendReceipt[]) => void;
  readonly reject: (error: unknown) => void;
}

/** About bytes and appends in one transaction: large enough to share a flush, small enough not to hold the head long. */
const LARGEST_WEIGHT = 4 * 2 ** 20;
const MOST_GROUPS = 1_000;

/**
 * Coalesces the appends of a process. The lock on the head of the log makes transactions queue up, so every one should
 * carry all that waits: while one is being flushed to disk the next gathers. Each append gets its own verdict, in the
 * order of the calls. One transaction at a time: two were measured to be no faster, and would lose that order.
 */
export class AppendQueue {
  #waiting: Waiting[] = [];
  #busy = false;
  #idle: (() => void)[] = [];

  constructor(private readonly pool: pg.Pool) {}

  add(group: AppendGroup): Promise<readonly AppendReceipt[]> {
    const weight = group.reduce((sum, prepared) => sum + prepared.weight, 0);
    const { promise, resolve, reject } = Promise.withResolvers<readonly AppendReceipt[]>();
    this.#waiting.push({ group, weight, resolve, reject });
    if (!this.#busy) {
      this.#busy = true;
      // Callers that append in the same turn of the event loop share a transaction from the start.
      setImmediate(() => void this.#work());
    }
    return promise;
  }

  /** Resolves when nothing is under way. */
  async drain(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) await this.#settle(this.#take());
    this.#busy = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #take(): Waiting[] {
    let weight = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      weight += waiting.weight;
      if (count > 0 && (weight > LARGEST_WEIGHT || count >= MOST_GROUPS)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const groups = batch.map(({ group }) => group);
      const { rows } = await this.pool.query(appendStatement(groups));
      groupVerdicts(groups, rows).forEach((verdict, index) => {
        const waiting = batch[index];
        if ('error' in verdict) waiting?.reject(verdict.error);
        else waiting?.resolve(verdict.receipts);
      });
    } catch (error) {
      // An error of the statement itself, such as a text that the database cannot hold: find whose it is.
      if (batch.length > 1 && !isUnavailable(error)) for (const waiting of batch) await this.#settle([waiting]);
      else for (const { reject } of batch) reject(storeError(error));
    }
  }
}
