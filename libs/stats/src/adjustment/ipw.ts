import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, optionalNumbers } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { effectiveSampleSize, extremeWeightWarning } from '../diagnostics/effective-sample-size.js';
import { crossProduct } from '../models/design.js';
import type { LogisticFit } from '../models/fit-logistic.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { addScoreInfluence } from './add-score-influence.js';
import { balancingWeights, targets, weightFunctions, type Target } from './balancing-weights.js';
import { contrast, contrastMeasures, noVarianceWarning, type ArmMeans } from './contrast.js';
import { propensityScore } from './propensity-score.js';
import { trimByScore } from './trim-by-score.js';
import { weightDistribution } from './weight-distribution.js';

/**
 * Inverse probability weighting, Hajek form: each arm's weighted mean with weights that sum to one.
 *
 * Estimand: mean outcome if all were treated minus if none were, in the target population (ATE everyone, ATT the
 * treated, ATO the overlap population, ATC the comparison group). Assumes no unmeasured confounding, positivity, and a correct
 * treatment model.
 *
 * Variance: influence function that accounts for the estimated score by stacking its score equations (Lunceford and
 * Davidian 2004, eq. 17 to 19; Stefanski and Boos 2002), divided by n. `fixed-weights` is HC0 of the weighted regression, which treats the
 * weights as known: conservative for the ATE, either way for the ATT. `trim` drops scores outside, refits once and
 * renames the estimand. `stabilised` multiplies weights by the share of the arm: the Hajek figure does not change, the
 * reported weights do. Units: those of the outcome, or a ratio (error of its logarithm).
 * Tested against R glm with stacked estimating equations. Errors: separation, collinear, missing-role, zero-cell, single-arm.
 */
export const ipw = defineEstimator({
  id: 'ipw',
  group: 'adjustment',
  what: 'Inverse probability weighting by an estimated propensity score (Hajek).',
  estimand: 'ATE, ATT, ATO or ATC',
  required: ['treatment', 'outcome', 'covariates'],
  options: {
    target: choice(targets, 'Population the effect speaks of.'),
    measure: choice(contrastMeasures, 'Difference or ratio of the two means.'),
    variance: choice(['estimated-score', 'fixed-weights'], 'Whether the error accounts for estimating the score.'),
    stabilised: choice(['no', 'yes'], 'Report weights multiplied by the share of their arm.'),
    trim: optionalNumbers(
      'Lowest and highest score kept; the score is then fitted again. Not set: nobody is dropped.',
      {
        length: 2,
        minimum: 0,
        maximum: 1,
      },
    ),
    level,
  },
  figure(given, options) {
    const sample = options.trim === null ? given : trimByScore(given, options.trim).sample;
    const { fitted } = propensityScore(sample);
    const treated = hajekMean(sample, fitted, options.target, 1).mean;
    const comparison = hajekMean(sample, fitted, options.target, 0).mean;
    if (options.measure === 'difference') return treated - comparison;
    return treated > 0 && comparison > 0 ? treated / comparison : null;
  },
  run(given, options) {
    const { sample, trimmed } =
      options.trim === null ? { sample: given, trimmed: 0 } : trimByScore(given, options.trim);
    const score = propensityScore(sample);
    const weights = balancingWeights(options.target, sample.treatment, score.fitted);
    const means = weightedMeans(sample, score, options.target, options.variance === 'estimated-score');
    const result = contrast(sample, means, options.measure, options.level);
    const reported = options.stabilised === 'yes' ? stabilise(sample, weights) : weights;
    return {
      ...result,
      estimand: trimmed > 0 ? `trimmed ${options.target}` : options.target,
      n: countArms(sample),
      details: {
        means: { treated: means.treated, comparison: means.comparison },
        effectiveSampleSize: { ...effectiveSampleSize(sample.treatment, weights, sample.frequency) },
        weights: { ...weightDistribution(reported, sample.frequency) },
        trimmed,
      },
      warnings: [
        ...nearSeparationWarning(score, 'treatment model'),
        ...extremeWeightWarning(sample.treatment, weights, sample.frequency),
        ...noVarianceWarning(result.standardError),
      ],
    };
  },
});

/** Mean of an arm with weights that sum to one. */
function hajekMean(
  { treatment, outcome, frequency, rows }: SampleWith<'treatment' | 'outcome'>,
  fitted: Float64Array,
  target: Target,
  treated: 0 | 1,
): { readonly mean: number; readonly sumWeights: number } {
  const weight = treated === 1 ? weightFunctions[target].treated : weightFunctions[target].comparison;
  let sumWeights = 0;
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    if (treatment[i] !== treated) continue;
    const w = frequency[i]! * weight(fitted[i]!);
    sumWeights += w;
    sum += w * outcome[i]!;
  }
  return { mean: sum / sumWeights, sumWeights };
}

/** Weighted means of the arms and their influence functions; with `estimated` the score's own influence is added. */
function weightedMeans(
  sample: SampleWith<'treatment' | 'outcome'>,
  score: LogisticFit,
  target: Target,
  estimated: boolean,
): ArmMeans {
  const arm = (treated: 0 | 1): { mean: number; influence: Float64Array } => {
    const { treatment, outcome, frequency, rows, total } = sample;
    const weight = treated === 1 ? weightFunctions[target].treated : weightFunctions[target].comparison;
    const slope = treated === 1 ? weightFunctions[target].treatedSlope : weightFunctions[target].comparisonSlope;
    const { mean, sumWeights } = hajekMean(sample, score.fitted, target, treated);
    const averageWeight = sumWeights / total;
    const influence = new Float64Array(rows);
    const sensitivity = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      if (treatment[i] !== treated) continue;
      const centred = (outcome[i]! - mean) / averageWeight;
      influence[i] = weight(score.fitted[i]!) * centred;
      sensitivity[i] = frequency[i]! * slope(score.fitted[i]!) * centred;
    }
    if (estimated) addScoreInfluence(influence, score, treatment, crossProduct(score.design, sensitivity));
    return { mean, influence };
  };
  const treated = arm(1);
  const comparison = arm(0);
  if (!Number.isFinite(treated.mean) || !Number.isFinite(comparison.mean)) {
    throw new StatisticalError(
      'not-estimable',
      'A weight is infinite: some rows have a score of 0 or 1. Trim, or target ATO.',
    );
  }
  return {
    treated: treated.mean,
    comparison: comparison.mean,
    treatedInfluence: treated.influence,
    comparisonInfluence: comparison.influence,
  };
}

function stabilise({ treatment, total, frequency }: SampleWith<'treatment'>, weights: Float64Array): Float64Array {
  let treated = 0;
  for (let i = 0; i < treatment.length; i++) treated += frequency[i]! * treatment[i]!;
  const share = treated / total;
  return weights.map((w, i) => w * (treatment[i] === 1 ? share : 1 - share));
}
