import { square } from '../core/power.js';
import { distinctTimes } from './distinct-times.js';
import { indexAt } from './survival-curve.js';

/** Aalen-Johansen estimate for cause 1 against all others, one entry per distinct time. */
export interface IncidenceCurve {
  readonly time: Float64Array;
  /** Still followed and free of any event just before the time. */
  readonly atRisk: Float64Array;
  readonly first: Float64Array;
  /** Events of any cause. */
  readonly events: Float64Array;
  readonly censored: Float64Array;
  /** Free of any event just before the time. */
  readonly freeBefore: Float64Array;
  readonly incidence: Float64Array;
  /** Incidence of all other causes together. */
  readonly other: Float64Array;
}

export const incidenceVariances = ['infinitesimal-jackknife', 'aalen'] as const;
export type IncidenceVariance = (typeof incidenceVariances)[number];

/** @param event 0 = censored, 1 = the cause of interest, 2 and more = other causes */
export function incidenceCurve(times: Float64Array, event: Float64Array, frequency: Float64Array): IncidenceCurve {
  const { time, code } = distinctTimes(times);
  const column = (): Float64Array => new Float64Array(time.length);
  const curve = {
    time,
    atRisk: column(),
    first: column(),
    events: column(),
    censored: column(),
    freeBefore: column(),
    incidence: column(),
    other: column(),
  };
  let remaining = 0;
  for (let i = 0; i < times.length; i++) {
    const f = frequency[i]!;
    const k = code[i]!;
    remaining += f;
    if (event[i] === 0) curve.censored[k]! += f;
    else curve.events[k]! += f;
    if (event[i] === 1) curve.first[k]! += f;
  }
  let free = 1;
  let incidence = 0;
  let other = 0;
  for (let k = 0; k < time.length; k++) {
    const d = curve.events[k]!;
    curve.atRisk[k] = remaining;
    curve.freeBefore[k] = free;
    incidence += (free * curve.first[k]!) / remaining;
    other += (free * (d - curve.first[k]!)) / remaining;
    curve.incidence[k] = incidence;
    curve.other[k] = other;
    free *= (remaining - d) / remaining;
    remaining -= d + curve.censored[k]!;
  }
  return curve;
}

/** Variance of the incidence at entry `last` (-1: before the first, 0). */
export const incidenceVariance = (curve: IncidenceCurve, last: number, variance: IncidenceVariance): number =>
  last < 0 ? 0 : variance === 'aalen' ? aalen(curve, last) : jackknife(curve, last);

/**
 * Sum of squared influences. A person's influence is what leaving at k does: S(k-)/Y for an event of cause 1, minus
 * (F(t) - F(k))/(Y - d) for any event, minus what having been at risk until then does, summed in `atRisk`.
 */
function jackknife(curve: IncidenceCurve, last: number): number {
  const { atRisk: risk, first, events, censored, freeBefore, incidence } = curve;
  const final = incidence[last]!;
  let passed = 0;
  let leavingLater = risk[0]!;
  let variance = 0;
  for (let k = 0; k <= last; k++) {
    const y = risk[k]!;
    const d = events[k]!;
    const ahead = y > d ? (final - incidence[k]!) / (y - d) : 0;
    const gain = freeBefore[k]! / y;
    passed += (gain * first[k]! - ahead * d) / y;
    variance +=
      first[k]! * square(gain - ahead - passed) +
      (d - first[k]!) * square(ahead + passed) +
      censored[k]! * square(passed);
    leavingLater -= d + censored[k]!;
  }
  return variance + leavingLater * square(passed);
}

/**
 * What one more unit of weight of each row does to the incidence at entry `last` (-1: nothing), exact also for weighted curves:
 * the influences of `jackknife`, row by row.
 */
export function incidenceInfluence(
  curve: IncidenceCurve,
  { time, event }: { readonly time: Float64Array; readonly event: Float64Array },
  last: number,
): Float64Array {
  const { atRisk, first, events, freeBefore, incidence } = curve;
  const influence = new Float64Array(time.length);
  if (last < 0) return influence;
  const ahead = new Float64Array(last + 1);
  const passed = new Float64Array(last + 1);
  for (let k = 0; k <= last; k++) {
    const left = atRisk[k]! - events[k]!;
    // The last ones all gone: nobody is left whom a weight could move.
    ahead[k] = left > 0 ? (incidence[last]! - incidence[k]!) / left : 0;
    passed[k] =
      (passed[k - 1] ?? 0) + ((freeBefore[k]! / atRisk[k]!) * first[k]! - ahead[k]! * events[k]!) / atRisk[k]!;
  }
  for (let i = 0; i < influence.length; i++) {
    const k = indexAt(curve, time[i]!);
    const own = k > last || event[i] === 0 ? 0 : (event[i] === 1 ? freeBefore[k]! / atRisk[k]! : 0) - ahead[k]!;
    influence[i] = own - passed[Math.min(k, last)]!;
  }
  return influence;
}

/** Aalen (1978) with the multivariate hypergeometric covariance of tied events: denominators n - 1. */
function aalen(curve: IncidenceCurve, last: number): number {
  const { atRisk, first, events, freeBefore, incidence } = curve;
  let variance = 0;
  for (let k = 0; k <= last; k++) {
    const n = atRisk[k]!;
    const d = events[k]!;
    if (n <= 1 || d === 0) continue;
    const one = first[k]!;
    const ahead = incidence[last]! - incidence[k]!;
    const free = freeBefore[k]!;
    if (n > d) variance += (ahead * ahead * d) / ((n - 1) * (n - d)) - (2 * ahead * free * one) / (n * (n - 1));
    variance += (free * free * one * (n - one)) / (n * n * (n - 1));
  }
  return Math.max(0, variance);
}
