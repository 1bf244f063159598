import { describe, expect, test } from '@jest/globals';
import { given } from '../testing/given.js';
import type { IndicatorState } from '../indicator/indicator.js';
import { measurement, MeasurementCorrected, MeasurementRecorded, MeasurementWithdrawn } from './measurement.js';

const reading = {
  value: '30.6',
  quality: 90 as const,
  provenance: { source: 'hiring declarations' },
  vintage: '2026-04-12',
};
const cell = { indicator: 'return-to-employment', definitionVersion: 1, period: '2026-Q1', breakdown: {} };
const live: IndicatorState = {
  status: 'live',
  product: 'bonne-boite',
  definitionVersion: 2,
  authors: ['a', 'a'],
  approved: [],
};
const record = { type: 'RecordMeasurement' as const, data: { ...cell, ...reading }, indicatorState: live };
const recorded = MeasurementRecorded.create(record.data);
const withdrawn = MeasurementWithdrawn.create({ reason: 'counted twice' });
const correct = {
  type: 'CorrectMeasurement' as const,
  data: { ...reading, value: '30.4', reason: 'late declarations' },
};

describe('a measurement', () => {
  test('is recorded in an empty cell', () => {
    expect(given(measurement, []).when(record)).toEqual([recorded]);
  });

  test('is not recorded where a live one stands', () => {
    expect(() => given(measurement, [recorded]).when(record)).toThrow(
      'A measurement of "return-to-employment" for 2026-Q1 stands already: correct it with a reason, or withdraw it first.',
    );
  });

  test('is recorded anew after a withdrawal', () => {
    expect(given(measurement, [recorded, withdrawn]).when(record)).toEqual([recorded]);
  });

  test('is corrected with a reason', () => {
    expect(given(measurement, [recorded]).when(correct)).toEqual([MeasurementCorrected.create(correct.data)]);
  });

  test('is not corrected once withdrawn, nor before it was recorded', () => {
    expect(() => given(measurement, [recorded, withdrawn]).when(correct)).toThrow('was withdrawn');
    expect(() => given(measurement, []).when(correct)).toThrow('No such measurement');
  });

  test.each<[string, IndicatorState, string]>([
    ['unknown', { status: 'absent' }, 'No indicator "return-to-employment"'],
    ['retired', { ...live, status: 'retired' }, 'is retired and takes no new measurement'],
    ['older than the version named', { ...live, definitionVersion: 0 }, 'version 1 does not exist'],
  ])('is refused when its indicator is %s', (_case, indicatorState, message) => {
    expect(() => given(measurement, []).when({ ...record, indicatorState })).toThrow(message);
  });
});
