import { multiply } from '../core/cholesky.js';
import { crossProduct, designOf, linearPredictor } from '../models/design.js';
import type { Design } from '../models/model-matrix.js';
import { fitLeastSquares } from '../models/fit-least-squares.js';
import { fitLogistic } from '../models/fit-logistic.js';

export const changeMethods = ['dr', 'ipw', 'reg'] as const;
export type ChangeMethod = (typeof changeMethods)[number];

export interface Change {
  readonly value: number;
  /** Influence of each unit on the value, 0 for units that took no part; divide by their number. */
  readonly influence: Float64Array;
}

interface Arms {
  /** Frequency of each unit that takes part, 0 for the others. */
  readonly frequency: Float64Array;
  readonly treated: Float64Array;
  /** Change of the outcome. */
  readonly change: Float64Array;
  readonly names: readonly string[];
  readonly covariates: readonly Float64Array[];
  /** Says which units these are, in messages. */
  readonly among: string;
}

/**
 * Mean change of the treated minus what it would have been, from the comparison units: by regression of their change on the
 * covariates (`reg`; Heckman, Ichimura and Todd 1997), weights by the score (`ipw`, normalised; Abadie 2005) or both (`dr`; Sant'Anna
 * and Zhao 2020, the traditional estimator, equation 3.1). Influence functions as DRDID. Without covariates all are one difference.
 */
export function changeContrast(method: ChangeMethod, arms: Arms): Change {
  const { frequency, treated, change, names, covariates, among } = arms;
  const n = change.length;
  const total = frequency.reduce((sum, f) => sum + f, 0);
  const design = designOf(names, covariates, frequency);
  const used = covariates.length === 0 ? 'reg' : method;
  const outside = frequency.map((f, i) => f * (1 - treated[i]!));
  const regression =
    used === 'ipw' ? null : fitLeastSquares(design, change, outside, `the comparison units of ${among}`);
  const left = regression === null ? change : change.map((y, i) => y - regression.fitted[i]!);
  const score = used === 'reg' ? null : fitLogistic(design, treated, frequency, `the units of ${among}`);
  const treatedWeight = treated.map((d, i) => (frequency[i]! > 0 ? d : 0));
  const comparisonWeight =
    score === null ? null : score.fitted.map((p, i) => (frequency[i]! > 0 ? ((1 - treated[i]!) * p) / (1 - p) : 0));

  const one = weightedMean(treatedWeight, left, frequency);
  const other = comparisonWeight === null ? { mean: 0, weight: 1 } : weightedMean(comparisonWeight, left, frequency);
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (frequency[i] === 0) continue;
    const own = (total / one.weight) * treatedWeight[i]! * (left[i]! - one.mean);
    const theirs =
      comparisonWeight === null ? 0 : (total / other.weight) * comparisonWeight[i]! * (left[i]! - other.mean);
    influence[i] = own - theirs;
  }
  if (regression !== null) {
    const pull = (weights: Float64Array, sum: number): Float64Array =>
      crossProduct(
        design,
        weights.map((w, i) => (frequency[i]! * w * total) / sum),
      );
    const gradient = pull(treatedWeight, one.weight);
    if (comparisonWeight !== null) pull(comparisonWeight, other.weight).forEach((value, j) => (gradient[j]! -= value));
    subtract(influence, design, multiply(regression.bread, gradient), (i) => (outside[i]! > 0 ? left[i]! : 0));
  }
  if (score !== null) {
    const gradient = crossProduct(
      design,
      comparisonWeight!.map((w, i) => (frequency[i]! * w * (left[i]! - other.mean) * total) / other.weight),
    );
    subtract(influence, design, multiply(score.bread, gradient), (i) =>
      frequency[i]! > 0 ? treated[i]! - score.fitted[i]! : 0,
    );
  }
  return { value: one.mean - other.mean, influence };
}

function weightedMean(
  weights: Float64Array,
  values: Float64Array,
  frequency: Float64Array,
): { mean: number; weight: number } {
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const w = frequency[i]! * weights[i]!;
    weight += w;
    sum += w * values[i]!;
  }
  return { mean: sum / weight, weight };
}

/** Takes residualᵢ·zᵢᵀ·direction off the influence: what estimating a model adds to it. */
function subtract(
  influence: Float64Array,
  design: Design,
  direction: Float64Array,
  residual: (i: number) => number,
): void {
  const along = linearPredictor(design, direction);
  for (let i = 0; i < influence.length; i++) influence[i]! -= residual(i) * along[i]!;
}
