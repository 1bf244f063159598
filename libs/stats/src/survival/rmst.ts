import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, optionalNumber } from '../catalogue/option.js';
import { normalPValue } from '../core/distributions.js';
import { plainInterval } from '../core/intervals.js';
import { square } from '../core/power.js';
import { weightedSum } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { followUp } from './follow-up.js';
import { restrictedMean } from './restricted-mean.js';
import { armCurves } from './survival-curve.js';

/**
 * Difference in restricted mean survival time, treated minus comparison: mean time without the event within tau. For time to a good event (a
 * job) a negative difference is a gain.
 *
 * Estimand: the difference of the arms as they are; an effect only when treatment was randomised.
 * Assumes: censoring unrelated to the event; no proportional hazards; nothing is adjusted.
 * Formula: area under the product-limit curve up to tau (Royston and Parmar 2013). Default tau: the smaller of the arms' largest times.
 * Variance: Σ (area from t to tau)² d/(n(n - d)) over event times, added over the arms, as package survRM2 (Uno and others 2014).
 * Shapes: treatment and event, 0/1, and time, one value a row.
 * Units: that of the time column.
 * Tested against: the formula of survRM2 in R.
 * Errors: beyond-follow-up when tau exceeds an arm's largest time, invalid-option, negative-time, single-arm.
 *
 * @example estimate('rmst', table, { treatment: 't', time: 'days', event: 'left' }, { tau: 180 })
 */
export const rmst = defineEstimator({
  id: 'rmst',
  group: 'survival',
  what: 'Difference in mean time without the event, within a horizon.',
  estimand: 'unadjusted restricted mean survival time',
  required: ['treatment', 'time', 'event'],
  optional: ['entry'],
  options: {
    tau: optionalNumber('Horizon; not set: the smaller of the largest times of the arms.', { minimum: 0 }),
    level,
  },
  run(sample, options) {
    const { event, frequency, treatment } = sample;
    const curves = armCurves(sample);
    const reach = Math.min(...curves.map(followUp));
    const tau = options.tau ?? reach;
    if (tau > reach) {
      throw new StatisticalError(
        'beyond-follow-up',
        `tau is ${tau}, but an arm is followed only to ${reach}. Choose a horizon up to ${reach}.`,
        ['tau'],
      );
    }
    if (tau === 0) throw new StatisticalError('invalid-option', 'tau is 0: a horizon needs a length.', ['tau']);
    const [treated, comparison] = curves.map((curve) => restrictedMean(curve, tau)) as [Arm, Arm];
    const value = treated.mean - comparison.mean;
    const standardError = Math.sqrt(treated.variance + comparison.variance);
    const rows = weightedSum(treatment, frequency);
    return {
      estimand: 'unadjusted restricted mean survival time',
      measure: 'rmst-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: plainInterval(value, standardError, options.level),
      n: { total: sample.total, treated: rows, comparison: sample.total - rows, events: weightedSum(event, frequency) },
      details: {
        tau,
        means: { treated: treated.mean, comparison: comparison.mean },
        standardErrors: { treated: Math.sqrt(treated.variance), comparison: Math.sqrt(comparison.variance) },
        ratio: treated.mean / comparison.mean,
        ratioStandardErrorLog: Math.sqrt(
          treated.variance / square(treated.mean) + comparison.variance / square(comparison.mean),
        ),
        pValue: standardError > 0 ? normalPValue(value / standardError) : null,
      },
      warnings:
        standardError === 0
          ? [
              {
                kind: 'zero-variance',
                message: 'There is no event before tau: the estimated error is zero, which does not mean certainty.',
              },
            ]
          : [],
    };
  },
});

type Arm = ReturnType<typeof restrictedMean>;
