import { normalCritical } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import { followUp } from './follow-up.js';
import { printedTimes } from './printed-times.js';
import { indexAt, type SurvivalCurve } from './survival-curve.js';
import { limitsAt, survivalLimits, type ConfidenceScale } from './survival-limits.js';
import { survivalQuantile } from './survival-quantile.js';

/** Beyond this many event times a printed curve is thinned: nobody sees more, and details stay small. */
const MOST_POINTS = 1000;

/**
 * A curve as it is printed. At the asked `times`, or at every event time and the last one (evenly thinned beyond 1,000).
 * `atRisk` counts just before the time, `events` since the previous entry, as summary.survfit.
 */
export function describeCurve(
  curve: SurvivalCurve,
  times: readonly number[] | null,
  scale: ConfidenceScale,
  level: number,
): Details {
  const z = normalCritical(level);
  const { lower, upper } = survivalLimits(curve, scale, z);
  const total = runningTotal(curve.events);
  const printed = times ?? printedTimes(eventTimes(curve), followUp(curve), MOST_POINTS);
  const at = printed.reduce<{ list: Details[]; seen: number }>(
    ({ list, seen }, time) => {
      const k = indexAt(curve, time);
      const survival = k < 0 ? 1 : curve.survival[k]!;
      const logVariance = k < 0 ? 0 : curve.logVariance[k]!;
      const [low, high] = limitsAt(survival, logVariance, scale, z);
      const exact = k >= 0 && curve.time[k] === time;
      const atRisk = exact ? curve.atRisk[k]! : (curve.atRisk[k + 1] ?? 0);
      const untilNow = k < 0 ? 0 : total[k]!;
      const standardError = survival === 0 ? null : survival * Math.sqrt(logVariance);
      list.push({
        time,
        survival,
        standardError,
        lower: low,
        upper: high,
        atRisk,
        events: untilNow - seen,
        cumulativeHazard: k < 0 ? 0 : curve.hazard[k]!,
        cumulativeHazardStandardError: k < 0 ? 0 : Math.sqrt(curve.hazardVariance[k]!),
      });
      return { list, seen: untilNow };
    },
    { list: [], seen: 0 },
  ).list;
  return {
    median: survivalQuantile(curve.time, curve.survival, 0.5),
    medianInterval: {
      lower: survivalQuantile(curve.time, lower, 0.5),
      upper: survivalQuantile(curve.time, upper, 0.5),
    },
    quartiles: [survivalQuantile(curve.time, curve.survival, 0.25), survivalQuantile(curve.time, curve.survival, 0.75)],
    rows: curve.atRisk[0] ?? 0,
    events: total.at(-1) ?? 0,
    at,
  };
}

export const isThinned = (curve: SurvivalCurve): boolean => eventTimes(curve).length > MOST_POINTS;

const eventTimes = (curve: SurvivalCurve): Float64Array => curve.time.filter((_, k) => curve.events[k]! > 0);

function runningTotal(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => (sum += value));
}
