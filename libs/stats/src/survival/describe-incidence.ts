import { normalCritical } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import type { IncidenceCurve } from './incidence-curve.js';
import { indexAt } from './survival-curve.js';

/** A time of a curve, and the standard error of the incidence then. */
export interface IncidencePoint {
  readonly time: number;
  readonly standardError: number;
}

/** The share with the event of cause 1 at some times, with plain limits within 0 and 1; `events` since the time before. */
export function describeIncidence(curve: IncidenceCurve, points: readonly IncidencePoint[], level: number): Details {
  const z = normalCritical(level);
  let seen = -1;
  const at = points.map(({ time, standardError }): Details => {
    const k = indexAt(curve, time);
    const incidence = incidenceAt(curve, time);
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

/** The share with the event of cause 1 by a time. */
export function incidenceAt(curve: IncidenceCurve, time: number): number {
  const k = indexAt(curve, time);
  return k < 0 ? 0 : curve.incidence[k]!;
}
