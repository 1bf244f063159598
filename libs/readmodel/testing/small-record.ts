import {
  IndicatorDefined,
  IndicatorRedefined,
  IndicatorRetired,
  IndicatorTargetSet,
  MeasurementCorrected,
  MeasurementRecorded,
  MeasurementWithdrawn,
  ProductPhaseChanged,
  ProductRegistered,
  StudyAmended,
  StudyDataAttached,
  StudyDrafted,
  StudyFrozen,
  StudyResultPublished,
  StudyResultRetracted,
  StudyResultReviewed,
  StudyRunCompleted,
  StudyRunFailed,
  StudyRunRefused,
  StudyRunRequested,
  StudyScheduled,
  type Protocol,
  type StudyResult,
} from '@impact-ledger/domain';
import { definition, HASH, protocol, result } from '@impact-ledger/domain/testing';
import { measurementId, type Append } from '@impact-ledger/ledger';
import { appendAll, appendOne, dataSetRegistered } from './history.js';
import { createBench, type Bench } from './projected.js';

export const AMENDED = 'c'.repeat(64);
/** The identifier of the record's run of that number. */
export const run = (digit: number): string => `0b0f6f3c-4a43-4d2c-9a0e-0d7c6f1f0a1${digit}`;

export const cell = (period: string, breakdown: Record<string, string> = {}) => ({
  indicator: 'hired',
  definitionVersion: 1,
  period,
  breakdown,
});
const reading = { value: '12.50', quality: 50 as const, provenance: { source: 's' }, vintage: '2026-02-01' };
const stream = (period: string): string => `measurement-${measurementId(cell(period))}`;

const requested = (digit: number, protocolHash = HASH) =>
  StudyRunRequested.create({
    run: run(digit),
    dataset: 'people',
    sha256: HASH,
    protocolHash,
    look: 1,
    exploratory: false,
    earlierInformation: [],
    last: false,
  });
const completed = (digit: number, outcome: StudyResult = result('positive')) =>
  StudyRunCompleted.create({ run: run(digit), resultHash: HASH, result: outcome });
const amended: Protocol = { ...protocol, question: { en: 'Another question?' }, alpha: 0.01 };

const indicatorDefined = (product: string, isVanity: boolean) =>
  IndicatorDefined.create({ product, name: { en: 'Hired' }, definition: { ...definition, isVanity } });

/**
 * Two products; three indicators, one of them redefined twice, one of them vanity and one retired; a value corrected and
 * one withdrawn; and three studies: published, retracted and refused.
 */
const RECORD: readonly Append[] = [
  appendOne(
    'product-boite',
    ProductRegistered.create({ name: 'Boite', incubator: 'I', problem: { en: 'P' }, phase: 'construction' }),
    ProductPhaseChanged.create({ phase: 'acceleration', since: '2026-01-01', reason: 'it works' }),
  ),
  appendOne(
    'product-aide',
    ProductRegistered.create({ name: 'Aide', incubator: 'I', problem: { en: 'P' }, phase: 'investigation' }),
  ),
  appendOne(
    'indicator-hired',
    indicatorDefined('boite', false),
    IndicatorTargetSet.create({ period: '2026', value: '20' }),
    IndicatorTargetSet.create({ period: '2026', value: '15.0', reason: 'fewer offers' }),
    IndicatorRedefined.create({
      name: { en: 'Hired for long' },
      definition: { ...definition, isVanity: false },
      change: 'editorial',
      reason: 'clearer',
      validFrom: '2026-01-01',
      definitionVersion: 2,
    }),
    IndicatorRedefined.create({
      name: { en: 'Hired for six months' },
      definition,
      change: 'material',
      reason: 'short contracts do not count',
      validFrom: '2025-07-01',
      definitionVersion: 3,
    }),
  ),
  appendOne('indicator-visits', indicatorDefined('boite', true)),
  appendOne(
    'indicator-old',
    indicatorDefined('boite', false),
    IndicatorRetired.create({ reason: 'replaced', since: '2026-01-01' }),
  ),
  appendOne(
    stream('2025-Q1'),
    MeasurementRecorded.create({ ...cell('2025-Q1'), ...reading }),
    MeasurementCorrected.create({ ...reading, value: '13', reason: 'late returns' }),
  ),
  appendOne(
    stream('2025-Q2'),
    MeasurementRecorded.create({ ...cell('2025-Q2'), ...reading }),
    MeasurementWithdrawn.create({ reason: 'counted twice' }),
  ),
  appendOne('dataset-people', dataSetRegistered()),
  appendOne(
    'study-users',
    StudyDrafted.create({ protocol: { ...protocol, product: 'boite' } }),
    StudyDataAttached.create({ dataset: 'people', sha256: HASH }),
    StudyFrozen.create({ protocolHash: HASH }),
    StudyScheduled.create({ pattern: '0 6 1 * *' }),
    requested(1),
    completed(1),
    StudyResultReviewed.create({ run: run(1), decision: 'accepted', comment: 'sound' }),
    StudyResultPublished.create({ run: run(1) }),
    StudyAmended.create({
      protocol: { ...amended, product: 'boite' },
      protocolHash: AMENDED,
      exploratory: true,
      reason: 'r',
    }),
    requested(2, AMENDED),
    StudyRunFailed.create({ run: run(2), reason: 'out of memory' }),
  ),
  appendOne(
    'study-withdrawn',
    StudyDrafted.create({ protocol: { ...protocol, product: 'boite' } }),
    StudyFrozen.create({ protocolHash: HASH }),
    requested(3),
    completed(3, { ...result('positive'), grade: 5 }),
    StudyResultReviewed.create({ run: run(3), decision: 'accepted', comment: 'sound' }),
    StudyResultPublished.create({ run: run(3) }),
    StudyResultRetracted.create({ run: run(3), reason: 'wrong file' }),
    requested(4),
  ),
  appendOne(
    'study-refused',
    StudyDrafted.create({ protocol: { ...protocol, product: 'boite' } }),
    StudyFrozen.create({ protocolHash: HASH }),
    requested(5),
    StudyRunRefused.create({
      run: run(5),
      reasons: ['equipoise'],
      resultHash: HASH,
      result: result('refused'),
      sealed: HASH,
    }),
  ),
];

/** A bench with the record in its log and in its read model. */
export async function recordBench(): Promise<Bench> {
  const bench = await createBench();
  await appendAll(bench.store, RECORD);
  await bench.catchUp();
  return bench;
}
