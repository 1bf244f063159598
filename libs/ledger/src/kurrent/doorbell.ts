import type { AllStreamSubscription } from '@kurrent/kurrentdb-client';
import { Wake } from '../wake.js';
import type { Connection } from './connection.js';
import type { Names } from './stored-events.js';

/** Milliseconds. */
const FIRST_DELAY = 100;
const LAST_DELAY = 5_000;

/**
 * One live subscription that tells when to look. The client does not take up a subscription that broke; this one is
 * opened anew, and what was missed in between is found by looking, so a wake follows every opening.
 */
export class Doorbell {
  readonly #wake = new Wake();
  #state: 'off' | 'on' | 'closed' = 'off';
  #subscription: AllStreamSubscription | undefined;
  #delay = FIRST_DELAY;
  #retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly names: Names,
  ) {}

  get generation(): number {
    return this.#wake.generation;
  }

  /** As {@link Wake.wait}; the first call subscribes. */
  wait(generation: number, timeout: number, signal: AbortSignal): Promise<void> {
    if (this.#state === 'off') this.#open();
    return this.#wake.wait(generation, timeout, signal);
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    clearTimeout(this.#retry);
    this.#wake.ring();
    await this.#subscription?.unsubscribe().catch(() => undefined);
  }

  #open(): void {
    this.#state = 'on';
    let lost = false;
    const lose = (): void => {
      if (lost) return;
      lost = true;
      this.#subscription?.unsubscribe().catch(() => undefined);
      if (this.#state === 'closed') return;
      this.#retry = setTimeout(() => this.#open(), this.#delay);
      this.#retry.unref();
      this.#delay = Math.min(this.#delay * 2, LAST_DELAY);
    };
    this.connection
      .open()
      .then(({ client, library: { END, streamNameFilter } }) => {
        if (this.#state === 'closed') return;
        const subscription = client.subscribeToAll({
          fromPosition: END,
          filter: streamNameFilter({ prefixes: [this.names.prefix] }),
        });
        this.#subscription = subscription;
        subscription.on('confirmation', () => {
          this.#delay = FIRST_DELAY;
          this.#wake.ring();
        });
        subscription.on('data', () => this.#wake.ring());
        subscription.on('error', lose);
        subscription.on('end', lose);
        subscription.on('close', lose);
      })
      .catch(lose);
  }
}
