import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, optionalNumbers } from '../catalogue/option.js';
import { plainInterval } from '../core/intervals.js';
import type { Details } from '../core/estimate.js';
import type { SampleWith } from '../core/sample.js';
import { incidenceCurve, incidenceVariance, incidenceVariances, type IncidenceCurve } from './incidence-curve.js';
import { describeIncidence, incidenceAt } from './describe-incidence.js';
import { countEvents } from './event-codes.js';
import { followUp } from './follow-up.js';
import { graysTest } from './grays-test.js';
import { printedTimes } from './printed-times.js';
import { indexAt } from './survival-curve.js';

/** Most points of a curve printed without `times`: each costs a pass for its error. */
const MOST_POINTS = 100;

/**
 * Share of people who have had the event of cause 1 by a time, when other causes may come first: treated minus comparison at the last of
 * `times` (default: the smaller of the arms' largest times), or the share itself without arms.
 *
 * Estimand: the share in a world where other causes act as they do, in the arms as they are; their difference is an effect only when treatment
 * was randomised. Counting other causes as censored and reading 1 - Kaplan-Meier would overstate it.
 * Assumes: censoring unrelated to any event; nothing is adjusted.
 * Formula: Σ S(t-) d₁/n over event times, S the survival from all causes (Aalen and Johansen 1978).
 * Variance: sum of squared influences of people (`infinitesimal-jackknife`, as survfit), or Aalen (1978) with hypergeometric ties (`aalen`);
 * plain limits. Between arms `details.graysTest` tests equal incidence of cause 1 at all times (Gray 1988).
 * Shapes: time, event codes (0 = censored, 1 = the event of interest, 2 and more = other causes) and if wanted treatment 0/1, one value a row.
 * Units: shares as probabilities, times in the unit of the time column.
 * Tested against: R survfit; cmprsk cuminc (the test).
 * Errors: not-event-codes, no-events, negative-time, single-arm.
 *
 * @example estimate('cumulative-incidence', table, { treatment: 't', time: 'days', event: 'cause' }, { times: [90, 180] })
 */
export const cumulativeIncidence = defineEstimator({
  id: 'cumulative-incidence',
  group: 'survival',
  what: 'Share with the event of cause 1 by a time, when other causes compete.',
  estimand: 'unadjusted cumulative incidence',
  required: ['time', 'event'],
  optional: ['treatment'],
  eventCodes: true,
  options: {
    variance: choice(incidenceVariances, 'Error from the influences of people, or Aalen’s.'),
    times: optionalNumbers('Times at which to print the curves; not set: event times of cause 1.', { minimum: 0 }),
    level,
  },
  run(sample, options) {
    const { event, frequency, treatment } = sample;
    const counts = countEvents(sample);
    const arms = treatment ? { treated: armOf(sample, 1), comparison: armOf(sample, 0) } : { all: armOf(sample, null) };
    const curves = Object.values<IncidenceCurve>(arms);
    const at = options.times?.at(-1) ?? Math.min(...curves.map(followUp));
    const points = curves.map((curve) => ({
      value: incidenceAt(curve, at),
      variance: incidenceVariance(curve, indexAt(curve, at), options.variance),
    }));
    const value = points.length === 1 ? points[0]!.value : points[0]!.value - points[1]!.value;
    const standardError = Math.sqrt(points.reduce((sum, { variance }) => sum + variance, 0));
    const treated = treatment ? treatment.reduce((sum, t, i) => sum + frequency[i]! * t, 0) : null;
    const describe = (curve: IncidenceCurve): Details => {
      const events = curve.time.filter((_, k) => curve.first[k]! > 0);
      const times = options.times ?? printedTimes(events, followUp(curve), MOST_POINTS);
      const points = times.map((time) => ({
        time,
        standardError: Math.sqrt(incidenceVariance(curve, indexAt(curve, time), options.variance)),
      }));
      return describeIncidence(curve, points, options.level);
    };
    const beyond = curves.some((curve) => at > followUp(curve));
    return {
      estimand: 'unadjusted cumulative incidence',
      measure: treatment ? 'incidence-difference' : 'incidence',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: plainInterval(value, standardError, options.level),
      n: {
        total: sample.total,
        treated,
        comparison: treated === null ? null : sample.total - treated,
        events: counts.first,
      },
      details: {
        at,
        otherEvents: counts.other,
        graysTest: treatment ? graysTest({ ...sample, treatment }) : null,
        censored: event.reduce((sum, e, i) => sum + (e === 0 ? frequency[i]! : 0), 0),
        curves: Object.fromEntries(Object.entries(arms).map(([arm, curve]) => [arm, describe(curve)])),
      },
      warnings: [
        ...(beyond
          ? [
              {
                kind: 'beyond-follow-up',
                message: `Nobody is followed to time ${at} in some arm: the curve is carried on flat.`,
              },
            ]
          : []),
        ...(standardError === 0
          ? [
              {
                kind: 'zero-variance',
                message: `There is no event of cause 1 up to time ${at}: the estimated error is zero, which does not mean certainty.`,
              },
            ]
          : []),
      ],
    };
  },
});

function armOf(sample: SampleWith<'time' | 'event'>, arm: 0 | 1 | null): IncidenceCurve {
  const { time, event, frequency, treatment } = sample;
  if (arm === null) return incidenceCurve(time, event, frequency);
  const inArm = (_: number, i: number): boolean => treatment![i] === arm;
  return incidenceCurve(time.filter(inArm), event.filter(inArm), frequency.filter(inArm));
}
