import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

/** First key of the advisory locks of projections; any constant serves, as long as every release uses the same. */
const LOCKS = 7_041_777;
const ASK_AGAIN = 200;

async function lockAll(client: PoolClient, names: readonly string[]): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    'select bool_and(pg_try_advisory_lock($1, hashtext(name))) as locked from unnest($2::text[]) as name',
    [LOCKS, names],
  );
  if (rows[0]?.locked) return true;
  await client.query('select pg_advisory_unlock_all()');
  return false;
}

/**
 * Waits until nobody else holds these projections, then works on the very connection that holds the lock: whoever
 * loses the lock can write nothing more. `held` aborts with `signal` and when that connection is lost. Undefined when
 * `signal` aborted first.
 */
export async function withProjectorLock<T>(
  pool: Pool,
  names: readonly string[],
  signal: AbortSignal,
  work: (client: PoolClient, held: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const client = await pool.connect();
  const lost = new AbortController();
  client.on('error', (error) => lost.abort(error));
  const held = AbortSignal.any([signal, lost.signal]);
  try {
    while (!held.aborted && !(await lockAll(client, names))) {
      await sleep(ASK_AGAIN, undefined, { signal: held }).catch(() => undefined);
    }
    const done = held.aborted ? undefined : await work(client, held);
    if (lost.signal.aborted && !signal.aborted) throw lost.signal.reason;
    return done;
  } finally {
    // Closing the connection gives the lock back whatever state it is in.
    client.release(true);
  }
}
