import type { Grouping } from '../core/sample.js';
import { distinctTimes } from './distinct-times.js';

/**
 * Rows laid out so that every risk set is a run: by stratum, within it by ascending time. A group is the rows of one
 * stratum that share a distinct time; its risk set is the group and all later ones of its stratum.
 */
export interface RiskSets {
  readonly order: Uint32Array;
  /** First position in `order` of each group, and one past the last. */
  readonly start: Uint32Array;
  /** First group of each stratum, and one past the last. */
  readonly stratumStart: Uint32Array;
  /** Distinct time of each group, as an index into `time`. */
  readonly code: Int32Array;
  /** Distinct times over all strata. */
  readonly time: Float64Array;
}

export function riskSets(times: Float64Array, strata?: Grouping): RiskSets {
  const { time, order: byTime, code } = distinctTimes(times);
  const order = strata === undefined ? byTime : groupStably(byTime, strata);
  const start: number[] = [];
  const codes: number[] = [];
  const stratumStart: number[] = [];
  let stratum = -1;
  order.forEach((row, position) => {
    const here = strata === undefined ? 0 : strata.codes[row]!;
    if (here !== stratum) stratumStart.push(start.length);
    if (here !== stratum || code[row] !== codes.at(-1)) {
      start.push(position);
      codes.push(code[row]!);
    }
    stratum = here;
  });
  return {
    order,
    start: Uint32Array.from([...start, order.length]),
    stratumStart: Uint32Array.from([...stratumStart, start.length]),
    code: Int32Array.from(codes),
    time,
  };
}

/** Counting sort by stratum that keeps the given order within each. */
function groupStably(byTime: Uint32Array, { codes, count }: Grouping): Uint32Array {
  const next = new Uint32Array(count + 1);
  for (const row of byTime) next[codes[row]! + 1]!++;
  for (let s = 0; s < count; s++) next[s + 1]! += next[s]!;
  const order = new Uint32Array(byTime.length);
  for (const row of byTime) order[next[codes[row]!]!++] = row;
  return order;
}
