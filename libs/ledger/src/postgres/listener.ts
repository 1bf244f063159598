import pg from 'pg';
import { Wake } from '../wake.js';

/**
 * One connection that listens for appends and wakes whoever waits. What is missed while the connection is away is found
 * by looking, so a wake follows every reconnection.
 */
export class Listener {
  readonly #wake = new Wake();
  #client: pg.Client | undefined;
  #state: 'off' | 'starting' | 'on' | 'closed' = 'off';
  #delay = FIRST_DELAY;
  #retry: NodeJS.Timeout | undefined;

  constructor(private readonly config: pg.ClientConfig) {}

  get generation(): number {
    return this.#wake.generation;
  }

  /** As {@link Wake.wait}; the first call opens the connection. */
  wait(generation: number, timeout: number, signal: AbortSignal): Promise<void> {
    this.#start();
    return this.#wake.wait(generation, timeout, signal);
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    clearTimeout(this.#retry);
    this.#wake.ring();
    await this.#client?.end().catch(() => undefined);
  }

  #start(): void {
    if (this.#state !== 'off') return;
    this.#state = 'starting';
    const client = new pg.Client(this.config);
    this.#client = client;
    let lost = false;
    const lose = (): void => {
      if (lost) return;
      lost = true;
      void client.end().catch(() => undefined);
      if (this.#state === 'closed') return;
      this.#state = 'starting';
      this.#retry = setTimeout(() => {
        this.#state = 'off';
        this.#start();
      }, this.#delay);
      this.#delay = Math.min(this.#delay * 2, LAST_DELAY);
    };
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', () => this.#wake.ring());
    void client
      .connect()
      .then(() => client.query('listen ledger_appended'))
      .then(() => {
        if (this.#state === 'closed') return void client.end().catch(() => undefined);
        this.#state = 'on';
        this.#delay = FIRST_DELAY;
        this.#wake.ring();
      })
      .catch(lose);
  }
}

const FIRST_DELAY = 100;
const LAST_DELAY = 5_000;
