import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, integer, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { effectiveSampleSize, extremeWeightWarning } from '../diagnostics/effective-sample-size.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { balancingWeights } from './balancing-weights.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { contrast, contrastMeasures, noVarianceWarning } from './contrast.js';
import { modelKind, outcomeModels } from './model-kind.js';
import { fitNuisances } from './nuisances.js';
import { SCORE_BOUNDS, targetedMeans } from './tmle-means.js';

/**
 * Targeted maximum likelihood: outcome predictions shifted, on the logit scale, until their weighted residuals vanish, then averaged. Never
 * outside the range of the outcome.
 *
 * Estimand: mean outcome if all were treated minus if none were, among everyone (ATE) or the treated (ATT).
 * Assumes: no unmeasured confounding, positivity, and that the treatment model or the outcome model is right: one suffices.
 * Formula: van der Laan and Rubin (2006); Gruber and van der Laan (2010) for a measured outcome, scaled by its observed range. One model per
 * arm and one weighted fluctuation per arm (an intercept; weights 1/P(T = a | x), for the ATT the odds of treatment among the comparison
 * rows). Scores are bounded to 0.005..0.995, which is warned of. `folds` above 1 cross-fits both models.
 * Variance: influence function at the shifted predictions, sqrt(Σ φ²)/n; right when both models are. With clusters φ is added up within each
 * first, and folds keep clusters whole.
 * Shapes: treatment 0/1, outcome 0/1 or measured, covariates, one value a row.
 * Units: those of the outcome, or a ratio (error of its logarithm).
 * Tested against: R glm with offset and weights, written out in bench/reference/tmle.R; the reference has no oracle.
 * Errors: those of the models (separation, collinear, constant-covariate, no-variation), zero-cell, too-few-clusters.
 *
 * @example estimate('tmle', table, { treatment: 't', outcome: 'hired', covariates: ['age'] }, { target: 'ATT' })
 */
export const tmle = defineEstimator({
  id: 'tmle',
  group: 'adjustment',
  what: 'Targeted maximum likelihood: consistent if the treatment or the outcome model is right, within the range of the outcome.',
  estimand: 'ATE or ATT',
  required: ['treatment', 'outcome', 'covariates'],
  optional: ['cluster'],
  options: {
    target: choice(['ATE', 'ATT'], 'Population the effect speaks of.'),
    measure: choice(contrastMeasures, 'Difference or ratio of the two means.'),
    outcomeModel: choice(outcomeModels, 'Model of the outcome in each arm; auto is logistic for a 0/1 outcome.'),
    folds: integer(1, 'Number of folds for cross-fitting; 1 is none.', { minimum: 1, maximum: 50 }),
    seed: integer(1, 'Seed of the folds.', { minimum: 0, maximum: 2 ** 31 - 1 }),
    level,
  },
  run(sample, options) {
    const kind = modelKind(options.outcomeModel, sample);
    const nuisances = fitNuisances(sample, kind, options.target, options.folds, options.seed);
    const means = targetedMeans(sample, nuisances, options.target);
    const result = contrast(sample, means, options.measure, options.level);
    const weights = balancingWeights(options.target, sample.treatment, nuisances.score);
    return {
      ...result,
      estimand: options.target,
      n: countArms(sample),
      details: {
        means: { treated: means.treated, comparison: means.comparison },
        outcomeModel: kind,
        fluctuation: { ...means.fluctuation },
        bounded: means.bounded,
        effectiveSampleSize: { ...effectiveSampleSize(sample.treatment, weights, sample.frequency) },
      },
      warnings: [
        ...(nuisances.fits === null ? [] : nearSeparationWarning(nuisances.fits.score, 'treatment model')),
        ...(means.bounded > 0
          ? [
              {
                kind: 'score-bounded',
                message: `${means.bounded} rows had a score outside ${SCORE_BOUNDS.join(' to ')} and count as if at that bound: look at overlap.`,
              },
            ]
          : []),
        ...extremeWeightWarning(sample.treatment, weights, sample.frequency),
        ...noVarianceWarning(result.standardError),
        ...fewClustersWarning(sample.cluster, 'CR1'),
      ],
    };
  },
});
