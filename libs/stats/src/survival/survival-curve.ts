import type { SampleWith } from '../core/sample.js';
import { distinctTimes, entryAfterTime, joined, type DistinctTimes } from './distinct-times.js';

/**
 * A product-limit curve: one entry per distinct time at which somebody had the event or left.
 * `survival[k]` holds from `time[k]` on; `atRisk[k]` counts those still followed just before it.
 */
export interface SurvivalCurve {
  readonly time: Float64Array;
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly survival: Float64Array;
  /** Greenwood's sum: variance of log survival. Infinite once survival is 0. */
  readonly logVariance: Float64Array;
  /** Nelson (1972) and Aalen (1978): Σ d/n, with its variance Σ d/n² (as survfit). */
  readonly hazard: Float64Array;
  readonly hazardVariance: Float64Array;
}

/** What a curve is made of: columns of equal length. Weights need not be whole numbers. */
export interface Followed {
  readonly time: Float64Array;
  readonly event: Float64Array;
  readonly weight: Float64Array;
  /** Time from which a row is at risk (entry < t <= time); from the beginning when absent. */
  readonly entry?: Float64Array | undefined;
}

/**
 * Kaplan and Meier (1958) with Greenwood's variance. Events precede censoring at equal times. Times closer than 1.5e-8
 * of their mean are one time, as in survival::survfit (timefix), so that computed durations do not split ties.
 * Error: entry-after-time.
 */
export const survivalCurve = (followed: Followed): SurvivalCurve => productLimit(followed, allTimes(followed), null);

/** The curves of the treated and of the comparison arm, or of all rows without a treatment, from one sorting of the times. */
export function armCurves(
  { time, event, entry, treatment, frequency }: SampleWith<'time' | 'event'>,
  weight: Float64Array = frequency,
): readonly SurvivalCurve[] {
  const followed = { time, event, weight, entry };
  const times = allTimes(followed);
  if (treatment === undefined) return [productLimit(followed, times, null)];
  return [1, 0].map((arm) => productLimit(followed, times, (row) => treatment[row] === arm));
}

const allTimes = ({ time, entry }: Followed): DistinctTimes =>
  distinctTimes(entry === undefined ? time : joined(time, entry));

function productLimit(
  { time: times, event, weight, entry }: Followed,
  { time, code }: DistinctTimes,
  counts: ((row: number) => boolean) | null,
): SurvivalCurve {
  const rows = times.length;
  const died = new Float64Array(time.length);
  const leaving = new Float64Array(time.length);
  const entering = new Float64Array(time.length);
  const leaves = new Uint8Array(time.length);
  let remaining = 0;
  for (let i = 0; i < rows; i++) {
    if (counts !== null && !counts(i)) continue;
    const k = code[i]!;
    const w = weight[i]!;
    died[k]! += w * event[i]!;
    leaving[k]! += w;
    leaves[k] = 1;
    if (entry === undefined) remaining += w;
    else if (code[rows + i]! >= k) throw entryAfterTime();
    else entering[code[rows + i]!]! += w;
  }
  const size = leaves.reduce((sum, here) => sum + here, 0);
  const column = (): Float64Array => new Float64Array(size);
  const curve = {
    time: column(),
    atRisk: column(),
    events: column(),
    survival: column(),
    logVariance: column(),
    hazard: column(),
    hazardVariance: column(),
  };
  let s = 1;
  let greenwood = 0;
  let hazard = 0;
  let hazardVariance = 0;
  for (let k = 0, at = 0; k < time.length; k++) {
    if (leaves[k] === 1) {
      const d = died[k]!;
      s *= (remaining - d) / remaining;
      greenwood += d / (remaining * (remaining - d));
      hazard += d / remaining;
      hazardVariance += d / (remaining * remaining);
      curve.time[at] = time[k]!;
      curve.atRisk[at] = remaining;
      curve.events[at] = d;
      curve.survival[at] = s;
      curve.logVariance[at] = s === 0 ? Infinity : greenwood;
      curve.hazard[at] = hazard;
      curve.hazardVariance[at] = hazardVariance;
      at++;
    }
    remaining += entering[k]! - leaving[k]!;
  }
  return curve;
}

/** The rows of one arm, or all of them. */
export function followedIn(
  sample: SampleWith<'time' | 'event'>,
  arm: 0 | 1 | null,
  weight: Float64Array = sample.frequency,
): Followed {
  const { time, event, entry, treatment } = sample;
  if (arm === null || treatment === undefined) return { time, event, weight, entry };
  let size = 0;
  for (let i = 0; i < treatment.length; i++) if (treatment[i] === arm) size++;
  const ofArm = (column: Float64Array): Float64Array => {
    const values = new Float64Array(size);
    for (let i = 0, next = 0; i < column.length; i++) if (treatment[i] === arm) values[next++] = column[i]!;
    return values;
  };
  return { time: ofArm(time), event: ofArm(event), weight: ofArm(weight), entry: entry && ofArm(entry) };
}

/** Rows of an arm, in their order. */
export function rowsOf(treatment: Float64Array, arm: 0 | 1): Uint32Array {
  let count = 0;
  for (let i = 0; i < treatment.length; i++) if (treatment[i] === arm) count++;
  const rows = new Uint32Array(count);
  for (let i = 0, next = 0; i < treatment.length; i++) if (treatment[i] === arm) rows[next++] = i;
  return rows;
}

/** Index of the last entry at or before t; -1 before the first. */
export function indexAt({ time }: Pick<SurvivalCurve, 'time'>, t: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
