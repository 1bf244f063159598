import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, optionalNumbers } from '../catalogue/option.js';
import { plainInterval } from '../core/intervals.js';
import { normalCritical } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import {
  incidenceCurve,
  incidenceVariance,
  incidenceVariances,
  type IncidenceCurve,
  type IncidenceVariance,
} from './incidence-curve.js';
import { countCauses } from './event-codes.js';
import { graysTest } from './grays-test.js';
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
    const counts = countCauses(sample);
    if (counts.first === 0) {
      throw new StatisticalError(
        'no-events',
        'Nobody has the event of cause 1. Code the event of interest as 1, other causes as 2 and more.',
      );
    }
    const arms = treatment ? { treated: armOf(sample, 1), comparison: armOf(sample, 0) } : { all: armOf(sample, null) };
    const curves = Object.values<IncidenceCurve>(arms);
    const at = options.times?.at(-1) ?? Math.min(...curves.map(({ time }) => time.at(-1)!));
    const points = curves.map((curve) => {
      const k = indexAt(curve, at);
      return { value: k < 0 ? 0 : curve.incidence[k]!, variance: incidenceVariance(curve, k, options.variance) };
    });
    const value = points.length === 1 ? points[0]!.value : points[0]!.value - points[1]!.value;
    const standardError = Math.sqrt(points.reduce((sum, { variance }) => sum + variance, 0));
    const treated = treatment ? treatment.reduce((sum, t, i) => sum + frequency[i]! * t, 0) : null;
    const describe = (curve: IncidenceCurve): Details =>
      describeIncidence(curve, options.times, options.variance, options.level);
    const beyond = curves.some(({ time }) => at > time.at(-1)!);
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

function describeIncidence(
  curve: IncidenceCurve,
  times: readonly number[] | null,
  variance: IncidenceVariance,
  level: number,
): Details {
  const z = normalCritical(level);
  let seen = -1;
  const at = (times ?? printedTimes(curve)).map((time) => {
    const k = indexAt(curve, time);
    const incidence = k < 0 ? 0 : curve.incidence[k]!;
    const standardError = Math.sqrt(incidenceVariance(curve, k, variance));
    let events = 0;
    while (seen < k) events += curve.first[++seen]!;
    const exact = k >= 0 && curve.time[k] === time;
    return {
      time,
      incidence,
      standardError,
      lower: Math.max(0, incidence - z * standardError),
      upper: Math.min(1, incidence + z * standardError),
      otherIncidence: k < 0 ? 0 : curve.other[k]!,
      atRisk: exact ? curve.atRisk[k]! : (curve.atRisk[k + 1] ?? 0),
      events,
    };
  });
  return { at };
}

function printedTimes(curve: IncidenceCurve): number[] {
  const all = curve.time.filter((_, k) => curve.first[k]! > 0);
  const count = Math.min(all.length, MOST_POINTS);
  const chosen = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
  const last = curve.time.at(-1)!;
  return chosen.at(-1) === last ? chosen : [...chosen, last];
}
