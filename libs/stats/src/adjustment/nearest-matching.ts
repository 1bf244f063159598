import { stableOrder } from '../core/stable-order.js';

export interface MatchingRule {
  /** Comparison rows per treated row. */
  readonly ratio: number;
  readonly replace: boolean;
  /** Largest distance allowed on the scale of the score. */
  readonly caliper: number;
  readonly order: 'largest' | 'data';
}

/** Partners of each treated row: `partners[k·ratio ..]` belong to `treated[k]`; -1 where there was none left. */
export interface Matches {
  readonly treated: Uint32Array;
  readonly partners: Int32Array;
  readonly ratio: number;
}

/**
 * Nearest neighbours on a score, greedily, as MatchIt 4.7: treated rows take turns (by descending score, or as they come),
 * one partner a round until `ratio` rounds are over; the nearest comparison row still free to the left or right in the
 * order of all scores, the left one when both are as near. Sorting orders equal scores by row, so ties have one answer.
 *
 * Linear after sorting: a row that is taken points to its neighbour, and such paths are shortened as they are walked.
 *
 * @param strata rows match only within their stratum; null is one stratum
 */
export function matchNearest(
  score: Float64Array,
  treatment: Float64Array,
  strata: Int32Array | null,
  rule: MatchingRule,
): Matches {
  const n = score.length;
  const line = lineUp(score, strata);
  const place = new Uint32Array(n);
  for (let p = 0; p < n; p++) place[line[p]!] = p;
  // left[p + 1] leads to the nearest free place at or before p (0: none); right[p] to one at or after p (n: none).
  const left = new Uint32Array(n + 1);
  const right = new Uint32Array(n + 1);
  right[n] = n;
  for (let p = 0; p < n; p++) left[p + 1] = treatment[line[p]!] === 0 ? p + 1 : p;
  for (let p = 0; p < n; p++) right[p] = treatment[line[p]!] === 0 ? p : p + 1;

  const treated = rowsOf(treatment, 1);
  const { ratio } = rule;
  const partners = new Int32Array(treated.length * ratio).fill(-1);
  const turns =
    rule.order === 'data' ? treated.map((_, k) => k) : stableOrder(Float64Array.from(treated, (i) => -score[i]!));
  const nearest = (row: number, from: number, to: number): number => {
    const stratum = strata === null ? 0 : strata[row]!;
    const distance = (place: number): number => {
      if (place < 0 || place >= n) return Infinity;
      const other = line[place]!;
      return strata !== null && strata[other] !== stratum ? Infinity : Math.abs(score[other]! - score[row]!);
    };
    const before = find(left, from) - 1;
    const after = find(right, to);
    const [dl, dr] = [distance(before), distance(after)];
    const best = Math.min(dl, dr);
    return best > rule.caliper || best === Infinity ? -1 : dl <= dr ? before : after;
  };
  const rounds = rule.replace ? 1 : ratio;
  for (let round = 0; round < rounds; round++) {
    for (const k of turns) {
      const row = treated[k]!;
      let [from, to] = [place[row]!, place[row]! + 1];
      for (let pick = 0; pick < (rule.replace ? ratio : 1); pick++) {
        const found = nearest(row, from, to);
        if (found < 0) break;
        partners[k * ratio + round + pick] = line[found]!;
        if (!rule.replace) {
          left[found + 1] = found;
          right[found] = found + 1;
        } else if (found < place[row]!) from = found;
        else to = found + 1;
      }
    }
  }
  return { treated, partners, ratio };
}

/** All rows by stratum, then score, then row. */
export function lineUp(score: Float64Array, strata: Int32Array | null): Uint32Array {
  const byScore = stableOrder(score);
  if (strata === null) return byScore;
  const byStratum = stableOrder(Float64Array.from(byScore, (row) => strata[row]!));
  return byStratum.map((k) => byScore[k]!);
}

export function rowsOf(treatment: Float64Array, arm: 0 | 1): Uint32Array {
  let count = 0;
  for (let i = 0; i < treatment.length; i++) if (treatment[i] === arm) count++;
  const rows = new Uint32Array(count);
  for (let i = 0, next = 0; i < treatment.length; i++) if (treatment[i] === arm) rows[next++] = i;
  return rows;
}

function find(parent: Uint32Array, start: number): number {
  let root = start;
  while (parent[root] !== root) root = parent[root]!;
  while (parent[start] !== root) {
    const next = parent[start]!;
    parent[start] = root;
    start = next;
  }
  return root;
}
