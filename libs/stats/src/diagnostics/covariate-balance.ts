import { sumOf } from '../core/descriptive.js';
import { moments } from '../core/moments.js';
import { square } from '../core/power.js';

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

/** The rows of both arms under some weights, prepared once for all covariates. */
export interface WeightedArms {
  readonly treatment: Float64Array;
  /** Weight times frequency of each row. */
  readonly weights: Float64Array;
  /** The same, zero outside the arm: comparison, treated. */
  readonly byArm: readonly [Float64Array, Float64Array];
  /** Σw² over (Σw)², copies of a row counted one by one. */
  readonly concentration: readonly [number, number];
}

/** @param weights of one copy of each row; `frequency` counts the copies */
export function weightedArms(treatment: Float64Array, weights: Float64Array, frequency: Float64Array): WeightedArms {
  const all = weights.map((w, i) => w * frequency[i]!);
  const sums = [0, 0];
  const squares = [0, 0];
  for (let i = 0; i < all.length; i++) {
    sums[treatment[i]!]! += all[i]!;
    squares[treatment[i]!]! += all[i]! * weights[i]!;
  }
  const arm = (a: 0 | 1): Float64Array => all.map((w, i) => (treatment[i] === a ? w : 0));
  return {
    treatment,
    weights: all,
    byArm: [arm(0), arm(1)],
    concentration: [squares[0]! / square(sums[0]!), squares[1]! / square(sums[1]!)],
  };
}

/**
 * How far apart the arms are on one covariate.
 *
 * The denominator of the standardised mean difference is unweighted (n - 1), so that weighting cannot hide a
 * difference by changing the yardstick: sqrt((s₁² + s₀²)/2), or s₁ (Austin 2009; Stuart, Lee and Leacy 2013). Weighted
 * variances use the reliability-weights correction 1 - Σw².
 *
 * @param order rows by ascending x
 * @param plain the arms with weights of one
 */
export function covariateBalance(
  name: string,
  x: Float64Array,
  order: Uint32Array,
  plain: WeightedArms,
  weighted: WeightedArms,
  denominator: Denominator,
): BalanceRow {
  const arm = (a: 0 | 1): ArmSpread => {
    const unweighted = moments(x, plain.byArm[a]);
    const { n, mean, squares } = plain === weighted ? unweighted : moments(x, weighted.byArm[a]);
    // With weights of one this is n - 1 below the line; written apart because 1 - 1/n rounds.
    const variance = plain === weighted ? squares / (n - 1) : squares / n / (1 - weighted.concentration[a]);
    return { mean, unweighted: unweighted.squares / (unweighted.n - 1), variance };
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
    ks: kolmogorovDistance(x, order, weighted),
    means: { treated: treated.mean, comparison: comparison.mean },
  };
}

interface ArmSpread {
  readonly mean: number;
  readonly unweighted: number;
  readonly variance: number;
}

function kolmogorovDistance(x: Float64Array, order: Uint32Array, { treatment, weights, byArm }: WeightedArms): number {
  const totalTreated = sumOf(byArm[1]);
  const totalComparison = sumOf(byArm[0]);
  let treated = 0;
  let comparison = 0;
  let largest = 0;
  for (let k = 0; k < order.length; k++) {
    const row = order[k]!;
    if (treatment[row] === 1) treated += weights[row]!;
    else comparison += weights[row]!;
    // Ties step together: distances count only once a value is complete.
    if (k + 1 < order.length && x[order[k + 1]!] === x[row]) continue;
    largest = Math.max(largest, Math.abs(treated / totalTreated - comparison / totalComparison));
  }
  return Math.min(1, largest);
}
