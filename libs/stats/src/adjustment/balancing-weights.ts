import { StatisticalError } from '../core/statistical-error.js';

/** Population an adjusted contrast speaks of: all, the treated, the comparison group, or those who could be either. */
export const targets = ['ATE', 'ATT', 'ATO', 'ATC'] as const;
export type Target = (typeof targets)[number];

/**
 * Weight of a row of each arm as a function of the score p, and its derivative in the linear predictor:
 * Li, Morgan and Zaslavsky (2018), table 1.
 */
export interface WeightFunction {
  readonly treated: (p: number) => number;
  readonly comparison: (p: number) => number;
  readonly treatedSlope: (p: number) => number;
  readonly comparisonSlope: (p: number) => number;
}

const one = (): number => 1;
const none = (): number => 0;
const odds = (p: number): number => p / (1 - p);
const inverseOdds = (p: number): number => (1 - p) / p;

export const weightFunctions: Readonly<Record<Target, WeightFunction>> = {
  ATE: {
    treated: (p) => 1 / p,
    comparison: (p) => 1 / (1 - p),
    treatedSlope: (p) => -inverseOdds(p),
    comparisonSlope: odds,
  },
  ATT: { treated: one, comparison: odds, treatedSlope: none, comparisonSlope: odds },
  ATC: { treated: inverseOdds, comparison: one, treatedSlope: (p) => -inverseOdds(p), comparisonSlope: none },
  ATO: {
    treated: (p) => 1 - p,
    comparison: (p) => p,
    treatedSlope: (p) => -p * (1 - p),
    comparisonSlope: (p) => p * (1 - p),
  },
};

/** Weight of one copy of each row for its own arm. */
export function balancingWeights(target: Target, treatment: Float64Array, score: Float64Array): Float64Array {
  const { treated, comparison } = weightFunctions[target];
  return score.map((p, i) => (treatment[i] === 1 ? treated(p) : comparison(p)));
}

/** Error: no-overlap, where a weight of `balancingWeights` is infinite. */
export function refuseInfinite(weights: Float64Array): void {
  if (weights.every(Number.isFinite)) return;
  throw new StatisticalError('no-overlap', 'A weight is infinite: some rows have a score of 0 or 1. Target ATO.');
}
