import { choice, level, weightType } from '../catalogue/option.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { countArms } from '../core/arms.js';
import { normalCritical, normalPValue } from '../core/distributions.js';
import { coefficientRows, coefficientTable, fewClustersWarning, regressionDesign } from './coefficients.js';
import { fitLogistic } from './fit-logistic.js';
import { nearSeparationWarning } from './near-separation.js';
import { fitWeights, refuseModelError } from './sampling-weights.js';
import { robustCovariance, robustVariances } from './sandwich.js';
import { exp } from '../core/elementary.js';

/**
 * Logistic regression of a 0/1 outcome on treatment and covariates; the figure is the odds ratio of the treatment, or of the first covariate
 * when no treatment is named.
 *
 * Estimand: the odds ratio at equal covariates. It is conditional on them and not collapsible: no effect in the population.
 * Assumes: log odds linear in the columns; for a causal reading no unmeasured confounding. With `weightType` sampling the weights say how many
 * people a row stands for in the population (Binder 1983).
 * Formula: maximum likelihood by iteratively reweighted least squares (McCullagh and Nelder 1989, chapter 4); Wald limits on the log scale.
 * Variance: `model` (inverse information), HC0 to HC3 as sandwich::vcovHC, CR0 and CR1 as vcovCL; under sampling weights robust errors only.
 * Shapes: outcome 0/1 and k - 1 columns, one value a row; `details.coefficients` has k entries, log odds ratios.
 * Units: a ratio; `standardError` is that of its logarithm.
 * Tested against: R glm(epsilon = 1e-14), sandwich and survey::svyglm.
 * Errors: invalid-option, missing-role, negative-weight, not-binary, no-variation, separation, collinear, constant-covariate, too-few-rows,
 * too-few-clusters.
 *
 * @example estimate('logistic', table, { treatment: 't', outcome: 'hired', covariates: ['age'] }).details.coefficients
 */
export const logistic = defineEstimator({
  id: 'logistic',
  group: 'models',
  what: 'Logistic regression: odds ratio of a 0/1 outcome, adjusted for the covariates.',
  estimand: 'conditional odds ratio',
  required: ['outcome'],
  optional: ['treatment', 'covariates', 'cluster'],
  binary: ['outcome'],
  options: {
    variance: choice(['model', ...robustVariances], 'Error that trusts the model, or a robust one.'),
    weightType,
    level,
  },
  run(sample, options) {
    const { outcome, frequency, cluster } = sample;
    refuseModelError(sample, options.variance, 'HC0, or CR1 with clusters');
    const sampled = sample.samplingWeights !== undefined;
    const weights = fitWeights(sample);
    const design = regressionDesign(sample, 'logistic');
    const fit = fitLogistic(design, outcome, weights, 'the rows used');
    const each = (i: number): number => weights[i]! / frequency[i]!;
    const residual = (): Float64Array => outcome.map((y, i) => each(i) * (y - fit.fitted[i]!));
    const working = (i: number): number => each(i) * fit.fitted[i]! * (1 - fit.fitted[i]!);
    const { bread } = fit;
    const covariance =
      options.variance === 'model'
        ? fit.bread
        : robustCovariance(options.variance, { design, bread, frequency, residual: residual(), working, cluster });
    const table = coefficientTable(design, fit.coefficients, covariance);
    const logOdds = table.values[1]!;
    const standardError = table.standardErrors[1]!;
    const reach = normalCritical(options.level) * standardError;
    const counts = countArms(sample);
    return {
      estimand: 'conditional odds ratio',
      measure: 'odds-ratio',
      value: exp(logOdds),
      standardError,
      standardErrorScale: 'log',
      interval: { level: options.level, lower: exp(logOdds - reach), upper: exp(logOdds + reach) },
      n: sample.treatment === undefined ? { ...counts, treated: null, comparison: null } : counts,
      details: {
        coefficients: coefficientRows(table),
        pValue: normalPValue(logOdds / standardError),
        logLikelihood: sampled ? null : fit.logLikelihood,
        deviance: sampled ? null : -2 * fit.logLikelihood,
        aic: sampled ? null : -2 * fit.logLikelihood + 2 * design.width,
        iterations: fit.iterations,
        clusters: cluster?.count ?? null,
      },
      warnings: [...nearSeparationWarning(fit, 'outcome model'), ...fewClustersWarning(cluster, options.variance)],
    };
  },
});
