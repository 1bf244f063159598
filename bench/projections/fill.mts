import { randomUUID } from 'node:crypto';
import type { NewEvent } from '@impact-ledger/domain';
import type { Append, EventStore } from '@impact-ledger/ledger';
import { sampleEvent } from '#sample';

const BATCH = 500;
/** One event in so many corrects a measurement, any of those before its batch. */
const CORRECTIONS = 10;

/** Appends measurements; beside them, one event in ten corrects one of any age, so that rows written long ago change. */
export async function fill(store: EventStore, measurements: number): Promise<void> {
  const streams: { name: string; revision: number }[] = [];
  while (streams.length < measurements) {
    const known = streams.length;
    const corrected = new Set<number>();
    const appends = Array.from({ length: BATCH }, (_, offset): Append => {
      const { id, type, data, metadata } = sampleEvent(known + offset);
      const envelope = { id, version: 1, metadata };
      const old = (known * 7_919 + offset * 104_729) % Math.max(known, 1);
      const stream = streams[old];
      if (offset % CORRECTIONS === 0 && stream && old < known && !corrected.has(old)) {
        corrected.add(old);
        const { value, quality, provenance, vintage } = data;
        const reading = { value, quality, provenance, vintage, reason: 'Late declarations' };
        const expected = stream.revision++;
        return {
          stream: stream.name,
          expected,
          events: [{ ...envelope, type: 'MeasurementCorrected', data: reading } as unknown as NewEvent],
        };
      }
      const name = `measurement-${randomUUID()}`;
      streams.push({ name, revision: 0 });
      return { stream: name, expected: 'absent', events: [{ ...envelope, type, data } as unknown as NewEvent] };
    });
    await store.appendMany(appends);
  }
}
