import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { solve } from '../core/cholesky.js';
import type { SampleWith } from '../core/sample.js';
import { effectiveSampleSize, extremeWeightWarning } from '../diagnostics/effective-sample-size.js';
import { crossProduct, designOf, linearPredictor, weightedGram } from '../models/design.js';
import type { Design } from '../models/model-matrix.js';
import { factorOrRefuse } from '../models/refuse-collinear.js';
import { balanceComparison, type BalancingWeights } from './balance-comparison.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { contrast, contrastMeasures, noVarianceWarning, type ArmMeans } from './contrast.js';

/**
 * Entropy balancing: comparison rows weighted, as evenly as possible, to have exactly the covariate means of the treated; the figure is the
 * treated mean minus their weighted mean.
 *
 * Estimand: the effect among the treated (ATT).
 * Assumes: no unmeasured confounding and overlap; consistent if the log odds of treatment or the comparison outcome is linear in the
 * covariates (Zhao and Percival 2017, theorem 1).
 * Formula: weights exp(λᵀx) that solve Σ w x = mean of the treated, from the convex dual (Hainmueller 2012).
 * Variance: `m-estimation` stacks the balancing equations: a comparison row counts by its weight times its residual from the weighted
 * regression of the outcome on the covariates. `fixed-weights` is HC0 of the weighted regression on treatment, as if the weights were known;
 * as a rule too large. With clusters the influences are added up within each first.
 * Shapes: treatment 0/1, outcome 0/1 or measured, covariates, one value a row.
 * Units: those of the outcome, or a ratio (error of its logarithm).
 * Tested against: R: the dual, the published 1273.26 dollars, stacked equations.
 * Errors: no-overlap, collinear, constant-covariate, zero-cell, too-few-clusters.
 *
 * @example estimate('entropy-balancing', table, { treatment: 't', outcome: 'income', covariates: ['age'] }).details.maxImbalance
 */
export const entropyBalancing = defineEstimator({
  id: 'entropy-balancing',
  group: 'adjustment',
  what: 'Comparison rows weighted to have exactly the covariate means of the treated.',
  estimand: 'ATT',
  required: ['treatment', 'outcome', 'covariates'],
  optional: ['cluster'],
  options: {
    target: choice(['ATT'], 'Population the effect speaks of.'),
    measure: choice(contrastMeasures, 'Difference or ratio of the two means.'),
    variance: choice(['m-estimation', 'fixed-weights'], 'Whether the error accounts for estimating the weights.'),
    level,
  },
  run(sample, options) {
    const { covariates, treatment, frequency } = sample;
    const design = designOf(covariates.names, covariates.columns, frequency);
    const balanced = balanceComparison(design, sample);
    const counts = countArms(sample);
    const weights = balanced.weights.map((w, i) => (treatment[i] === 1 ? 1 : w * counts.treated));
    const means = armMeans(sample, design, balanced, options.variance === 'm-estimation');
    const result = contrast(sample, means, options.measure, options.level);
    const sizes = effectiveSampleSize(treatment, weights, frequency);
    return {
      ...result,
      estimand: 'ATT',
      n: counts,
      details: {
        means: { treated: means.treated, comparison: means.comparison },
        maxImbalance: balanced.maxImbalance,
        essComparison: sizes.comparison,
        effectiveSampleSize: { ...sizes },
        largestWeight: weights.reduce((largest, w, i) => (treatment[i] === 1 ? largest : Math.max(largest, w)), 0),
        iterations: balanced.iterations,
      },
      warnings: [
        ...extremeWeightWarning(treatment, weights, frequency),
        ...noVarianceWarning(result.standardError),
        ...fewClustersWarning(sample.cluster, 'CR1'),
      ],
    };
  },
});

function armMeans(
  sample: SampleWith<'treatment' | 'outcome'>,
  design: Design,
  { weights, goal }: BalancingWeights,
  stacked: boolean,
): ArmMeans {
  const { treatment, outcome, frequency, rows, total } = sample;
  let size = 0;
  let sum = 0;
  let comparison = 0;
  for (let i = 0; i < rows; i++) {
    size += frequency[i]! * treatment[i]!;
    sum += frequency[i]! * treatment[i]! * outcome[i]!;
    comparison += frequency[i]! * weights[i]! * outcome[i]!;
  }
  const treated = sum / size;
  const predicted = stacked
    ? regressionOnCovariates(sample, design, weights, goal, comparison)
    : new Float64Array(rows);
  const treatedInfluence = new Float64Array(rows);
  const comparisonInfluence = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    if (treatment[i] === 1) {
      treatedInfluence[i] = (total / size) * (outcome[i]! - treated);
      comparisonInfluence[i] = (total / size) * predicted[i]!;
    } else {
      comparisonInfluence[i] = total * weights[i]! * (outcome[i]! - comparison - predicted[i]!);
    }
  }
  return { treated, comparison, treatedInfluence, comparisonInfluence };
}

/**
 * What the weighted regression of the comparison outcomes on the covariates adds to their mean at each row: zero at the
 * means of the treated. It is how the estimated weights and the treated means enter the influence of a row.
 */
function regressionOnCovariates(
  { outcome, frequency }: SampleWith<'outcome'>,
  design: Design,
  weights: Float64Array,
  goal: Float64Array,
  mean: number,
): Float64Array {
  const mass = weights.map((w, i) => w * frequency[i]!);
  const factor = factorOrRefuse(design, weightedGram(design, mass), 'the weighted comparison rows');
  const slopes = solve(
    factor,
    crossProduct(
      design,
      mass.map((m, i) => m * (outcome[i]! - mean)),
    ),
  );
  // Centred at the goal: the weighted residuals there are zero, so the intercept is minus the slopes' share.
  slopes[0] = -goal.reduce((sum, g, j) => (j === 0 ? sum : sum + g * slopes[j]!), 0);
  return linearPredictor(design, slopes);
}
