import { expect, test } from '@jest/globals';
import { influenceError, type AdjustedArm } from './adjusted-arm.js';
import { describeCurves } from './adjusted-contrast.js';
import { curveInfluence, survivalGain } from './curve-influence.js';
import { survivalCurve, type Followed } from './survival-curve.js';

const frequency = new Float64Array(6).fill(1);
const followed = (time: readonly number[], event: readonly number[]): Followed => ({
  ...{ time: Float64Array.from(time), event: Float64Array.from(event) },
  weight: frequency,
  entry: undefined,
});

/** An arm of six rows that counts how often its rows are passed over. */
function armOf(rows: Followed): { readonly arm: AdjustedArm; readonly passes: () => number } {
  const curve = survivalCurve(rows);
  let passes = 0;
  const influence = (gain: Float64Array): Float64Array => {
    passes += 1;
    return curveInfluence(curve, rows, gain);
  };
  return { arm: { curve, largestWeight: 1, influence }, passes: () => passes };
}

test('each time costs one pass over the rows of an arm, for its own error, that of the difference and that of the figure', () => {
  const treated = armOf(followed([1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 0, 1]));
  const comparison = armOf(followed([2, 2, 3, 5, 6, 7], [1, 1, 0, 1, 1, 0]));
  const arms = [treated.arm, comparison.arm] as const;
  const { standardError, described } = describeCurves(arms, 5, [2, 3, 5], { frequency }, 0.95);
  expect([treated.passes(), comparison.passes()]).toEqual([3, 3]);

  const [one, other] = arms.map(({ curve, influence }) => influence(survivalGain(curve, 5))) as [
    Float64Array,
    Float64Array,
  ];
  const difference = influenceError(
    one.map((value, row) => value - other[row]!),
    { frequency },
  );
  expect(standardError).toBe(difference);
  expect(described).toMatchObject({
    curves: {
      treated: { at: [{}, {}, { standardError: influenceError(one, { frequency }) }] },
      comparison: { at: [{}, {}, { standardError: influenceError(other, { frequency }) }] },
    },
    differences: [{}, {}, { time: 5, standardError: difference }],
  });
});
