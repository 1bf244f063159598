import type { CoxData } from './cox-data.js';
import type { CoxPass } from './cox-pass.js';
import { BLOCK } from './packed-rows.js';

/**
 * Visits the groups with events, the last of each stratum first, with s1 = Σ w r z over the risk set and d1 = Σ w r z over
 * those who die (zero where one dies alone, or ties do not matter: nothing is to be taken out then).
 *
 * Column by column, a running sum from the last row of the stratum to the first gives the risk sets of every row in it,
 * so that untied times cost no more than tied ones. Both vectors are reused between visits.
 */
export function forEachRiskSet(
  data: CoxData,
  pass: CoxPass,
  visit: (k: number, s1: Float64Array, d1: Float64Array) => void,
): void {
  const { sets, packed, deathCount } = data;
  const { columns, stride, values } = packed;
  const y = new Float64Array(pass.risk.length);
  for (let i = 0; i < y.length; i++) y[i] = data.weight[i]! * pass.risk[i]!;
  const late = lateSums(data, y);
  const absent = new Float64Array(columns);
  const running = new Float64Array(columns);
  const sums = new Float64Array(columns * BLOCK);
  const s1 = new Float64Array(columns);
  const d1 = new Float64Array(columns);
  for (let s = sets.stratumStart.length - 2; s >= 0; s--) {
    const first = sets.start[sets.stratumStart[s]!]!;
    running.fill(0);
    absent.fill(0);
    let k = sets.stratumStart[s + 1]! - 1;
    for (let until = sets.start[k + 1]!; until > first;) {
      const block = until - 1 - ((until - 1) % BLOCK);
      const from = Math.max(first, block);
      for (let j = 0; j < columns; j++) {
        const base = block * stride + j * BLOCK - block;
        const shift = j * BLOCK - block;
        let sum = running[j]!;
        for (let i = until - 1; i >= from; i--) sums[shift + i] = sum += y[i]! * values[base + i]!;
        running[j] = sum;
      }
      for (; k >= sets.stratumStart[s]! && sets.start[k]! >= from; k--) {
        if (late !== null) for (let j = 0; j < columns; j++) absent[j]! += late[(k + 1) * columns + j]!;
        if (deathCount[k] === 0) continue;
        const at = sets.start[k]! - block;
        for (let j = 0; j < columns; j++) s1[j] = sums[j * BLOCK + at]! - absent[j]!;
        if (pass.h1[k]! > 0) dyingSums(data, y, k, d1);
        else d1.fill(0);
        visit(k, s1, d1);
      }
      until = from;
    }
  }
}

/** Σ w r z over the rows of group k that have the event. */
function dyingSums({ sets, packed, event }: CoxData, y: Float64Array, k: number, d1: Float64Array): void {
  const { columns, stride, values } = packed;
  const last = sets.start[k + 1]!;
  d1.fill(0);
  for (let from = sets.start[k]!; from < last;) {
    const block = from - (from % BLOCK);
    const until = Math.min(last, block + BLOCK);
    for (let j = 0; j < columns; j++) {
      const base = block * stride + j * BLOCK - block;
      let sum = 0;
      for (let i = from; i < until; i++) sum += y[i]! * event[i]! * values[base + i]!;
      d1[j]! += sum;
    }
    from = until;
  }
}

/** With delayed entry: Σ w r z over the rows that enter at each group, and so are absent from the earlier ones; by group. */
function lateSums({ sets, packed }: CoxData, y: Float64Array): Float64Array | null {
  const { entryGroup, stratumStart, start } = sets;
  if (entryGroup === undefined) return null;
  const { columns, stride, values } = packed;
  const late = new Float64Array((start.length + 1) * columns);
  for (let s = 0; s + 1 < stratumStart.length; s++) {
    for (let i = start[stratumStart[s]!]!; i < start[stratumStart[s + 1]!]!; i++) {
      if (entryGroup[i] === stratumStart[s]) continue;
      const base = (i - (i % BLOCK)) * stride + (i % BLOCK);
      for (let j = 0; j < columns; j++) late[entryGroup[i]! * columns + j]! += y[i]! * values[base + j * BLOCK]!;
    }
  }
  return late;
}
