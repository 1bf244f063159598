import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, number, weightType } from '../catalogue/option.js';
import { chiSquarePValue } from '../core/distributions.js';
import { logInterval } from '../core/intervals.js';
import { weightedSum } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { logRankScore } from './log-rank-score.js';
import { weightedLogRank } from './weighted-log-rank.js';
import { exp } from '../core/elementary.js';
import { square } from '../core/power.js';

/**
 * Test that two arms have the same hazard throughout: observed minus expected events in the treated arm.
 *
 * Estimand: none but the null hypothesis of equal hazards at all times (within strata). The figure is a one-step hazard ratio that belongs to
 * the test (the interval excludes 1 exactly when the test rejects) and is biased towards 1 for strong effects or very unequal arms: use cox
 * then.
 * Assumes: censoring unrelated to the event given the arm.
 * Formula: Σ w(O - E), w = S(t-)^rho with S the pooled survival of the stratum just before t. `rho` 0 is the log-rank test (Mantel 1966), 1
 * the Peto and Peto modification of the Wilcoxon test, which looks at early differences (Harrington and Fleming 1982). With strata the
 * differences and variances are added over them; with an entry column a row counts only after it. The figure is exp(Σw(O - E) / Σwv), for rho
 * 0 Peto's (Yusuf and others 1985).
 * Variance: hypergeometric v at each event time; error of the logarithm sqrt(Σw²v) / Σwv. With `weightType` sampling, the sum of the rows'
 * squared weighted score residuals, and v = d p(1 - p) (Lin 2000): the robust score test of a Cox model with Breslow ties.
 * Shapes: treatment and event, 0/1, time, and if wanted entry and strata, one value a row.
 * Units: a ratio of hazards; `standardError` is that of its logarithm.
 * Tested against: R survdiff; the robust score test of coxph for sampling weights.
 * Errors: no-events, not-estimable (never both arms at risk at an event), negative-time, entry-after-time, single-arm.
 *
 * @example estimate('log-rank', table, { treatment: 't', time: 'days', event: 'left' }).details.pValue
 */
export const logRank = defineEstimator({
  id: 'log-rank',
  group: 'survival',
  what: 'Test of equal hazards in two arms, weighted and stratified if wished.',
  estimand: 'equality of hazards',
  required: ['treatment', 'time', 'event'],
  optional: ['strata', 'entry'],
  options: {
    rho: number(0, 'Weight S(t-)^rho: 0 log-rank, 1 Peto and Peto (early differences).', { minimum: 0, maximum: 10 }),
    weightType,
    level,
  },
  run(sample, options) {
    const { treatment, frequency, event, samplingWeights } = sample;
    const score =
      samplingWeights === undefined
        ? logRankScore(sample, options.rho)
        : weightedLogRank(sample, samplingWeights, options.rho);
    const events = weightedSum(event, frequency);
    if (events === 0) {
      throw new StatisticalError(
        'no-events',
        'Nobody has the event, so there are no hazards to compare. Check the event column, or follow people longer.',
      );
    }
    if (!(score.variance > 0)) {
      throw new StatisticalError(
        'not-estimable',
        'At no event are both arms still followed, so their hazards cannot be compared. Look at kaplan-meier, or use fewer strata.',
      );
    }
    const difference = score.observed[0] - score.expected[0];
    const chiSquare = square(difference) / score.variance;
    const value = exp(difference / score.information);
    const standardError = Math.sqrt(score.variance) / score.information;
    const treated = weightedSum(treatment, frequency);
    return {
      estimand: 'equality of hazards',
      measure: 'hazard-ratio',
      value,
      standardError,
      standardErrorScale: 'log',
      interval: logInterval(value, standardError, options.level),
      n: { total: sample.total, treated, comparison: sample.total - treated, events },
      details: {
        chiSquare,
        degreesOfFreedom: 1,
        pValue: chiSquarePValue(chiSquare),
        observed: { treated: score.observed[0], comparison: score.observed[1] },
        expected: { treated: score.expected[0], comparison: score.expected[1] },
        variance: score.variance,
        rho: options.rho,
        strata: sample.strata?.count ?? 1,
      },
    };
  },
});
