import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, optionalNumbers, weightType } from '../catalogue/option.js';
import { normalCritical } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import { plainInterval } from '../core/intervals.js';
import { weightedSum } from '../core/moments.js';
import { describeCurve, isThinned } from './describe-curve.js';
import { followUp } from './follow-up.js';
import { robustLogVariance } from './robust-log-variance.js';
import { armCurves, followedIn, indexAt, type SurvivalCurve } from './survival-curve.js';
import { confidenceScales, limitsAt } from './survival-limits.js';

/**
 * Survival curves by arm, or one curve without a treatment. The figure is survival at the last of `times` (default: the last time at which
 * every arm is still followed), treated minus comparison when there are arms.
 *
 * Estimand: survival by a time in the arms as they are; their difference is an effect only when treatment was randomised.
 * Assumes: censoring unrelated to the event; nothing is adjusted.
 * Formula: product limit S = Π(1 - d/n) (Kaplan and Meier 1958); each point also has the cumulative hazard Σ d/n of Nelson (1972) and Aalen
 * (1978). With an entry column a row counts as at risk only after it (left truncation). With `weightType` sampling curves, numbers at risk and
 * events are weighted.
 * Variance: Greenwood; limits of curves by `confidence`, of the difference plain. Under sampling weights the error of survival is the
 * infinitesimal jackknife (survfit's robust one); that of the cumulative hazard stays unweighted theory.
 * Shapes: time, event 0/1, and if wanted treatment 0/1 and entry, one value a row; `details.curves` one curve an arm.
 * Units: survival as a probability; times and medians in the unit of the time column.
 * Tested against: R survfit.
 * Errors: negative-time, entry-after-time, not-binary (event), single-arm, negative-weight.
 *
 * @example estimate('kaplan-meier', table, { treatment: 't', time: 'days', event: 'left' }, { times: [90, 180] })
 */
export const kaplanMeier = defineEstimator({
  id: 'kaplan-meier',
  group: 'survival',
  what: 'Survival curves with numbers at risk, by arm when there are arms.',
  estimand: 'unadjusted survival',
  required: ['time', 'event'],
  optional: ['treatment', 'entry'],
  options: {
    confidence: choice(confidenceScales, 'Scale on which the limits of a curve are symmetric.'),
    times: optionalNumbers('Times at which to print the curves; not set: every event time.', { minimum: 0 }),
    weightType,
    level,
  },
  run(sample, options) {
    const { event, frequency, treatment, samplingWeights } = sample;
    const arms = treatment ? ([1, 0] as const) : ([null] as const);
    const list = armCurves(sample, samplingWeights).map((curve, k) =>
      samplingWeights === undefined
        ? curve
        : { ...curve, logVariance: robustLogVariance(curve, followedIn(sample, arms[k]!, samplingWeights)) },
    );
    const names = treatment ? ['treated', 'comparison'] : ['all'];
    const at = options.times?.at(-1) ?? Math.min(...list.map(followUp));
    const points = list.map((curve) => pointAt(curve, at));
    const value = points.length === 1 ? points[0]!.survival : points[0]!.survival - points[1]!.survival;
    const standardError = Math.sqrt(points.reduce((sum, { variance }) => sum + variance, 0));
    const describe = (curve: SurvivalCurve): Details =>
      describeCurve(curve, options.times, options.confidence, options.level);
    const treated = treatment ? weightedSum(treatment, frequency) : null;
    const beyond = list.some((curve) => at > followUp(curve));
    const thinned = options.times === null && list.some(isThinned);
    return {
      estimand: 'unadjusted survival',
      measure: treatment ? 'survival-difference' : 'survival',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: treatment
        ? plainInterval(value, standardError, options.level)
        : curveInterval(points[0]!, options.confidence, options.level),
      n: {
        total: sample.total,
        treated,
        comparison: treated === null ? null : sample.total - treated,
        events: weightedSum(event, frequency),
      },
      details: { at, curves: Object.fromEntries(list.map((curve, k) => [names[k]!, describe(curve)])) },
      warnings: [
        ...(beyond
          ? [
              {
                kind: 'beyond-follow-up',
                message: `Nobody is followed to time ${at} in some arm: the curve is carried on flat.`,
              },
            ]
          : []),
        ...(thinned
          ? [
              {
                kind: 'curve-thinned',
                message: 'There are more than 1,000 event times: the printed curve shows an even selection.',
              },
            ]
          : []),
      ],
    };
  },
});

interface Point {
  readonly survival: number;
  readonly logVariance: number;
  readonly variance: number;
}

function pointAt(curve: SurvivalCurve, t: number): Point {
  const k = indexAt(curve, t);
  const survival = k < 0 ? 1 : curve.survival[k]!;
  const logVariance = k < 0 ? 0 : curve.logVariance[k]!;
  return { survival, logVariance, variance: survival === 0 ? 0 : survival * survival * logVariance };
}

function curveInterval(
  point: Point,
  scale: (typeof confidenceScales)[number],
  level: number,
): { level: number; lower: number | null; upper: number | null } {
  const [lower, upper] = limitsAt(point.survival, point.logVariance, scale, normalCritical(level));
  return { level, lower: Number.isNaN(lower) ? null : lower, upper: Number.isNaN(upper) ? null : upper };
}
