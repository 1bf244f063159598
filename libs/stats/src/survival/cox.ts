import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, weightType } from '../catalogue/option.js';
import { cholesky, solve } from '../core/cholesky.js';
import { chiSquareTail, normalCritical, normalPValue } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import { weightedSum } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { coefficientRows, coefficientTable, fewClustersWarning } from '../models/coefficients.js';
import { refuseModelError } from '../models/sampling-weights.js';
import { coxData } from './cox-data.js';
import { robustCoxCovariance } from './cox-robust.js';
import { fitCox, type CoxFit } from './fit-cox.js';
import { proportionalHazards, timeTransforms } from './proportional-hazards.js';
import { exp } from '../core/elementary.js';

/** Beyond this many, each iteration of Efron's rule would take minutes. */
const MOST_EVENTS = 100_000_000;

/**
 * Proportional hazards regression. The figure is the hazard ratio of the treatment, or of the first covariate when no treatment is named;
 * `details.coefficients` are log hazard ratios.
 *
 * Estimand: the hazard ratio at equal covariates. It is conditional on them, not collapsible, and averages over time if hazards are not
 * proportional: `rmst` and `adjusted-survival` say more plainly what a programme changed.
 * Assumes: hazards proportional over time given the covariates (`details.proportionalHazards` tests it) and censoring unrelated to the event
 * given them.
 * Formula: partial likelihood (Cox 1972), ties by Efron (1977) or Breslow (1974). Strata have baseline hazards of their own. With an entry
 * column a row is at risk only after it (left truncation). Weights are frequencies, or with `weightType` sampling those of coxph (Efron with
 * the mean weight of the tied): a marginal structural model when they are inverse probabilities. Wald limits on the log scale.
 * Variance: inverse information (`model`), or Lin and Wei (1989) by row (`robust`) or by cluster (`cluster`); under sampling weights robust
 * errors only.
 * Shapes: time and event 0/1, k columns, one value a row; `details.coefficients` has k entries.
 * Units: a ratio of hazards; `standardError` is that of its logarithm.
 * Tested against: R coxph and cox.zph.
 * Errors: no-events, separation, collinear, no-variation, constant-covariate, not-estimable, missing-role, too-few-clusters, negative-time,
 * entry-after-time, negative-weight.
 *
 * @example estimate('cox', table, { treatment: 't', time: 'days', event: 'left', covariates: ['age'] }, { variance: 'robust' })
 */
export const cox = defineEstimator({
  id: 'cox',
  group: 'survival',
  what: 'Proportional hazards regression: hazard ratio, adjusted for the covariates.',
  estimand: 'conditional hazard ratio',
  required: ['time', 'event'],
  optional: ['treatment', 'covariates', 'strata', 'cluster', 'entry'],
  options: {
    ties: choice(['efron', 'breslow'], 'What to make of events at equal times.'),
    variance: choice(['model', 'robust', 'cluster'], 'Error that trusts the model, or a robust one by row or cluster.'),
    transform: choice(timeTransforms, 'Time scale on which proportional hazards are tested.'),
    weightType,
    level,
  },
  run(sample, options) {
    const { treatment, treatmentName, covariates, frequency, event, cluster } = sample;
    const names = treatment ? [treatmentName!, ...covariates.names] : covariates.names;
    const columns = treatment ? [treatment, ...covariates.columns] : covariates.columns;
    if (columns.length === 0) {
      throw new StatisticalError('missing-role', 'cox needs a treatment, covariates, or both.', [
        'treatment',
        'covariates',
      ]);
    }
    const events = weightedSum(event, frequency);
    if (events === 0) {
      throw new StatisticalError(
        'no-events',
        'Nobody has the event, so there is no hazard to compare. Check the event column, or follow people longer.',
      );
    }
    if (options.ties === 'efron' && events > MOST_EVENTS) {
      throw new StatisticalError(
        'not-estimable',
        `Efron's rule takes tied events one by one, and the weights stand for ${events} of them: ${MOST_EVENTS} at most. Set ties to breslow, or scale the weights down.`,
        ['ties', 'weights'],
      );
    }
    if (options.variance === 'cluster') refuseClusters(cluster?.count);
    refuseModelError(sample, options.variance, 'robust, or cluster');
    const fit = fitCox(coxData(names, columns, sample, options.ties));
    const covariance =
      options.variance === 'model'
        ? fit.bread
        : robustCoxCovariance(fit, options.variance === 'cluster' ? cluster : undefined);
    const full = coefficientTable(fit.data.design, fit.coefficients, covariance);
    const table = {
      names: full.names.slice(1),
      values: full.values.subarray(1),
      standardErrors: full.standardErrors.subarray(1),
    };
    const value = table.values[0]!;
    const standardError = table.standardErrors[0]!;
    const reach = normalCritical(options.level) * standardError;
    const treated = treatment ? weightedSum(treatment, frequency) : null;
    return {
      estimand: 'conditional hazard ratio',
      measure: 'hazard-ratio',
      value: exp(value),
      standardError,
      standardErrorScale: 'log',
      interval: { level: options.level, lower: exp(value - reach), upper: exp(value + reach) },
      n: { total: sample.total, treated, comparison: treated === null ? null : sample.total - treated, events },
      details: {
        coefficients: coefficientRows(table),
        pValue: normalPValue(value / standardError),
        ...wholeModel(fit, covariance),
        proportionalHazards: proportionalHazards(fit, options.transform),
        iterations: fit.iterations,
        strata: sample.strata?.count ?? 1,
        clusters: cluster?.count ?? null,
      },
      warnings: options.variance === 'cluster' ? fewClustersWarning(cluster, 'CR0') : [],
    };
  },
});

function refuseClusters(count: number | undefined): void {
  if (count === undefined)
    throw new StatisticalError('missing-role', 'Variance cluster needs a cluster column.', ['cluster']);
  if (count < 2) {
    throw new StatisticalError(
      'too-few-clusters',
      'There is one cluster: its variance cannot be estimated. Use robust, or a finer cluster column.',
    );
  }
}

/** Likelihoods, and the three tests that no column has an effect. The Wald test uses the chosen variance. */
function wholeModel(fit: CoxFit, covariance: Float64Array): Details {
  const { width } = fit.data.design;
  const df = width - 1;
  const padded = covariance.slice();
  padded[0] = 1;
  const factor = cholesky(padded, width, 1e-13);
  const wald =
    'deficientAt' in factor
      ? null
      : solve(factor, fit.coefficients).reduce((sum, step, j) => sum + step * fit.coefficients[j]!, 0);
  const test = (chiSquare: number | null): Details => ({
    chiSquare,
    degreesOfFreedom: df,
    pValue: chiSquare === null ? null : chiSquareTail(Math.max(0, chiSquare), df),
  });
  return {
    logLikelihood: fit.pass.logLikelihood,
    nullLogLikelihood: fit.nullLogLikelihood,
    likelihoodRatioTest: test(2 * (fit.pass.logLikelihood - fit.nullLogLikelihood)),
    waldTest: test(wald),
    scoreTest: test(fit.scoreChiSquare),
  };
}
