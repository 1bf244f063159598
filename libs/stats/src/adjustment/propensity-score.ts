import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { designOf } from '../models/design.js';
import { fitLogistic, type LogisticFit } from '../models/fit-logistic.js';

/**
 * Probability of treatment given the covariates, by logistic regression (Rosenbaum and Rubin 1983). `fitted` is the
 * score of every row. Errors: missing-role without covariates, and those of `fitLogistic`.
 *
 * @param frequency defaults to that of the sample; 0 leaves a row out of the fit
 */
export function propensityScore(
  sample: SampleWith<'treatment'>,
  frequency: Float64Array = sample.frequency,
  among = 'the rows used (treatment model)',
): LogisticFit {
  const { covariates, treatment } = sample;
  if (covariates.columns.length === 0) {
    throw new StatisticalError(
      'missing-role',
      'Adjustment needs covariates: name those that predict both treatment and outcome.',
      ['covariates'],
    );
  }
  return fitLogistic(designOf(covariates.names, covariates.columns, frequency), treatment, frequency, among);
}
