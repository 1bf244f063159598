import { addScoreInfluence } from '../adjustment/add-score-influence.js';
import { balancingWeights, refuseInfinite, weightFunctions, type Target } from '../adjustment/balancing-weights.js';
import { propensityScore } from '../adjustment/propensity-score.js';
import type { SampleWith } from '../core/sample.js';
import { crossProduct } from '../models/design.js';
import type { LogisticFit } from '../models/fit-logistic.js';

/** The score of curves weighted to a target, with a weight for each row. Errors: those of the score; no-overlap. */
export function scoreAndWeights(
  sample: SampleWith<'treatment'>,
  target: Target,
): { readonly score: LogisticFit; readonly weights: Float64Array } {
  const score = propensityScore(sample);
  const weights = balancingWeights(target, sample.treatment, score.fitted);
  refuseInfinite(weights);
  return { score, weights };
}

/**
 * Makes the influence of one copy of each row on a figure of a weighted arm from what one more unit of weight does to it.
 *
 * @param estimated whether the influence counts that the score was fitted, or takes the weights as given
 * @returns of `share[i]`, what a unit of weight of row `row[i]` of the sample does (a row may come several times)
 */
export function weightedInfluence(
  { treatment, frequency }: SampleWith<'treatment'>,
  score: LogisticFit,
  target: Target,
  arm: 0 | 1,
  estimated: boolean,
): (row: Uint32Array, share: Float64Array) => Float64Array {
  const balancing = balancingWeights(target, treatment, score.fitted);
  const slope = arm === 1 ? weightFunctions[target].treatedSlope : weightFunctions[target].comparisonSlope;
  return (row, share) => {
    const influence = new Float64Array(treatment.length);
    const sensitivity = new Float64Array(treatment.length);
    for (let i = 0; i < row.length; i++) {
      const at = row[i]!;
      influence[at]! += balancing[at]! * share[i]!;
      sensitivity[at]! += frequency[at]! * slope(score.fitted[at]!) * share[i]!;
    }
    if (estimated) addScoreInfluence(influence, score, treatment, crossProduct(score.design, sensitivity));
    return influence;
  };
}
