import type { StatisticalWarning } from '../core/estimate.js';
import { square } from '../core/power.js';

export interface ByArm {
  readonly treated: number;
  readonly comparison: number;
}

/** Kish (1965): (Σw)² / Σw², by arm. The number of equally weighted rows that would carry as much information. */
export function effectiveSampleSize(treatment: Float64Array, weights: Float64Array, frequency: Float64Array): ByArm {
  const sum = [0, 0];
  const squares = [0, 0];
  for (let i = 0; i < treatment.length; i++) {
    const arm = treatment[i]!;
    const w = weights[i]!;
    sum[arm]! += frequency[i]! * w;
    squares[arm]! += frequency[i]! * w * w;
  }
  const size = (arm: 0 | 1): number => (squares[arm]! > 0 ? square(sum[arm]!) / squares[arm]! : 0);
  return { treated: size(1), comparison: size(0) };
}

/** One row carrying over a twentieth of its arm's weight: the figure hangs on it. */
export function extremeWeightWarning(
  treatment: Float64Array,
  weights: Float64Array,
  frequency: Float64Array,
): StatisticalWarning[] {
  const sum = [0, 0];
  const largest = [0, 0];
  for (let i = 0; i < treatment.length; i++) {
    const arm = treatment[i]!;
    sum[arm]! += frequency[i]! * weights[i]!;
    largest[arm] = Math.max(largest[arm]!, weights[i]!);
  }
  const share = Math.max(largest[0]! / sum[0]!, largest[1]! / sum[1]!);
  const rows = Math.min(...countRows(treatment, frequency));
  // In arms of some twenty rows a twentieth is an ordinary weight.
  return share > Math.max(0.05, 5 / rows)
    ? [
        {
          kind: 'extreme-weights',
          message: `One row carries ${(100 * share).toFixed(1)} % of the weight of its arm: look at overlap, or trim.`,
        },
      ]
    : [];
}

function countRows(treatment: Float64Array, frequency: Float64Array): [number, number] {
  const rows: [number, number] = [0, 0];
  for (let i = 0; i < treatment.length; i++) rows[treatment[i] as 0 | 1] += frequency[i]!;
  return rows;
}
