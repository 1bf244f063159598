import type { SurvivalCurve } from './survival-curve.js';

/**
 * Area under a survival curve up to tau: mean time without the event within tau, in the unit of time. Variance
 * Σ (area from tⱼ to tau)² dⱼ / (nⱼ(nⱼ - dⱼ)), as survRM2; a term with everybody gone counts 0.
 */
export function restrictedMean(
  curve: SurvivalCurve,
  tau: number,
): { readonly mean: number; readonly variance: number } {
  const { time, survival, atRisk, events } = curve;
  const inside = time.findIndex((t) => t > tau);
  const last = inside === -1 ? time.length : inside;
  let variance = 0;
  let tail = 0;
  for (let k = last - 1; k >= 0; k--) {
    const until = k + 1 < last ? time[k + 1]! : tau;
    tail += (until - time[k]!) * survival[k]!;
    const n = atRisk[k]!;
    const d = events[k]!;
    if (n > d) variance += (tail * tail * d) / (n * (n - d));
  }
  return { mean: tail + (last > 0 ? time[0]! : tau), variance };
}
