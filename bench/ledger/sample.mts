import { randomUUID } from 'node:crypto';

/** What every store is given: a measurement, as the API records it, about 700 bytes of JSON with its envelope. */
export function sampleEvent(index: number): {
  id: string;
  type: string;
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
} {
  return {
    id: randomUUID(),
    type: 'MeasurementRecorded',
    data: {
      indicator: 'return-to-employment-at-6-months',
      definitionVersion: 1 + (index % 3),
      period: `2026-${String(1 + (index % 12)).padStart(2, '0')}`,
      breakdown: { region: 'Bretagne', department: String(index % 96) },
      value: `${(index % 1000) / 10}`,
      quality: 90,
      provenance: { source: 'Hiring declarations joined with registrations', method: 'Survey of leavers, weighted' },
      vintage: '2026-11-15',
    },
    metadata: {
      actor: { id: 'b3f5d7a4-ingest', role: 'ingest' },
      correlationId: randomUUID(),
      causationId: randomUUID(),
      commandHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    },
  };
}
