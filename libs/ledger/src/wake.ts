/** Wakes whoever waits for news of the log. A wake is a hint to look, never the news itself. */
export class Wake {
  #generation = 0;
  #waiters = new Set<() => void>();

  /** Changes with every wake: take it before looking, give it to {@link wait}, and nothing falls in between. */
  get generation(): number {
    return this.#generation;
  }

  ring(): void {
    this.#generation += 1;
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** Resolves at the first wake after `generation`, after `timeout` milliseconds, or when the signal aborts. */
  async wait(generation: number, timeout: number, signal: AbortSignal): Promise<void> {
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
}
