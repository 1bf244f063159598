import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadDatabase } from './read-database.js';
import type { Freshness } from './views.js';

/** A new version that is being built beside the live one answers nobody yet. */
const BESIDE = '%@%';

/**
 * How far the read model has read the log: the projection that is furthest behind speaks for all, or for those named.
 * Position "0" and no time before the first event.
 */
export async function freshness(db: ReadDatabase, projections?: readonly string[]): Promise<Freshness> {
  const row = await db
    .selectFrom('projection')
    .select(['position', 'recorded_at'])
    .where('name', 'not like', BESIDE)
    .$if(projections !== undefined, (query) => query.where('name', 'in', projections as readonly string[]))
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
  return { position: row?.position ?? '0', recordedAt: row?.recorded_at?.toISOString() ?? null };
}

const FIRST_PAUSE = 4;
const LAST_PAUSE = 50;

/**
 * Waits until the read model has seen the event at `position`: read your own writes. False when the time is over, and
 * at once when a projection stopped before it and so cannot get there.
 */
export async function waitForPosition(
  db: ReadDatabase,
  position: bigint,
  timeoutMs: number,
  projections?: readonly string[],
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LAST_PAUSE)) {
    const rows = await db
      .selectFrom('projection')
      .select(['position', 'status'])
      .where('name', 'not like', BESIDE)
      .$if(projections !== undefined, (query) => query.where('name', 'in', projections as readonly string[]))
      .execute();
    const behind = rows.filter((row) => BigInt(row.position) < position);
    if (rows.length > 0 && behind.length === 0) return true;
    if (position <= 0n) return true;
    if (behind.some(({ status }) => status === 'failed') || performance.now() + pause > end) return false;
    await sleep(pause);
  }
}
