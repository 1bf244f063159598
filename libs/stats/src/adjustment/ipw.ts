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
import { targets, weightFunctions, type WeightFunction } from './balancing-weights.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { contrast, contrastMeasures, noVarianceWarning, type ArmMeans } from './contrast.js';
import { propensityScore } from './propensity-score.js';
import { recountIpw } from './recount-ipw.js';
import { trimByScore } from './trim-by-score.js';
import { weightDistribution } from './weight-distribution.js';
import { weighting } from './weighting.js';

/**
 * Inverse probability weighting, Hajek form: each arm's weighted mean with weights that sum to one.
 *
 * Estimand: mean outcome if all were treated minus if none were, in the target population (ATE everyone, ATT the treated, ATO the overlap
 * population, ATC the comparison group).
 * Assumes: no unmeasured confounding, positivity, and a correct treatment model.
 * Formula: Σ w T y / Σ w T - Σ w (1 - T) y / Σ w (1 - T), w from a logistic score (Hirano, Imbens and Ridder 2003; Li, Morgan and Zaslavsky
 * 2018 for ATO). `trim` drops scores outside, refits once and renames the estimand. `stabilised` multiplies weights by the share of the arm:
 * the Hajek figure does not change, the reported weights do. `truncate` cuts weights off at two of their quantiles (type 7, over all rows,
 * after stabilising), as Cole and Hernán (2008): less variance for some bias; the cut-offs are taken as known, and the estimand says
 * "truncated".
 * Variance: influence function that accounts for the estimated score by stacking its score equations (Lunceford and Davidian 2004; Stefanski
 * and Boos 2002), divided by n. `fixed-weights` is HC0 of the weighted regression, which treats the weights as known: conservative for the
 * ATE, either way for the ATT. With clusters the influences are added up within each first (Liang and Zeger 1986).
 * Shapes: treatment 0/1, outcome 0/1 or measured, covariates, one value a row.
 * Units: those of the outcome, or a ratio (error of its logarithm).
 * Tested against: R glm with stacked estimating equations.
 * Errors: separation, collinear, constant-covariate, missing-role, zero-cell, single-arm, not-estimable, too-few-clusters.
 *
 * @example estimate('ipw', table, { treatment: 't', outcome: 'hired', covariates: ['age', 'region'] }, { target: 'ATT' })
 */
export const ipw = defineEstimator({
  id: 'ipw',
  group: 'adjustment',
  what: 'Inverse probability weighting by an estimated propensity score (Hajek).',
  estimand: 'ATE, ATT, ATO or ATC',
  required: ['treatment', 'outcome', 'covariates'],
  optional: ['cluster'],
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
    truncate: optionalNumbers(
      'Quantiles of the weights at which they are cut off, such as 0.01 and 0.99. Not set: none.',
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
    const functions =
      options.truncate === null ? weightFunctions[options.target] : weighting(sample, fitted, options).functions;
    const treated = hajekMean(sample, fitted, functions, 1).mean;
    const comparison = hajekMean(sample, fitted, functions, 0).mean;
    if (options.measure === 'difference') return treated - comparison;
    return treated > 0 && comparison > 0 ? treated / comparison : null;
  },
  recount(sample, options) {
    const plain = options.trim === null && options.truncate === null;
    return plain ? recountIpw(sample, options.target, options.measure) : null;
  },
  run(given, options) {
    const { sample, trimmed } =
      options.trim === null ? { sample: given, trimmed: 0 } : trimByScore(given, options.trim);
    const score = propensityScore(sample);
    const { functions, weights, reported, cut } = weighting(sample, score.fitted, options);
    const means = weightedMeans(sample, score, functions, options.variance === 'estimated-score');
    const result = contrast(sample, means, options.measure, options.level);
    const changes = [...(cut === null ? [] : ['truncated']), ...(trimmed > 0 ? ['trimmed'] : [])];
    return {
      ...result,
      estimand: [...changes, options.target].join(' '),
      n: countArms(sample),
      details: {
        means: { treated: means.treated, comparison: means.comparison },
        effectiveSampleSize: { ...effectiveSampleSize(sample.treatment, weights, sample.frequency) },
        weights: { ...weightDistribution(reported, sample.frequency) },
        trimmed,
        cutOffs: cut,
      },
      warnings: [
        ...nearSeparationWarning(score, 'treatment model'),
        ...extremeWeightWarning(sample.treatment, weights, sample.frequency),
        ...noVarianceWarning(result.standardError),
        ...fewClustersWarning(sample.cluster, 'CR1'),
      ],
    };
  },
});

/** Mean of an arm with weights that sum to one. */
function hajekMean(
  { treatment, outcome, frequency, rows }: SampleWith<'treatment' | 'outcome'>,
  fitted: Float64Array,
  functions: WeightFunction,
  treated: 0 | 1,
): { readonly mean: number; readonly sumWeights: number } {
  const weight = treated === 1 ? functions.treated : functions.comparison;
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
  functions: WeightFunction,
  estimated: boolean,
): ArmMeans {
  const arm = (treated: 0 | 1): { mean: number; influence: Float64Array } => {
    const { treatment, outcome, frequency, rows, total } = sample;
    const weight = treated === 1 ? functions.treated : functions.comparison;
    const slope = treated === 1 ? functions.treatedSlope : functions.comparisonSlope;
    const { mean, sumWeights } = hajekMean(sample, score.fitted, functions, treated);
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
