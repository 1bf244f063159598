import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, optionalNumber, weightType } from '../catalogue/option.js';
import { normalPValue } from '../core/distributions.js';
import { plainInterval } from '../core/intervals.js';
import { square } from '../core/power.js';
import { weightedSum } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { curveInfluence, meanGain } from './curve-influence.js';
import { countCauses } from './event-codes.js';
import { followUp, refuseBeyond } from './follow-up.js';
import { restrictedMean } from './restricted-mean.js';
import { armCurves, followedIn, type Followed, type SurvivalCurve } from './survival-curve.js';

/**
 * Difference in restricted mean survival time, treated minus comparison: mean time without the event within tau. For time to a good event (a
 * job) a negative difference is a gain.
 *
 * Estimand: the difference of the arms as they are; an effect only when treatment was randomised. Where the event column has codes of other
 * ways to leave (2 and more), those count as lost, and the estimand says "had nobody left otherwise".
 * Assumes: censoring unrelated to the event; no proportional hazards; nothing is adjusted.
 * Formula: area under the product-limit curve up to tau (Royston and Parmar 2013). Default tau: the smaller of the arms' largest times.
 * Variance: Σ (area from t to tau)² d/(n(n - d)) over event times, added over the arms, as package survRM2 (Uno and others 2014).
 * With `weightType` sampling, curves are weighted and the variance is the infinitesimal jackknife by row.
 * Shapes: treatment, 0/1, event (0 = censored, 1 = the event, 2 and more = others) and time, one value a row.
 * Units: that of the time column.
 * Tested against: the formula of survRM2 in R; the influences of survfit for weighted curves.
 * Errors: beyond-follow-up when tau exceeds an arm's largest time, invalid-option, not-event-codes, negative-time, single-arm.
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
  eventCodes: true,
  options: {
    tau: optionalNumber('Horizon; not set: the smaller of the largest times of the arms.', { minimum: 0 }),
    weightType,
    level,
  },
  run(given, options) {
    const { other } = countCauses(given);
    // Who leaves otherwise is then counted as lost: that is what the estimand says.
    const sample = other > 0 ? { ...given, event: given.event.map((cause) => (cause === 1 ? 1 : 0)) } : given;
    const { event, frequency, treatment, samplingWeights } = sample;
    const curves = armCurves(sample, samplingWeights);
    const reach = Math.min(...curves.map(followUp));
    const tau = options.tau ?? reach;
    refuseBeyond(reach, tau, 'tau');
    if (tau === 0) throw new StatisticalError('invalid-option', 'tau is 0: a horizon needs a length.', ['tau']);
    const [treated, comparison] = curves.map((curve, k): Arm => {
      const arm = restrictedMean(curve, tau);
      if (samplingWeights === undefined) return arm;
      return { ...arm, variance: weightedVariance(curve, followedIn(sample, k === 0 ? 1 : 0, samplingWeights), tau) };
    }) as [Arm, Arm];
    const value = treated.mean - comparison.mean;
    const standardError = Math.sqrt(treated.variance + comparison.variance);
    const rows = weightedSum(treatment, frequency);
    return {
      estimand: `unadjusted restricted mean survival time${other > 0 ? ', had nobody left otherwise' : ''}`,
      measure: 'rmst-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: plainInterval(value, standardError, options.level),
      n: { total: sample.total, treated: rows, comparison: sample.total - rows, events: weightedSum(event, frequency) },
      details: {
        tau,
        otherEvents: other,
        means: { treated: treated.mean, comparison: comparison.mean },
        standardErrors: { treated: Math.sqrt(treated.variance), comparison: Math.sqrt(comparison.variance) },
        ratio: treated.mean / comparison.mean,
        ratioStandardErrorLog: Math.sqrt(
          treated.variance / square(treated.mean) + comparison.variance / square(comparison.mean),
        ),
        pValue: standardError > 0 ? normalPValue(value / standardError) : null,
      },
      warnings: [
        ...(standardError === 0
          ? [
              {
                kind: 'zero-variance',
                message: 'There is no event before tau: the estimated error is zero, which does not mean certainty.',
              },
            ]
          : []),
        ...(other > 0
          ? [
              {
                kind: 'competing-events',
                message: `${other} left by another way (codes 2 and more) and count as lost: the figure is of a world in which nobody does. For shares as they are, use cumulative-incidence.`,
              },
            ]
          : []),
      ],
    };
  },
});

type Arm = ReturnType<typeof restrictedMean>;

/** Of the area under a weighted curve: Σ w²U², where one more unit of weight of a row moves it by U. */
function weightedVariance(curve: SurvivalCurve, followed: Followed, tau: number): number {
  const influence = curveInfluence(curve, followed, meanGain(curve, tau));
  return influence.reduce((sum, u, i) => sum + square(followed.weight[i]! * u), 0);
}
