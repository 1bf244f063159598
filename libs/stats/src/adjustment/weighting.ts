import { repeatedQuantiles } from '../core/quantile.js';
import type { SampleWith } from '../core/sample.js';
import { balancingWeights, weightFunctions, type Target, type WeightFunction } from './balancing-weights.js';

export interface Weighting {
  readonly functions: WeightFunction;
  /** Weight of one copy of each row, as the figure uses it. */
  readonly weights: Float64Array;
  /** The same, times the share of the arm when stabilised. */
  readonly reported: Float64Array;
  /** The values at which reported weights were cut off, if they were. */
  readonly cut: readonly number[] | null;
}

/** The weights of a target as the options want them: stabilised, cut off at two quantiles, or as they come. */
export function weighting(
  { treatment, total, frequency }: SampleWith<'treatment'>,
  fitted: Float64Array,
  { target, stabilised, truncate }: { target: Target; stabilised: 'no' | 'yes'; truncate: readonly number[] | null },
): Weighting {
  let treated = 0;
  for (let i = 0; i < treatment.length; i++) treated += frequency[i]! * treatment[i]!;
  const share = treated / total;
  const factors = stabilised === 'yes' ? ([1 - share, share] as const) : ([1, 1] as const);
  const weights = balancingWeights(target, treatment, fitted);
  const reported = stabilised === 'yes' ? weights.map((w, i) => w * factors[treatment[i] as 0 | 1]) : weights;
  if (truncate === null) return { functions: weightFunctions[target], weights, reported, cut: null };
  const cut = repeatedQuantiles(reported, frequency, truncate);
  const functions = cutOff(weightFunctions[target], cut, factors);
  return {
    functions,
    weights: fitted.map((p, i) => (treatment[i] === 1 ? functions.treated(p) : functions.comparison(p))),
    reported: reported.map((w) => Math.min(Math.max(w, cut[0]!), cut[1]!)),
    cut,
  };
}

/** Weights between the cut-offs, which do not move with the score beyond them. `factors` are those of stabilising. */
function cutOff(
  { treated, comparison, treatedSlope, comparisonSlope }: WeightFunction,
  [lowest, highest]: readonly number[],
  factors: readonly [number, number],
): WeightFunction {
  const within = (weight: (p: number) => number, factor: number) => (p: number) =>
    Math.min(Math.max(weight(p), lowest! / factor), highest! / factor);
  const moving = (weight: (p: number) => number, slope: (p: number) => number, factor: number) => (p: number) =>
    weight(p) * factor < lowest! || weight(p) * factor > highest! ? 0 : slope(p);
  return {
    treated: within(treated, factors[1]),
    comparison: within(comparison, factors[0]),
    treatedSlope: moving(treated, treatedSlope, factors[1]),
    comparisonSlope: moving(comparison, comparisonSlope, factors[0]),
  };
}
