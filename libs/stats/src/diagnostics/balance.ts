import { balancingWeights } from '../adjustment/balancing-weights.js';
import { propensityScore } from '../adjustment/propensity-score.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import type { StatisticalWarning } from '../core/estimate.js';
import { noInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';
import { stableOrder } from '../core/stable-order.js';
import { covariateBalance, denominators, weightedArms, type BalanceRow } from './covariate-balance.js';
import { effectiveSampleSize } from './effective-sample-size.js';

/** Beyond a tenth of a standard deviation an imbalance is worth a word (Austin 2009). */
const WORTH_A_WARNING = 0.1;

/**
 * Covariate balance of the arms, before and after weighting. The figure is the largest absolute standardised mean difference after weighting
 * (unweighted when `weights` is none).
 *
 * Estimand: none: a description of these rows, which reads no outcome and may be looked at before the figure is.
 * Assumes: nothing when unweighted; weights rest on a right model of the score.
 * Formula: difference of weighted means over the unweighted standard deviation (Austin 2009; Stuart, Lee and Leacy 2013), variance ratio and
 * the distance of Kolmogorov and Smirnov; conventions in `covariateBalance`. `denominator: treated` is MatchIt's for the ATT.
 * Variance: none: balance is a property of the sample, not of a population.
 * Shapes: treatment 0/1 and covariates, one value a row; `details.rows` has one entry a covariate (categories level by level),
 * `details.before` the unweighted ones.
 * Units: standard deviations.
 * Tested against: R, MatchIt for the treated denominator.
 * Errors: single-arm, too-few-rows, those of the score when weighted (separation, collinear).
 *
 * @example estimate('balance', table, { treatment: 't', covariates: ['age'] }, { weights: 'ATT' }).details.rows
 */
export const balance = defineEstimator({
  id: 'balance',
  group: 'diagnostics',
  what: 'How alike the arms are on each covariate: SMD, variance ratio, Kolmogorov-Smirnov distance.',
  estimand: 'diagnostic',
  required: ['treatment', 'covariates'],
  options: {
    weights: choice(['none', 'ATE', 'ATT', 'ATO', 'ATC'], 'Weights by the estimated propensity score, or none.'),
    denominator: choice(denominators, 'Standard deviation the differences are divided by.'),
    level,
  },
  run(sample, options) {
    const { covariates, treatment, frequency } = sample;
    const counts = countArms(sample);
    if (Math.min(counts.treated, counts.comparison) < 2) {
      throw new StatisticalError('too-few-rows', 'An arm has one row: its spread cannot be measured. Use more rows.');
    }
    const even = new Float64Array(sample.rows).fill(1);
    const plain = weightedArms(treatment, even, frequency);
    const weights =
      options.weights === 'none' ? even : balancingWeights(options.weights, treatment, propensityScore(sample).fitted);
    const weighted = options.weights === 'none' ? plain : weightedArms(treatment, weights, frequency);
    const before: BalanceRow[] = [];
    const rows: BalanceRow[] = [];
    covariates.names.forEach((name, j) => {
      const x = covariates.columns[j]!;
      const order = stableOrder(x);
      before.push(covariateBalance(name, x, order, plain, plain, options.denominator));
      rows.push(covariateBalance(name, x, order, plain, weighted, options.denominator));
    });
    return {
      estimand: options.weights === 'none' ? 'unweighted' : options.weights,
      measure: 'max-absolute-smd',
      value: largest(rows),
      standardError: null,
      standardErrorScale: 'natural',
      interval: noInterval(options.level),
      n: { ...counts, events: null },
      details: {
        rows: rows.map((row) => ({ ...row })),
        before: before.map((row) => ({ ...row })),
        largestBefore: largest(before),
        effectiveSampleSize: { ...effectiveSampleSize(treatment, weights, frequency) },
      },
      warnings: imbalanceWarnings(rows),
    };
  },
});

const largest = (rows: readonly BalanceRow[]): number =>
  rows.reduce((size, { smd }) => Math.max(size, Math.abs(smd ?? 0)), 0);

function imbalanceWarnings(rows: readonly BalanceRow[]): StatisticalWarning[] {
  const apart = rows.filter(({ smd }) => smd !== null && Math.abs(smd) > WORTH_A_WARNING).map(({ name }) => name);
  const disjoint = rows.filter(({ smd }) => smd === null).map(({ name }) => name);
  return [
    ...(apart.length > 0
      ? [{ kind: 'imbalance', message: `The arms differ by more than ${WORTH_A_WARNING} SD on ${apart.join(', ')}.` }]
      : []),
    ...(disjoint.length > 0
      ? [
          {
            kind: 'disjoint-arms',
            message: `Each arm has one value, and not the same, of ${disjoint.join(', ')}: nothing is comparable there.`,
          },
        ]
      : []),
  ];
}
