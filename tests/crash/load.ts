import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '@impact-ledger/domain';
import type { Stack } from './stack.js';

/** What a client was told. */
export interface Acknowledged {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
}

/** A different cell for every number: 20 regions by days from 2001 on. */
export const measurementNumber = (index: number) => ({
  indicator: 'job-finding',
  definitionVersion: 1,
  period: new Date(Date.UTC(2001, 0, 1 + Math.floor(index / 20))).toISOString().slice(0, 10),
  breakdown: { region: `region ${index % 20}` },
  value: String(index),
  quality: 50,
  provenance: { source: 'crash test' },
  vintage: '2026-01-01',
});

/** Sends one measurement until it is acknowledged, with the same key each time, as a client is told to do. */
export async function record(stack: Stack, token: string, index: number, over: AbortSignal): Promise<Acknowledged> {
  for (;;) {
    over.throwIfAborted();
    const response = await fetch(`${stack.url}/v1/measurements`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': `measurement-${index}`,
      },
      body: JSON.stringify(measurementNumber(index)),
    }).catch(() => undefined);
    const text = await response?.text().catch(() => undefined);
    if (response?.ok && text !== undefined) return JSON.parse(text) as Acknowledged;
    if (response && response.status < 500 && !response.ok) throw new Error(`refused: ${response.status} ${text}`);
    await pause(20);
  }
}

/** The log, whole. */
export async function everything({ store }: Stack): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const after = events.at(-1)?.position;
    const batch = await store.readAll({ limit: 1000, ...(after === undefined ? {} : { after }) });
    if (batch.length === 0) return events;
    events.push(...batch);
  }
}

/** The events that ended the run. */
export async function endsOf({ store }: Stack, run: string): Promise<string[]> {
  const events = await store.readAll({
    types: ['StudyRunCompleted', 'StudyRunRefused', 'StudyRunFailed'],
    limit: 1000,
  });
  return events.filter(({ data }) => (data as { run: string }).run === run).map(({ type }) => type);
}
