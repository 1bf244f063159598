import { randomUUID } from 'node:crypto';

export interface Sample {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const correlationId = randomUUID();

const SAMPLES = Array.from({ length: 1_000 }, (_, index): Omit<Sample, 'id'> => ({
  type: 'MeasurementRecorded',
  version: 1,
  data: {
    indicator: 'return-to-employment-at-6-months',
    definitionVersion: 1 + (index % 3),
    period: `2026-${String(1 + (index % 12)).padStart(2, '0')}`,
    breakdown: { region: 'Bretagne', department: String(index % 96) },
    value: `${index / 10}`,
    quality: 90,
    provenance: { source: 'Hiring declarations joined with registrations', method: 'Survey of leavers, weighted' },
    vintage: '2026-11-15',
  },
  metadata: {
    actor: { id: 'b3f5d7a4-ingest', role: 'ingest' },
    correlationId,
    causationId: randomUUID(),
    commandHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
}));

/**
 * What every store is given: a measurement as the API records it, about 750 bytes with its envelope. Made beforehand, so
 * that only the stores are measured; its id is fresh.
 */
export const sampleEvent = (index: number): Sample => {
  const { type, version, data, metadata } = SAMPLES[index % SAMPLES.length] as Sample;
  return { id: randomUUID(), type, version, data, metadata };
};
