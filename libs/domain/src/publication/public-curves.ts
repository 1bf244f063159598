import type { CurvePoint } from '../study/result.js';

export type PublicCurvePoint = Omit<CurvePoint, 'events'>;
type Curves = { readonly treated: readonly CurvePoint[]; readonly comparison: readonly CurvePoint[] };
export interface PublicCurves {
  readonly treated: PublicCurvePoint[];
  readonly comparison: PublicCurvePoint[];
}

const tenthOfPoint = (share: number): number => Math.round(share * 1000) / 1000;

const published = ({ time, survival, lower, upper, atRisk }: CurvePoint): PublicCurvePoint => ({
  time,
  survival: tenthOfPoint(survival),
  lower: tenthOfPoint(lower),
  upper: tenthOfPoint(upper),
  atRisk,
});

/** The curve at a time, and how many people at least had the event since the time before. */
function since(curve: readonly CurvePoint[], before: number, time: number) {
  const at = (last: number) => curve.findLast((point) => point.time <= last);
  const point = at(time);
  if (!point) return null;
  const counted = curve.reduce((sum, each) => (each.time > before && each.time <= time ? sum + each.events : sum), 0);
  // Points may stand days apart and count the events of their own day only; the fall of the curve bounds all of them.
  const fall = 1 - point.survival / (at(before)?.survival ?? 1);
  return { point, events: Math.max(counted, Math.floor(point.atRisk * fall + 1e-9)) };
}

/**
 * Survival curves on so coarse a grid that no step tells of few people: in each arm at least `smallest` events between one
 * time and the next, and at least as many still at risk. Both arms have the same times; shares are rounded to a tenth of a
 * point. Null when not even one step is left.
 */
export function publicCurves({ treated, comparison }: Curves, smallest: number): PublicCurves | null {
  const times = [...new Set([...treated, ...comparison].map(({ time }) => time))].sort((a, b) => a - b);
  const steps: [PublicCurvePoint, PublicCurvePoint][] = [];
  let before = -1;
  for (const time of times) {
    const [one, other] = [since(treated, before, time), since(comparison, before, time)];
    if (!one || !other || Math.min(one.events, other.events) < smallest) continue;
    // At risk just before the time, and still so after the events of the time itself.
    if ([one, other].some(({ point }) => point.atRisk - point.events < smallest)) continue;
    steps.push([published(one.point), published(other.point)]);
    before = time;
  }
  if (steps.length === 0) return null;
  const start = (curve: readonly CurvePoint[]): PublicCurvePoint => {
    return { time: 0, survival: 1, lower: 1, upper: 1, atRisk: curve[0]?.atRisk ?? 0 };
  };
  if ((steps[0]?.[0].time ?? 0) > 0) steps.unshift([start(treated), start(comparison)]);
  return { treated: steps.map(([step]) => step), comparison: steps.map(([, step]) => step) };
}
