import { choice, level } from '../catalogue/option.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { countArms } from '../core/arms.js';
import { normalCritical, normalPValue } from '../core/distributions.js';
import { coefficientRows, coefficientTable, fewClustersWarning, regressionDesign } from './coefficients.js';
import { fitLogistic } from './fit-logistic.js';
import { nearSeparationWarning } from './near-separation.js';
import { robustCovariance, robustVariances } from './sandwich.js';
import { exp } from '../core/elementary.js';

/**
 * Logistic regression of a 0/1 outcome on treatment and covariates; the figure is the odds ratio of the treatment, or
 * of the first covariate when no treatment is named. `details.coefficients` are log odds ratios.
 *
 * The odds ratio is conditional on the covariates and not collapsible: it is not a population effect. Limits are
 * Wald's on the log scale. Variances as sandwich::vcovHC and vcovCL. Tested against R glm(epsilon = 1e-14).
 * Errors: not-binary, no-variation, separation, collinear, constant-covariate, too-few-rows.
 */
export const logistic = defineEstimator({
  id: 'logistic',
  group: 'models',
  what: 'Logistic regression: odds ratio of a 0/1 outcome, adjusted for the covariates.',
  estimand: 'conditional odds ratio',
  required: ['outcome'],
  optional: ['treatment', 'covariates', 'cluster'],
  binary: ['outcome'],
  options: { variance: choice(['model', ...robustVariances], 'Error that trusts the model, or a robust one.'), level },
  run(sample, options) {
    const { outcome, frequency, cluster } = sample;
    const design = regressionDesign(sample, 'logistic');
    const fit = fitLogistic(design, outcome, frequency, 'the rows used');
    const residual = (): Float64Array => outcome.map((y, i) => y - fit.fitted[i]!);
    const working = (i: number): number => fit.fitted[i]! * (1 - fit.fitted[i]!);
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
        logLikelihood: fit.logLikelihood,
        deviance: -2 * fit.logLikelihood,
        aic: -2 * fit.logLikelihood + 2 * design.width,
        iterations: fit.iterations,
        clusters: cluster?.count ?? null,
      },
      warnings: [...nearSeparationWarning(fit, 'outcome model'), ...fewClustersWarning(cluster, options.variance)],
    };
  },
});
