import { describe, expect, test } from '@jest/globals';
import { returnToWork, returnToWorkMeasurements } from '../../../../tests/pages/fixtures/indicators.js';
import { epochsOf, inForce, ofEpoch, replacements, standingOf } from './series.js';

const epochs = epochsOf(returnToWork.definitions);
const standing = standingOf(returnToWork, returnToWorkMeasurements);

describe('a series with a change of definition', () => {
  test('breaks at the material change and not at the editorial one', () => {
    expect(epochs.map((epoch) => epoch.versions)).toEqual([[1], [2, 3]]);
    expect(epochs.map((epoch) => [epoch.from, epoch.until])).toEqual([
      [null, '2025-07-01'],
      ['2025-07-01', null],
    ]);
  });

  test('keeps old and new side by side after the break', () => {
    const [first, second] = epochs.map((epoch) => ofEpoch(epoch, standing));
    const current = (index: number, of: typeof standing | undefined) =>
      (of ?? []).filter((each) => inForce(epochs[index] ?? epochs[0]!, each.measurement.periodStart));
    expect([first?.length, current(0, first).length]).toEqual([11, 6]);
    expect([second?.length, current(1, second).length]).toEqual([5, 5]);
  });

  test('tells what a figure replaced, and which may still move', () => {
    const corrected = standing.find((each) => each.measurement.period === '2025-Q1');
    expect(corrected?.superseded.map((each) => each.value)).toEqual(['26.9']);
    expect(standing.filter((each) => each.provisional).map((each) => each.measurement.period)).toEqual(['2026-Q3']);
    expect(replacements(returnToWorkMeasurements).map(({ before, after }) => [before.value, after.value])).toEqual([
      ['26.9', '26.1'],
    ]);
  });

  test('keeps breakdowns apart from the whole', () => {
    expect(standing.every((each) => Object.keys(each.measurement.breakdown).length === 0)).toBe(true);
    expect(standingOf(returnToWork, returnToWorkMeasurements, false)).toHaveLength(1);
  });
});
