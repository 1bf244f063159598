import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { studentCritical, studentPValue } from '../core/distributions.js';
import { moments } from '../core/moments.js';
import { square } from '../core/power.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { designOf, naturalStandardErrors, unstandardise } from '../models/design.js';
import type { Design } from '../models/model-matrix.js';
import { fitLeastSquares } from '../models/fit-least-squares.js';
import { robustCovariance, robustVariances } from '../models/sandwich.js';

type Trial = SampleWith<'treatment' | 'outcome'>;

/**
 * Difference of means in a randomised trial, made sharper with covariates from before it. Not for observational data, where `aipw` and the
 * others adjust.
 *
 * Estimand: the effect in everybody randomised.
 * Assumes: randomisation, which alone makes it unbiased: the covariates only take away noise, and no model need be right (Lin 2013).
 * Formula: `lin`: least squares on treatment, centred covariates and their products, which never loses precision in large trials; `ancova`
 * without products; `cuped`: outcome minus θ·(covariate - mean), θ from all rows, then the difference of means (Deng and others 2013).
 * `details.varianceReduction` is 1 - (error / unadjusted error)².
 * Variance: HC2 by default (Lin's choice), of the residuals of the same regression; the mean of the covariates is taken as known. Student's
 * limits, n - k degrees of freedom (G - 1 with clusters).
 * Shapes: treatment 0/1, outcome 0/1 or measured, covariates, one value a row.
 * Units: those of the outcome.
 * Tested against: R lm and sandwich.
 * Errors: those of least squares (collinear, constant-covariate, too-few-rows, too-few-clusters), no-variation.
 *
 * @example estimate('cuped', table, { treatment: 't', outcome: 'hours', covariates: ['hoursBefore'] })
 */
export const cuped = defineEstimator({
  id: 'cuped',
  group: 'designs',
  what: 'Difference of means in a randomised trial, sharpened with covariates from before it.',
  estimand: 'ATE',
  required: ['treatment', 'outcome', 'covariates'],
  optional: ['cluster'],
  options: {
    adjustment: choice(['lin', 'ancova', 'cuped'], 'How the covariates enter.'),
    variance: choice(['HC2', 'HC0', 'HC1', 'HC3', 'CR0', 'CR1'], 'Robust error.'),
    level,
  },
  run(sample, options) {
    const { covariates, frequency, treatment, cluster } = sample;
    const columns = covariates.columns.map((x) => centred(x, frequency));
    const products = options.adjustment === 'lin' ? columns.map((x) => x.map((v, i) => v * treatment[i]!)) : [];
    const regressors = options.adjustment === 'cuped' ? [] : [...columns, ...products];
    const names = [...covariates.names, ...covariates.names.map((name) => `treatment × ${name}`)].slice(
      0,
      regressors.length,
    );
    const outcome = options.adjustment === 'cuped' ? withoutCovariates(sample) : sample.outcome;
    const adjusted = regress(sample, outcome, names, regressors, options.variance);
    const plain = regress(sample, sample.outcome, [], [], options.variance);
    const { value, standardError } = adjusted;
    const freedom = options.variance.startsWith('CR') ? cluster!.count - 1 : adjusted.freedom;
    const reach = studentCritical(options.level, freedom) * standardError;
    return {
      estimand: 'ATE',
      measure: sample.outcomeIsBinary ? 'risk-difference' : 'mean-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: { level: options.level, lower: value - reach, upper: value + reach },
      n: countArms(sample),
      details: {
        pValue: studentPValue(value / standardError, freedom),
        degreesOfFreedom: freedom,
        unadjusted: { value: plain.value, standardError: plain.standardError },
        varianceReduction: 1 - square(standardError / plain.standardError),
      },
      warnings: fewClustersWarning(cluster, options.variance),
    };
  },
});

function centred(x: Float64Array, frequency: Float64Array): Float64Array {
  const { mean } = moments(x, frequency);
  return x.map((value) => value - mean);
}

/** The outcome without what the covariates, pooled over the arms, predict of it. */
function withoutCovariates({ covariates, outcome, frequency }: Trial): Float64Array {
  const design = designOf(covariates.names, covariates.columns, frequency);
  const fit = fitLeastSquares(design, outcome, frequency, 'the rows used');
  return outcome.map((y, i) => y - fit.fitted[i]! + fit.coefficients[0]!);
}

function regress(
  { treatment, treatmentName, frequency, cluster }: Trial,
  outcome: Float64Array,
  names: readonly string[],
  columns: readonly Float64Array[],
  variance: (typeof robustVariances)[number],
): { value: number; standardError: number; freedom: number } {
  const design: Design = designOf([treatmentName!, ...names], [treatment, ...columns], frequency);
  const fit = fitLeastSquares(design, outcome, frequency, 'the rows used');
  if (!(fit.residualSquares > 1e-24 * (fit.totalSquares + fit.n * square(fit.coefficients[0]!)))) {
    throw new StatisticalError(
      'no-variation',
      'The covariates reproduce the outcome exactly: nothing is left to estimate an error from. Check that the outcome is not among them in another form.',
    );
  }
  const residual = outcome.map((y, i) => y - fit.fitted[i]!);
  const covariance = robustCovariance(variance, {
    design,
    bread: fit.bread,
    frequency,
    residual,
    working: () => 1,
    cluster,
  });
  return {
    value: unstandardise(design, fit.coefficients)[1]!,
    standardError: naturalStandardErrors(design, covariance)[1]!,
    freedom: fit.n - design.width,
  };
}
