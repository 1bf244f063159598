import { randomUUID } from 'node:crypto';
import type { Actor, DomainEvent, EventDefinition, NewEvent } from '@impact-ledger/domain';
import {
  DataSetRegistered,
  IndicatorDefined,
  IndicatorRedefined,
  IndicatorRetired,
  IndicatorTargetSet,
  MeasurementCorrected,
  MeasurementRecorded,
  MeasurementWithdrawn,
  ProductPhaseChanged,
  ProductRegistered,
  RELEASED_EVENTS,
  type EventTypeName,
} from '@impact-ledger/domain';
import { definition } from '@impact-ledger/domain/testing';
import { measurementId, type Append, type EventStore } from '@impact-ledger/ledger';

export const editor: Actor = { id: 'jeanne', role: 'editor' };
export const auditor: Actor = { id: 'ismael', role: 'auditor' };

/** Wraps an event as a command handler would. */
export const toNewEvent = ({ type, data }: DomainEvent, reason?: string): NewEvent => ({
  id: randomUUID(),
  type,
  version: (RELEASED_EVENTS[type as EventTypeName] as EventDefinition<string, unknown>).version,
  data,
  metadata: {
    actor: editor,
    correlationId: randomUUID(),
    causationId: randomUUID(),
    ...(reason === undefined ? {} : { reason }),
  },
});

/** An event that this release has never heard of. */
export const newerRelease = (): NewEvent => ({
  ...toNewEvent(ProductPhaseChanged.create({ phase: 'operated', since: '2026-01-01', reason: 'r' })),
  type: 'ProductMerged',
  data: {},
});

export const appendOne = (stream: string, ...events: DomainEvent[]): Append => ({
  stream,
  expected: 'any',
  events: events.map((event) => toNewEvent(event)),
});

const reading = (value: number) => ({
  value: value.toFixed(2),
  quality: 50 as const,
  provenance: { source: 'hiring declarations' },
  vintage: '2026-01-15',
});

const PERIODS = ['2024', '2025-Q1', '2025-03', '2025-W09', '2025-03-14'];

/** Integers below `limit`, the same for the same seed (mulberry32). */
export function dice(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

interface Known {
  versions: number;
  retired: boolean;
}

/**
 * A valid history by the throw of dice: three indicators defined, redefined, targeted and retired, their data points
 * recorded, corrected, withdrawn and recorded anew, in one order.
 */
export function randomHistory(seed: number, length: number): Append[] {
  const roll = dice(seed);
  const indicators = new Map<string, Known>();
  const points = new Map<string, 'live' | 'withdrawn'>();
  const history: Append[] = [
    appendOne(
      'product-boite',
      ProductRegistered.create({ name: 'Boite', incubator: 'I', problem: { en: 'P' }, phase: 'construction' }),
    ),
  ];
  while (history.length < length) {
    const next = step(roll, indicators, points);
    if (next) history.push(next);
  }
  return history;
}

function step(
  roll: (limit: number) => number,
  indicators: Map<string, Known>,
  points: Map<string, 'live' | 'withdrawn'>,
): Append | undefined {
  const id = `indicator-${'abc'[roll(3)]}`;
  const name = id.slice('indicator-'.length);
  const known = indicators.get(id);
  if (!known) {
    indicators.set(id, { versions: 1, retired: false });
    return appendOne(id, IndicatorDefined.create({ product: 'boite', name: { en: name }, definition }));
  }
  const action = roll(12);
  if (action >= 3) return measure(roll, name, known, points);
  if (known.retired) return undefined;
  if (action === 0) {
    known.versions += 1;
    return appendOne(
      id,
      IndicatorRedefined.create({
        name: { en: `${name} ${known.versions}` },
        definition: { ...definition, outcomeLagDays: roll(300) },
        change: roll(2) === 0 ? 'material' : 'editorial',
        reason: 'said better',
        validFrom: `2025-0${1 + roll(9)}-01`,
        definitionVersion: known.versions,
      }),
    );
  }
  if (action === 1) return appendOne(id, IndicatorTargetSet.create({ period: '2026', value: `${roll(100)}` }));
  known.retired = roll(4) === 0;
  return known.retired
    ? appendOne(id, IndicatorRetired.create({ reason: 'replaced', since: '2026-01-01' }))
    : appendOne('product-boite', ProductPhaseChanged.create({ phase: 'operated', since: '2026-01-01', reason: 'r' }));
}

function measure(
  roll: (limit: number) => number,
  indicator: string,
  { versions }: Known,
  points: Map<string, 'live' | 'withdrawn'>,
): Append {
  const period = PERIODS[roll(PERIODS.length)] as string;
  const breakdown: Record<string, string> = roll(3) === 0 ? { region: 'Bretagne' } : {};
  const cell = { indicator, definitionVersion: 1 + roll(versions), period, breakdown };
  const stream = `measurement-${measurementId(cell)}`;
  const status = points.get(stream);
  if (status !== 'live') {
    points.set(stream, 'live');
    return appendOne(stream, MeasurementRecorded.create({ ...cell, ...reading(roll(10_000) / 100) }));
  }
  if (roll(3) === 0) {
    points.set(stream, 'withdrawn');
    return appendOne(stream, MeasurementWithdrawn.create({ reason: 'counted twice' }));
  }
  return appendOne(stream, MeasurementCorrected.create({ ...reading(roll(10_000) / 100), reason: 'late returns' }));
}

/** Appends in order, several to a transaction. */
export async function appendAll(store: EventStore, history: readonly Append[]): Promise<void> {
  let batch = new Map<string, Append>();
  for (const append of history) {
    if (batch.has(append.stream) || batch.size === 500) {
      await appendBatch(store, [...batch.values()]);
      batch = new Map();
    }
    batch.set(append.stream, append);
  }
  await appendBatch(store, [...batch.values()]);
}

/** Appends to several streams: in one transaction where the store has them. */
async function appendBatch(store: EventStore, batch: readonly Append[]): Promise<void> {
  if (store.capabilities.multiStream) await store.appendMany(batch);
  else for (const append of batch) await store.append(append);
}

/** Many data points of one indicator, recorded once each: what an import appends. */
export const manyMeasurements = (count: number): Append[] =>
  Array.from({ length: count }, (_, index) => {
    const cell = { indicator: 'a', definitionVersion: 1, period: '2025', breakdown: { cell: `${index}` } };
    return appendOne(
      `measurement-${measurementId(cell)}`,
      MeasurementRecorded.create({ ...cell, ...reading(index % 100) }),
    );
  });

export const dataSetRegistered = (product = 'boite') =>
  DataSetRegistered.create({
    product,
    name: 'People',
    source: 'simulated',
    extractedOn: '2026-01-01',
    quality: 90,
    rows: 10,
    columns: [{ name: 'used', kind: 'number', missing: 0, levels: ['0', '1'] }],
    pseudonymised: [],
    sha256: 'a'.repeat(64),
    bytes: 100,
  });
