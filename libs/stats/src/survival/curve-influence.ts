import { indexAt, type Followed, type SurvivalCurve } from './survival-curve.js';

/**
 * What one more unit of weight of each row does to a figure of a product-limit curve: the infinitesimal jackknife, exact also
 * for weighted curves. A death at tⱼ lowers the figure by gainⱼ/(Yⱼ - dⱼ); having been at risk raises it by
 * gainⱼ dⱼ / (Yⱼ (Yⱼ - dⱼ)) at every event time in (entry, time].
 *
 * @param gain per entry of the curve, what a relative fall of the curve there takes off the figure (`survivalGain`, `meanGain`)
 */
export function curveInfluence(curve: SurvivalCurve, followed: Followed, gain: Float64Array): Float64Array {
  const { atRisk, events } = curve;
  const { time, event, entry } = followed;
  const fall = new Float64Array(gain.length);
  // One place in front, for rows that leave or enter before the first entry.
  const passed = new Float64Array(gain.length + 1);
  for (let k = 0; k < gain.length; k++) {
    const left = atRisk[k]! - events[k]!;
    // The last ones all gone: the curve is 0 from here on, and no weight moves it.
    fall[k] = left > 0 ? gain[k]! / left : 0;
    passed[k + 1] = passed[k]! + (fall[k]! * events[k]!) / atRisk[k]!;
  }
  const influence = new Float64Array(time.length);
  for (let i = 0; i < influence.length; i++) {
    const k = indexAt(curve, time[i]!);
    const since = entry === undefined ? 0 : passed[indexAt(curve, entry[i]!) + 1]!;
    influence[i] = passed[k + 1]! - since - event[i]! * fall[k]!;
  }
  return influence;
}

/** For survival at t. */
export function survivalGain(curve: SurvivalCurve, t: number): Float64Array {
  const last = indexAt(curve, t);
  return new Float64Array(curve.time.length).fill(last < 0 ? 1 : curve.survival[last]!, 0, last + 1);
}

/** For the area under the curve up to tau: the area from each time on. */
export function meanGain({ time, survival }: SurvivalCurve, tau: number): Float64Array {
  const gain = new Float64Array(time.length);
  let next = tau;
  let area = 0;
  for (let k = time.length - 1; k >= 0; k--) {
    if (time[k]! > tau) continue;
    area += (next - time[k]!) * survival[k]!;
    gain[k] = area;
    next = time[k]!;
  }
  return gain;
}
