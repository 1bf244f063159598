import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, integer, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { StatisticalError } from '../core/statistical-error.js';
import { effectiveSampleSize, extremeWeightWarning } from '../diagnostics/effective-sample-size.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { aipwMeans } from './aipw-means.js';
import { balancingWeights } from './balancing-weights.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { contrast, contrastMeasures, noVarianceWarning } from './contrast.js';
import { modelKind, outcomeModels } from './model-kind.js';
import { fitNuisances, type Nuisances } from './nuisances.js';

/**
 * Augmented inverse probability weighting: outcome predictions corrected by weighted residuals.
 *
 * Estimand: mean outcome if all were treated minus if none were, among everyone (ATE) or the treated (ATT).
 * Assumes: no unmeasured confounding, positivity, and that the treatment model or the outcome model is right: one suffices.
 * Formula: mean of m₁(x) - m₀(x) + T(y - m₁)/e - (1 - T)(y - m₀)/(1 - e) (Robins, Rotnitzky and Zhao 1994; Kennedy 2022). One outcome model
 * per arm, the augmentation not normalised. ATT uses the comparison model only. `folds` above 1 cross-fits: each row is predicted by models
 * that did not see it; folds follow from `seed` and the row's position.
 * Variance: `influence-function` is sqrt(Σ φ²)/n, right when both models are (it is *not* doubly robust); `m-estimation` adds the estimation
 * of both models and stays valid when one of them is wrong. With clusters the influences are added up within each first, and folds keep
 * clusters whole.
 * Shapes: treatment 0/1, outcome 0/1 or measured, covariates, one value a row.
 * Units: those of the outcome, or a ratio (error of its logarithm).
 * Tested against: R glm per arm.
 * Errors: those of the models, in the words of the arm they concern (separation, collinear, constant-covariate, no-variation, too-few-rows);
 * invalid-option (`m-estimation` of folds), zero-cell, too-few-clusters.
 *
 * @example estimate('aipw', table, { treatment: 't', outcome: 'hired', covariates: ['age'] }, { variance: 'm-estimation' })
 */
export const aipw = defineEstimator({
  id: 'aipw',
  group: 'adjustment',
  what: 'Augmented inverse probability weighting: consistent if the treatment or the outcome model is right.',
  estimand: 'ATE or ATT',
  required: ['treatment', 'outcome', 'covariates'],
  optional: ['cluster'],
  options: {
    target: choice(['ATE', 'ATT'], 'Population the effect speaks of.'),
    measure: choice(contrastMeasures, 'Difference or ratio of the two means.'),
    outcomeModel: choice(outcomeModels, 'Model of the outcome in each arm; auto is logistic for a 0/1 outcome.'),
    variance: choice(
      ['influence-function', 'm-estimation'],
      'Whether the error accounts for estimating the two models.',
    ),
    folds: integer(1, 'Number of folds for cross-fitting; 1 is none.', { minimum: 1, maximum: 50 }),
    seed: integer(1, 'Seed of the folds.', { minimum: 0, maximum: 2 ** 31 - 1 }),
    level,
  },
  run(sample, options) {
    const stacked = options.variance === 'm-estimation';
    if (stacked && options.folds > 1) {
      throw new StatisticalError(
        'invalid-option',
        'variance "m-estimation" stacks models fitted on all rows: use it with folds 1.',
        ['variance', 'folds'],
      );
    }
    const kind = modelKind(options.outcomeModel, sample);
    const nuisances = fitNuisances(sample, kind, options.target, options.folds, options.seed);
    const means = aipwMeans(sample, nuisances, options.target, stacked);
    const result = contrast(sample, means, options.measure, options.level);
    const weights = balancingWeights(options.target, sample.treatment, nuisances.score);
    return {
      ...result,
      estimand: options.target,
      n: countArms(sample),
      details: {
        means: { treated: means.treated, comparison: means.comparison },
        outcomeModel: kind,
        effectiveSampleSize: { ...effectiveSampleSize(sample.treatment, weights, sample.frequency) },
        scoreRange: range(nuisances),
      },
      warnings: [
        ...(nuisances.fits === null ? [] : nearSeparationWarning(nuisances.fits.score, 'treatment model')),
        ...extremeWeightWarning(sample.treatment, weights, sample.frequency),
        ...noVarianceWarning(result.standardError),
        ...fewClustersWarning(sample.cluster, 'CR1'),
      ],
    };
  },
});

function range({ score }: Nuisances): [number, number] {
  return score.reduce(([low, high], p) => [Math.min(low, p), Math.max(high, p)] as [number, number], [1, 0]);
}
