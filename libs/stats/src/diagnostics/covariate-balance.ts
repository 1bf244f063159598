import { moments } from '../core/moments.js';
import { stableOrder } from '../core/stable-order.js';

export interface BalanceRow {
  readonly name: string;
  /** Mean difference over the unweighted standard deviation; null when it is zero and the means differ. */
  readonly smd: number | null;
  /** Treated over comparison; null when the comparison arm does not vary. */
  readonly varianceRatio: number | null;
  /** Largest distance between the weighted distribution functions, 0 to 1. */
  readonly ks: number;
  readonly means: { readonly treated: number; readonly comparison: number };
}

export const denominators = ['pooled', 'treated'] as const;
export type Denominator = (typeof denominators)[number];

/**
 * How far apart the arms are on one covariate.
 *
 * The denominator of the standardised mean difference is unweighted (n - 1), so that weighting cannot hide a
 * difference by changing the yardstick: sqrt((s₁² + s₀²)/2), or s₁ (Austin 2009; Stuart, Lee and Leacy 2013). Weighted
 * variances use the reliability-weights correction 1 - Σw².
 *
 * @param weights of one copy of each row; `frequency` counts the copies
 */
export function covariateBalance(
  name: string,
  x: Float64Array,
  treatment: Float64Array,
  weights: Float64Array,
  frequency: Float64Array,
  denominator: Denominator,
): BalanceRow {
  const arm = (a: 0 | 1): ArmSpread => {
    const plain = moments(
      x,
      Float64Array.from(frequency, (f, i) => (treatment[i] === a ? f : 0)),
    );
    const weighted = moments(
      x,
      Float64Array.from(frequency, (f, i) => (treatment[i] === a ? f * weights[i]! : 0)),
    );
    let squares = 0;
    for (let i = 0; i < x.length; i++)
      if (treatment[i] === a) squares += frequency[i]! * (weights[i]! / weighted.n) ** 2;
    return {
      mean: weighted.mean,
      unweighted: plain.squares / (plain.n - 1),
      variance: weighted.squares / weighted.n / (1 - squares),
    };
  };
  const treated = arm(1);
  const comparison = arm(0);
  const yardstick = Math.sqrt(
    denominator === 'treated' ? treated.unweighted : (treated.unweighted + comparison.unweighted) / 2,
  );
  const difference = treated.mean - comparison.mean;
  return {
    name,
    smd: yardstick > 0 ? difference / yardstick : difference === 0 ? 0 : null,
    varianceRatio: comparison.variance > 0 ? treated.variance / comparison.variance : null,
    ks: kolmogorovDistance(x, treatment, weights, frequency),
    means: { treated: treated.mean, comparison: comparison.mean },
  };
}

interface ArmSpread {
  readonly mean: number;
  readonly unweighted: number;
  readonly variance: number;
}

function kolmogorovDistance(
  x: Float64Array,
  treatment: Float64Array,
  weights: Float64Array,
  frequency: Float64Array,
): number {
  const total = [0, 0];
  for (let i = 0; i < x.length; i++) total[treatment[i]!]! += frequency[i]! * weights[i]!;
  const order = stableOrder(x);
  const below = [0, 0];
  let largest = 0;
  for (let k = 0; k < order.length; k++) {
    const row = order[k]!;
    below[treatment[row]!]! += frequency[row]! * weights[row]!;
    // Ties step together: distances count only once a value is complete.
    if (k + 1 < order.length && x[order[k + 1]!] === x[row]) continue;
    largest = Math.max(largest, Math.abs(below[1]! / total[1]! - below[0]! / total[0]!));
  }
  return Math.min(1, largest);
}
