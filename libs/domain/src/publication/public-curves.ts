import type { CurvePoint } from '../study/result.js';

export type PublicCurvePoint = Omit<CurvePoint, 'events' | 'persons'>;
type Curves = { readonly treated: readonly CurvePoint[]; readonly comparison: readonly CurvePoint[] };
export interface PublicCurves {
  readonly treated: PublicCurvePoint[];
  readonly comparison: PublicCurvePoint[];
}

const tenthOfPoint = (share: number): number => Math.round(share * 1000) / 1000;

const atRiskOf = ({ atRisk, persons }: CurvePoint): number => persons?.before ?? atRisk;

const published = (point: CurvePoint): PublicCurvePoint => ({
  time: point.time,
  survival: tenthOfPoint(point.survival),
  lower: tenthOfPoint(point.lower),
  upper: tenthOfPoint(point.upper),
  atRisk: atRiskOf(point),
});

/** The curve at a time, how many people at least had the event since the time before, and how many are left after it. */
function since(curve: readonly CurvePoint[], before: number, time: number) {
  const at = (last: number) => curve.findLast((point) => point.time <= last);
  const point = at(time);
  if (!point) return null;
  const between = curve.filter((each) => each.time > before && each.time <= time);
  if (point.persons) {
    // Each person counts at their first event, so that the sum is of different people.
    return { point, events: sumOf(between, ({ persons }) => persons?.events ?? 0), left: point.persons.after };
  }
  // Points may stand days apart and count the events of their own day only; the fall of the curve bounds all of them.
  const fall = 1 - point.survival / (at(before)?.survival ?? 1);
  const events = Math.max(
    sumOf(between, (each) => each.events),
    Math.floor(point.atRisk * fall + 1e-9),
  );
  return { point, events, left: point.atRisk - point.events };
}

const sumOf = (points: readonly CurvePoint[], value: (point: CurvePoint) => number): number =>
  points.reduce((sum, point) => sum + value(point), 0);

/**
 * Survival curves on so coarse a grid that no step tells of few people, however many rows each of them has: in each arm at
 * least `smallest` have the event between one time and the next, at least as many are still at risk, and the number at risk
 * falls by none or by as many, so that nobody sees two people go. Both arms have the same times; shares are rounded to a tenth
 * of a point. Null when not even one step is left.
 */
export function publicCurves({ treated, comparison }: Curves, smallest: number): PublicCurves | null {
  const times = [...new Set([...treated, ...comparison].map(({ time }) => time))].sort((a, b) => a - b);
  const start: Step = [startOf(treated), startOf(comparison)];
  const steps: Step[] = [];
  for (const time of times) {
    const before = steps.at(-1)?.[0].time ?? -1;
    const [one, other] = [since(treated, before, time), since(comparison, before, time)];
    if (!one || !other || Math.min(one.events, other.events) < smallest) continue;
    // Still at risk after the events of the time itself.
    if (Math.min(one.left, other.left) < smallest) continue;
    const step: Step = [published(one.point), published(other.point)];
    const last = steps.at(-1) ?? start;
    const falls = step.map(({ atRisk }, arm) => last[arm]!.atRisk - atRisk);
    if (falls.some((fall) => fall > 0 && fall < smallest)) continue;
    steps.push(step);
  }
  const first = steps[0];
  if (!first) return null;
  const whole = first[0].time > 0 ? [start, ...steps] : steps;
  return { treated: whole.map(([step]) => step), comparison: whole.map(([, step]) => step) };
}

type Step = readonly [PublicCurvePoint, PublicCurvePoint];

const startOf = ([first]: readonly CurvePoint[]): PublicCurvePoint => ({
  ...{ time: 0, survival: 1, lower: 1, upper: 1 },
  atRisk: first ? atRiskOf(first) : 0,
});
