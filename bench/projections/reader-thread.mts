/** Asks for one page of measurements and the number of rows around it, again and again: { url }. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createPool } from '@impact-ledger/platform';
import { createReadDatabase, listMeasurements } from '@impact-ledger/readmodel';

const BETWEEN_MS = 5;
const { url } = workerData as { url: string };
const pool = createPool(url, { applicationName: 'bench reader', max: 1 });
const db = createReadDatabase(pool);
for (;;) {
  const begun = performance.now();
  const page = await listMeasurements(
    db,
    { id: 'reader', role: 'viewer' },
    { indicator: 'return-to-employment-at-6-months', limit: 50 },
  );
  const milliseconds = performance.now() - begun;
  parentPort?.postMessage({
    milliseconds,
    answer: `${page.items.length} rows ${createHash('sha256').update(JSON.stringify(page)).digest('hex').slice(0, 12)}`,
  });
  await pause(BETWEEN_MS);
}
