import type { CurvePoint, Findings, Protocol } from '@impact-ledger/domain';
import { estimate, type Table } from '@impact-ledger/stats';
import { censoringOthers, horizonOf } from './follow-up.js';
import { limitsAtLook, type LookReading } from './looks.js';
import { hasSeveralRows, peopleOf } from './persons.js';

const MOST_TIMES = 200;

/**
 * Kaplan-Meier curves of the arms up to the horizon, unadjusted, on at most 200 days; where a person has several rows, with
 * the people behind them. With `look` its limits, where several are planned. Null when the protocol names no survival columns.
 * Errors: those of the estimator.
 */
export function survivalCurves(everyone: Table, protocol: Protocol, look?: LookReading): Findings['curves'] {
  const { arms, outcome, alpha } = protocol;
  if (!outcome.survival) return null;
  const { time, event } = outcome.survival;
  const table = censoringOthers(everyone, event);
  const horizon = horizonOf({ outcome });
  const step = Math.ceil((horizon + 1) / (MOST_TIMES - 1));
  const times = Array.from({ length: Math.ceil(horizon / step) }, (_, index) => index * step);
  const roles = { treatment: arms.column, time, event };
  const { details } = estimate('kaplan-meier', table, roles, { times: [...times, horizon], level: 1 - alpha });
  const curves = details['curves'] as unknown as Record<string, { at: RawPoint[] }>;
  const points = (arm: string, code: number): CurvePoint[] => {
    const at = curves[arm]!.at.map((point) => asPoint(look ? { ...point, ...limitsAtLook(point, look) } : point));
    return hasSeveralRows(protocol) ? withPersons(at, table, { ...roles, arm: code }) : at;
  };
  return { treated: points('treated', 1), comparison: points('comparison', 0) };
}

interface RowsOfArm {
  readonly treatment: string;
  readonly time: string;
  readonly event: string;
  readonly arm: number;
}

/** The points with the people of the arm: each is at risk until their last row ends, and counts at their first event. */
function withPersons(points: readonly CurvePoint[], table: Table, { treatment, time, event, arm }: RowsOfArm) {
  const column = (name: string): Float64Array => table.columns[name] as Float64Array;
  const { person, count: people } = peopleOf(table);
  const [arms, times, events] = [column(treatment), column(time), column(event)];
  const last = new Float64Array(people).fill(-Infinity);
  const first = new Float64Array(people).fill(Infinity);
  for (let row = 0; row < table.rows; row++) {
    if (arms[row] !== arm) continue;
    const [who, at] = [person[row]!, times[row]!];
    last[who] = Math.max(last[who]!, at);
    if (events[row] === 1) first[who] = Math.min(first[who]!, at);
  }
  [last, first].forEach((each) => each.sort());
  const upTo = (sorted: Float64Array, at: number): number => countBelow(sorted, (each) => each <= at);
  const before = (sorted: Float64Array, at: number): number => countBelow(sorted, (each) => each < at);
  return points.map((point, index): CurvePoint => {
    const earlier = index === 0 ? 0 : upTo(first, points[index - 1]!.time);
    const persons = {
      before: people - before(last, point.time),
      after: people - upTo(last, point.time),
      events: upTo(first, point.time) - earlier,
    };
    return { ...point, persons };
  });
}

/** How many values at the beginning of a sorted array have a property that none after them has. */
function countBelow(sorted: Float64Array, has: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (has(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface RawPoint extends Omit<CurvePoint, 'lower' | 'upper'> {
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Limits do not exist where nobody, or everybody, is left: the curve itself is shown. */
const asPoint = ({ time, survival, lower, upper, atRisk, events }: RawPoint): CurvePoint => ({
  time,
  survival,
  lower: lower ?? survival,
  upper: upper ?? survival,
  atRisk,
  events,
});
