import type { Grouping } from '../core/sample.js';
import { distinctTimes, entryAfterTime, joined } from './distinct-times.js';

/**
 * Rows laid out so that every risk set is a run: by stratum, within it by ascending time. A group is the rows of one
 * stratum that share a distinct time; its risk set is the group and all later ones of its stratum, without the rows
 * that have not entered yet.
 */
export interface RiskSets {
  readonly order: Uint32Array;
  /** First position in `order` of each group, and one past the last. */
  readonly start: Uint32Array;
  /** Group of each position. */
  readonly group: Uint32Array;
  /** First group of each stratum, and one past the last. */
  readonly stratumStart: Uint32Array;
  /** Distinct time of each group, as an index into `time`. */
  readonly code: Int32Array;
  /** Distinct times (of entry too) over all strata. */
  readonly time: Float64Array;
  /** With delayed entry: the first group whose risk set each position is in (its stratum's first when always there). */
  readonly entryGroup?: Uint32Array;
  /** With delayed entry: the distinct time of entry of each position, as an index into `time`. */
  readonly entryCode?: Int32Array;
}

/**
 * Error: entry-after-time.
 *
 * @param entry time from which a row is followed: it is at risk at t when entry < t <= time
 */
export function riskSets(times: Float64Array, strata?: Grouping, entry?: Float64Array): RiskSets {
  const n = times.length;
  const all = entry === undefined ? times : joined(times, entry);
  const { time, order: everything, code } = distinctTimes(all);
  const byTime = entry === undefined ? everything : everything.filter((row) => row < n);
  const order = strata === undefined ? byTime : groupStably(byTime, strata);
  const start = new Uint32Array(n + 1);
  const codes = new Int32Array(n);
  const group = new Uint32Array(n);
  const stratumStart = new Uint32Array((strata?.count ?? 1) + 1);
  let groups = 0;
  let strataSeen = 0;
  let stratum = -1;
  for (let position = 0; position < n; position++) {
    const row = order[position]!;
    const here = strata === undefined ? 0 : strata.codes[row]!;
    if (here !== stratum) stratumStart[strataSeen++] = groups;
    if (here !== stratum || code[row] !== codes[groups - 1]) {
      start[groups] = position;
      codes[groups++] = code[row]!;
    }
    stratum = here;
    group[position] = groups - 1;
  }
  start[groups] = n;
  stratumStart[strataSeen] = groups;
  const sets = {
    order,
    start: start.slice(0, groups + 1),
    group,
    stratumStart: stratumStart.slice(0, strataSeen + 1),
    code: codes.slice(0, groups),
    time,
  };
  if (entry === undefined) return sets;
  const entryCode = new Int32Array(n);
  for (let at = 0; at < n; at++) entryCode[at] = code[n + order[at]!]!;
  return { ...sets, entryCode, entryGroup: entryGroups(sets, entryCode) };
}

/** Counting sort by stratum that keeps the given order within each. */
function groupStably(byTime: Uint32Array, { codes, count }: Grouping): Uint32Array {
  const next = new Uint32Array(count + 1);
  for (let at = 0; at < byTime.length; at++) next[codes[byTime[at]!]! + 1]!++;
  for (let s = 0; s < count; s++) next[s + 1]! += next[s]!;
  const order = new Uint32Array(byTime.length);
  for (let at = 0; at < byTime.length; at++) {
    const row = byTime[at]!;
    order[next[codes[row]!]!++] = row;
  }
  return order;
}

/** By bisection: the first group of the row's stratum whose time is after the entry. */
function entryGroups(
  { start, group, stratumStart, code }: Pick<RiskSets, 'start' | 'group' | 'stratumStart' | 'code'>,
  entryCode: Int32Array,
): Uint32Array {
  const entryGroup = new Uint32Array(group.length);
  for (let s = 0; s + 1 < stratumStart.length; s++) {
    const first = stratumStart[s]!;
    const last = stratumStart[s + 1]!;
    for (let at = start[first]!; at < start[last]!; at++) {
      const e = entryCode[at]!;
      let low = first;
      let high = last;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (code[middle]! <= e) low = middle + 1;
        else high = middle;
      }
      if (low > group[at]!) throw entryAfterTime();
      entryGroup[at] = low;
    }
  }
  return entryGroup;
}
