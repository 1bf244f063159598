import { choice, level, weightType } from '../catalogue/option.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { countArms } from '../core/arms.js';
import { studentCritical, studentPValue } from '../core/distributions.js';
import { StatisticalError } from '../core/statistical-error.js';
import { coefficientRows, coefficientTable, fewClustersWarning, regressionDesign } from './coefficients.js';
import { fitLeastSquares } from './fit-least-squares.js';
import { fitWeights, refuseModelError } from './sampling-weights.js';
import { robustCovariance, robustVariances } from './sandwich.js';
import { log } from '../core/elementary.js';
import { square } from '../core/power.js';

/**
 * Linear regression of the outcome on treatment and covariates; the figure is the coefficient of the treatment, or of the first covariate when
 * no treatment is named.
 *
 * Estimand: the difference in mean outcome at equal covariates, one common to all.
 * Assumes: linearity; for a causal reading no unmeasured confounding. With `weightType` sampling the weights say how many people a row stands
 * for in the population (Binder 1983).
 * Formula: β = (XᵀX)⁻¹Xᵀy by Cholesky on centred and scaled columns; limits by Student's t with n - k degrees of freedom, as confint.lm, with
 * clusters G - 1.
 * Variance: `model`, HC0 to HC3 (White 1980; MacKinnon and White 1985) as sandwich::vcovHC, CR0 and CR1 (Liang and Zeger 1986) as vcovCL;
 * under sampling weights robust errors only.
 * Shapes: outcome and k - 1 columns (a category gives one per level but one), one value a row; `details.coefficients` has k entries.
 * Units: outcome per unit of the column.
 * Tested against: R lm, sandwich and survey::svyglm.
 * Errors: invalid-option, missing-role, negative-weight, collinear, constant-covariate, no-variation, too-few-rows, too-few-clusters.
 *
 * @example estimate('least-squares', table, { treatment: 't', outcome: 'income', covariates: ['age'] }, { variance: 'HC3' })
 */
export const leastSquares = defineEstimator({
  id: 'least-squares',
  group: 'models',
  what: 'Linear regression: difference in mean outcome, adjusted for the covariates.',
  estimand: 'conditional difference',
  required: ['outcome'],
  optional: ['treatment', 'covariates', 'cluster'],
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
    const design = regressionDesign(sample, 'least-squares');
    const fit = fitLeastSquares(design, outcome, weights, 'the rows used');
    if (!(fit.residualSquares > 1e-24 * (fit.totalSquares + fit.n * square(fit.coefficients[0]!)))) {
      throw new StatisticalError(
        'no-variation',
        'The columns reproduce the outcome exactly: nothing is left to estimate an error from. Check that the outcome is not among the covariates in another form.',
      );
    }
    const freedom = sample.total - design.width;
    const residual = outcome.map((y, i) => (weights[i]! / frequency[i]!) * (y - fit.fitted[i]!));
    const covariance =
      options.variance === 'model'
        ? fit.bread.map((value) => (value * fit.residualSquares) / freedom)
        : robustCovariance(options.variance, {
            design,
            bread: fit.bread,
            frequency,
            residual,
            working: (i) => weights[i]! / frequency[i]!,
            cluster,
          });
    const table = coefficientTable(design, fit.coefficients, covariance);
    const value = table.values[1]!;
    const standardError = table.standardErrors[1]!;
    const degreesOfFreedom = options.variance.startsWith('CR') ? cluster!.count - 1 : freedom;
    const reach = studentCritical(options.level, degreesOfFreedom) * standardError;
    const deviance = fit.n * (log(2 * Math.PI) + log(fit.residualSquares / fit.n) + 1);
    const counts = countArms(sample);
    return {
      estimand: 'conditional difference',
      measure:
        sample.treatment === undefined ? 'coefficient' : sample.outcomeIsBinary ? 'risk-difference' : 'mean-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: { level: options.level, lower: value - reach, upper: value + reach },
      n: sample.treatment === undefined ? { ...counts, treated: null, comparison: null } : counts,
      details: {
        coefficients: coefficientRows(table),
        pValue: studentPValue(value / standardError, degreesOfFreedom),
        degreesOfFreedom,
        rSquared: fit.totalSquares > 0 ? 1 - fit.residualSquares / fit.totalSquares : 0,
        residualStandardDeviation: sampled ? null : Math.sqrt(fit.residualSquares / freedom),
        logLikelihood: sampled ? null : -deviance / 2,
        clusters: cluster?.count ?? null,
      },
      warnings: fewClustersWarning(cluster, options.variance),
    };
  },
});
