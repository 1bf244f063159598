import { createReadDatabase, runProjector, waitForPosition } from '@impact-ledger/readmodel';
import { openStore } from '../connection/open-store.js';
import type { OpenDatabase } from '../connection/with-database.js';
import { CommandFailure } from '../terminal/failure.js';

const PATIENCE_MS = 24 * 3_600_000;

/** Projects the log until the read models have seen all of it. Cut short, the worker goes on. */
export async function catchUp(
  database: OpenDatabase,
  onProgress: (step: string, done: number, of: number) => void,
): Promise<void> {
  const store = openStore(database);
  const stop = new AbortController();
  const projector = runProjector({ pool: database.pool, store, signal: stop.signal });
  try {
    const head = await store.head();
    const there = waitForPosition(createReadDatabase(database.pool), head, PATIENCE_MS);
    if (!(await Promise.race([there, projector.then(() => false)]))) {
      throw new CommandFailure(
        'the log is restored, but a read model stopped before its end: `impact rebuild` says why.',
      );
    }
    onProgress('read models', Number(head), Number(head));
  } finally {
    stop.abort();
    await projector;
    await store.close();
  }
}
