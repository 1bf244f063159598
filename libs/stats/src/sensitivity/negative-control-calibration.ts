import { repeatedRows } from '../adjustment/repeat-rows.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { gather } from '../catalogue/kept-rows.js';
import { choice, level, numberList, optionalNumber } from '../catalogue/option.js';
import { normalPValue } from '../core/distributions.js';
import { exp } from '../core/elementary.js';
import type { Finding } from '../core/estimate.js';
import { logInterval, plainInterval } from '../core/intervals.js';
import { square } from '../core/power.js';
import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { fitNullDistribution } from './null-distribution.js';

/** With fewer controls the spread of systematic error is a guess (Schuemie and others 2018). */
const FEWEST = 20;

/**
 * Empirical calibration: the estimates of negative controls (outcomes or exposures without an effect) show how far systematic error moves an
 * estimate of this design; the effect of interest is shifted by its mean and its error widened by its spread.
 *
 * Estimand: that of the estimate to be calibrated; without `estimate`, the mean systematic error of the design.
 * Assumes: controls exchangeable with the effect of interest, and the same error at every true effect.
 * Formula: Schuemie and others (2014, 2018); the null distribution N(mean, variance) by maximum likelihood (`fitNullDistribution`), `pValue`
 * and `uncalibratedPValue`.
 * Variance: of the calibrated effect, its own plus the variance of the systematic error.
 * Shapes: `estimates` and `standardErrors`, one of each a control (20 at least), or the outcome column and one covariate, the column of their
 * errors.
 * Units: on `log-ratio` scale controls and `estimate` are logs of ratios and the figure a ratio (its error that of the log); `difference`
 * takes them as they are.
 * Tested against: R optim.
 * Errors: missing-role, invalid-option, too-few-rows (fewer than 20 controls).
 *
 * @example estimate('negative-control-calibration', { rows: 0, columns: {} }, {}, { estimates, standardErrors, estimate: 0.4, standardError: 0.1 })
 */
export const negativeControlCalibration = defineEstimator({
  id: 'negative-control-calibration',
  group: 'sensitivity',
  what: 'An effect corrected for the systematic error that negative controls show.',
  estimand: 'calibrated',
  required: [],
  optional: ['outcome', 'covariates'],
  options: {
    scale: choice(['log-ratio', 'difference'], 'What the estimates are.'),
    estimates: numberList('Estimates of the negative controls, instead of columns.'),
    standardErrors: numberList('Their standard errors.', { minimum: Number.MIN_VALUE }),
    estimate: optionalNumber('The effect to calibrate, on the same scale.'),
    standardError: optionalNumber('Its standard error.', { minimum: Number.MIN_VALUE }),
    level,
  },
  run(sample, options): Finding {
    const { estimates, errors } = controls(sample, options.estimates, options.standardErrors);
    if (estimates.length < FEWEST) {
      throw new StatisticalError(
        'too-few-rows',
        `${estimates.length} negative controls cannot show the spread of systematic error: use at least ${FEWEST}, or report each one.`,
      );
    }
    if ((options.estimate === null) !== (options.standardError === null)) {
      throw new StatisticalError('invalid-option', 'Give both estimate and standardError of the effect, or neither.', [
        'estimate',
        'standardError',
      ]);
    }
    const fit = fitNullDistribution(estimates, errors);
    const details = {
      controls: estimates.length,
      nullDistribution: {
        mean: fit.mean,
        standardDeviation: Math.sqrt(fit.variance),
        standardErrorOfMean: fit.standardErrorOfMean,
        logLikelihood: fit.logLikelihood,
      },
    };
    const n = { total: estimates.length, treated: null, comparison: null, events: null };
    if (options.estimate === null || options.standardError === null) {
      return {
        estimand: 'systematic error',
        measure: 'systematic-error',
        value: fit.mean,
        standardError: fit.standardErrorOfMean,
        standardErrorScale: 'natural',
        interval: plainInterval(fit.mean, fit.standardErrorOfMean, options.level),
        n,
        details,
      };
    }
    const shifted = options.estimate - fit.mean;
    const error = Math.sqrt(square(options.standardError) + fit.variance);
    const ratio = options.scale === 'log-ratio';
    return {
      estimand: 'calibrated',
      measure: ratio ? 'calibrated-ratio' : 'calibrated-difference',
      value: ratio ? exp(shifted) : shifted,
      standardError: error,
      standardErrorScale: ratio ? 'log' : 'natural',
      interval: ratio ? logInterval(exp(shifted), error, options.level) : plainInterval(shifted, error, options.level),
      n,
      details: {
        ...details,
        pValue: normalPValue(shifted / error),
        uncalibratedPValue: normalPValue(options.estimate / options.standardError),
      },
    };
  },
});

function controls(
  sample: Sample,
  estimates: readonly number[] | null,
  errors: readonly number[] | null,
): { estimates: Float64Array; errors: Float64Array } {
  if (estimates !== null && errors !== null) {
    if (estimates.length === errors.length)
      return { estimates: Float64Array.from(estimates), errors: Float64Array.from(errors) };
    throw new StatisticalError(
      'invalid-option',
      `There are ${estimates.length} estimates and ${errors.length} standardErrors: give one of each per control.`,
      ['estimates', 'standardErrors'],
    );
  }
  const column = sample.covariates.columns[0];
  if (sample.outcome === undefined || column === undefined || sample.covariates.columns.length > 1) {
    throw new StatisticalError(
      'missing-role',
      'Calibration needs the controls: an outcome column of estimates and one covariate of their standard errors, or both lists as options.',
      ['outcome', 'covariates', 'estimates', 'standardErrors'],
    );
  }
  if (column.some((error) => !(error > 0))) {
    throw new StatisticalError(
      'invalid-option',
      `Column "${sample.covariates.names[0]}" holds standard errors: they must be above 0.`,
      [sample.covariates.names[0]!],
    );
  }
  const rows = repeatedRows(sample);
  return { estimates: gather(sample.outcome, rows), errors: gather(column, rows) };
}
