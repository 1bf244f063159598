import pg from 'pg';

/**
 * One connection that listens for appends and wakes whoever waits. A notification is a hint to look, never the news
 * itself: what is missed while the connection is away is found by looking, so a wake follows every reconnection.
 */
export class Listener {
  #generation = 0;
  #waiters = new Set<() => void>();
  #client: pg.Client | undefined;
  #state: 'off' | 'starting' | 'on' | 'closed' = 'off';
  #delay = FIRST_DELAY;
  #retry: NodeJS.Timeout | undefined;

  constructor(private readonly config: pg.ClientConfig) {}

  /** Changes with every wake: take it before looking, give it to {@link wait}, and nothing falls in between. */
  get generation(): number {
    return this.#generation;
  }

  /** Resolves at the first wake after `generation`, after `timeout` milliseconds, or when the signal aborts. */
  async wait(generation: number, timeout: number, signal: AbortSignal): Promise<void> {
    this.#start();
    if (generation !== this.#generation || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, timeout);
      this.#waiters.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    clearTimeout(this.#retry);
    this.#wake();
    await this.#client?.end().catch(() => undefined);
  }

  #wake(): void {
    this.#generation += 1;
    for (const waiter of [...this.#waiters]) waiter();
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
    client.on('notification', () => this.#wake());
    void client
      .connect()
      .then(() => client.query('listen ledger_appended'))
      .then(() => {
        if (this.#state === 'closed') return void client.end().catch(() => undefined);
        this.#state = 'on';
        this.#delay = FIRST_DELAY;
        this.#wake();
      })
      .catch(lose);
  }
}

const FIRST_DELAY = 100;
const LAST_DELAY = 5_000;
