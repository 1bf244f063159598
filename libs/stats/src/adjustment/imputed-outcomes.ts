import { lineUp, type Matches } from './nearest-matching.js';
import { square } from '../core/power.js';

/**
 * What matching makes of the outcomes: for each matched row the mean outcome of its partners, and how often each row
 * serves as a partner.
 */
export interface Imputation {
  /** Mean outcome of the partners; NaN for rows not matched (or of the arm that is not). */
  readonly imputed: Float64Array;
  /** Variance of the partners' outcomes around that mean (divided by their number). */
  readonly spread: Float64Array;
  /** Σ 1/m over the sets of m partners a row is in, and Σ 1/m². */
  readonly uses: Float64Array;
  readonly squaredUses: Float64Array;
}

/** From the pairs of `matchNearest`. */
export function imputeFromPairs({ treated, partners, ratio }: Matches, outcome: Float64Array): Imputation {
  const result = empty(outcome.length);
  treated.forEach((row, k) => {
    const set = Array.from(partners.subarray(k * ratio, (k + 1) * ratio)).filter((other) => other >= 0);
    if (set.length === 0) return;
    const mean = set.reduce((sum, other) => sum + outcome[other]!, 0) / set.length;
    result.imputed[row] = mean;
    result.spread[row] = set.reduce((sum, other) => sum + square(outcome[other]! - mean), 0) / set.length;
    for (const other of set) {
      result.uses[other]! += 1 / set.length;
      result.squaredUses[other]! += 1 / square(set.length);
    }
  });
  return result;
}

/** Squared distances within this much of the M-th (in variances of the score) are ties: `distance.tolerance` of Matching. */
const TIE = 1e-5;

/**
 * Partners of the rows of one arm with replacement, ties averaged: all rows of the other arm as near as the `ratio`-th
 * nearest. On a line such a set is a run of neighbours, so that sums over it come from running sums.
 *
 * @param variance of the score over all rows, the yardstick of ties
 */
export function imputeNearestSets(
  score: Float64Array,
  arm: Float64Array,
  outcome: Float64Array,
  strata: Int32Array | null,
  ratio: number,
  caliper: number,
  variance: number,
): Imputation {
  const n = score.length;
  const result = empty(n);
  const line = lineUp(score, strata);
  const donors = line.filter((row) => arm[row] === 0);
  const centre = outcome.reduce((sum, y) => sum + y, 0) / n;
  const sums = new Float64Array(donors.length + 1);
  const squares = new Float64Array(donors.length + 1);
  donors.forEach((row, k) => {
    const y = outcome[row]! - centre;
    sums[k + 1] = sums[k]! + y;
    squares[k + 1] = squares[k]! + y * y;
  });
  const use = new Float64Array(donors.length + 1);
  const squaredUse = new Float64Array(donors.length + 1);
  const stratumOf = (row: number): number => (strata === null ? 0 : strata[row]!);
  let start = 0;
  let end = 0;
  let split = 0;
  let stratum = -1;
  for (const row of line) {
    if (stratumOf(row) !== stratum) {
      stratum = stratumOf(row);
      start = end;
      while (end < donors.length && stratumOf(donors[end]!) === stratum) end++;
      split = start;
    }
    if (arm[row] !== 1) continue;
    const own = score[row]!;
    const away = (k: number): number => (k < start || k >= end ? Infinity : Math.abs(score[donors[k]!]! - own));
    // Rows come by ascending score, so the place between the donors only moves forward.
    while (split < end && score[donors[split]!]! < own) split++;
    let low = split;
    let high = split;
    let reach = 0;
    for (let taken = 0; taken < ratio; taken++) {
      const next = Math.min(away(low - 1), away(high));
      if (next > caliper || next === Infinity) break;
      reach = next;
      if (away(low - 1) <= away(high)) low--;
      else high++;
    }
    if (low === high) continue;
    const limit = Math.min(caliper, Math.sqrt(reach * reach + TIE * variance));
    while (away(low - 1) <= limit) low--;
    while (away(high) <= limit) high++;
    const size = high - low;
    const mean = (sums[high]! - sums[low]!) / size;
    result.imputed[row] = centre + mean;
    result.spread[row] = Math.max(0, (squares[high]! - squares[low]!) / size - mean * mean);
    use[low]! += 1 / size;
    use[high]! -= 1 / size;
    squaredUse[low]! += 1 / square(size);
    squaredUse[high]! -= 1 / square(size);
  }
  let running = 0;
  let runningSquares = 0;
  donors.forEach((row, k) => {
    running += use[k]!;
    runningSquares += squaredUse[k]!;
    // What is left of the rounding of the running sums is no use at all.
    if (running < 1e-10) return;
    result.uses[row] = running;
    result.squaredUses[row] = runningSquares;
  });
  return result;
}

const empty = (n: number): Imputation => ({
  imputed: new Float64Array(n).fill(NaN),
  spread: new Float64Array(n),
  uses: new Float64Array(n),
  squaredUses: new Float64Array(n),
});
