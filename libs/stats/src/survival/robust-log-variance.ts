import { square } from '../core/power.js';
import { indexAt, type Followed, type SurvivalCurve } from './survival-curve.js';

/**
 * Variance of the logarithm of a weighted product-limit curve at each of its times, by the infinitesimal jackknife: Σ w²U², where
 * one more unit of weight of a row moves log S by U, the hazard it lived through less 1/(Y - d) at its event. As
 * survival::survfit(robust = TRUE) with one row a person. One pass: whoever is still followed has lived through the same hazard.
 * Infinite once the curve is 0.
 */
export function robustLogVariance(curve: SurvivalCurve, { time, event, weight, entry }: Followed): Float64Array {
  const { atRisk, events, survival } = curve;
  const size = atRisk.length;
  // Place 0 is before the first time of the curve.
  const passed = new Float64Array(size + 1);
  for (let k = 0; k < size; k++) {
    passed[k + 1] = passed[k]! + events[k]! / (atRisk[k]! * (atRisk[k]! - events[k]!));
  }
  // What stays of those who left at each time; and, of those who enter there, Σ w², Σ w²p, Σ w²p² with p the hazard before it.
  const settled = new Float64Array(size);
  const present = [0, 1, 2].map(() => new Float64Array(size + 1)) as [Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < time.length; i++) {
    const w = square(weight[i]!);
    const last = indexAt(curve, time[i]!);
    const first = entry === undefined ? 0 : indexAt(curve, entry[i]!) + 1;
    const before = passed[first]!;
    if (survival[last]! > 0) {
      settled[last]! += w * square(passed[last + 1]! - before - event[i]! / (atRisk[last]! - events[last]!));
    }
    present.forEach((sums, power) => {
      const term = w * (power === 0 ? 1 : power === 1 ? before : square(before));
      sums[first]! += term;
      sums[last]! -= term;
    });
  }
  const variance = new Float64Array(size);
  let gone = 0;
  const here = [0, 0, 0];
  for (let k = 0; k < size; k++) {
    gone += settled[k]!;
    present.forEach((sums, power) => (here[power]! += sums[k]!));
    const p = passed[k + 1]!;
    variance[k] = survival[k] === 0 ? Infinity : gone + Math.max(0, here[0]! * p * p - 2 * here[1]! * p + here[2]!);
  }
  return variance;
}
