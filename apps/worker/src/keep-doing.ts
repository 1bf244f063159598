import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** Repeats the work until told to stop; after an error (the database is restarting, say) with growing pauses. */
export async function keepDoing(
  name: string,
  signal: AbortSignal,
  log: Logger,
  work: () => Promise<void>,
): Promise<void> {
  let wait = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await work();
      wait = FIRST_PAUSE_MS;
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ work: name, reason: (error as Error).message, againInMs: wait }, 'interrupted');
      await pause(wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
    }
  }
}
