/** Fills a log with measurements and some corrections of them: told { url, events }. */
import { randomUUID } from 'node:crypto';
import type { NewEvent } from '@impact-ledger/domain';
import { createPostgresEventStore, type Append } from '@impact-ledger/ledger';
import { sampleEvent } from '#sample';

const { url, events: total } = JSON.parse(process.argv[2] ?? '') as { url: string; events: number };
const store = createPostgresEventStore({ url });
const recorded: string[] = [];
const BATCH = 500;
/** Of ten events, the last corrects an earlier measurement. */
const CORRECTIONS = 10;

for (let done = 0; done < total; done += BATCH) {
  const appends = Array.from({ length: Math.min(BATCH, total - done) }, (_, offset): Append => {
    const index = done + offset;
    const { id, type, data, metadata } = sampleEvent(index);
    const append = (stream: string, event: { type: string; data: unknown }, expected: Append['expected']): Append => ({
      stream,
      expected,
      events: [{ id, version: 1, metadata, ...event } as unknown as NewEvent],
    });
    const corrected = index % CORRECTIONS === CORRECTIONS - 1 ? recorded[index - BATCH] : undefined;
    if (corrected) {
      const { value, quality, provenance, vintage } = data;
      return append(
        corrected,
        { type: 'MeasurementCorrected', data: { value, quality, provenance, vintage, reason: 'Late declarations' } },
        0,
      );
    }
    const stream = `measurement-${randomUUID()}`;
    // At index - BATCH a correction finds the measurement just before it in the batch before.
    recorded[index + 1] = stream;
    return append(stream, { type, data }, 'absent');
  });
  await store.appendMany(appends);
}
console.log(JSON.stringify({ head: String(await store.head()) }));
await store.close();
