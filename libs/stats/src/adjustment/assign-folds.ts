import type { Grouping } from '../core/sample.js';
import { stableOrder } from '../core/stable-order.js';

/**
 * Fold of every row, 0..folds-1, equally filled within each arm. The draw is a counter-based hash of (seed, row), so it
 * is the same on any machine and in any number of threads (Steele, Lea and Flood 2014, the finaliser of SplitMix).
 * Clusters stay whole, since rows that belong together would tell each other's outcomes; their numbers are then equal, not the arms.
 */
export function assignFolds(treatment: Float64Array, folds: number, seed: number, cluster?: Grouping): Int32Array {
  if (cluster !== undefined) {
    const place = new Int32Array(cluster.count);
    stableOrder(Float64Array.from(place, (_, c) => hash(seed, c))).forEach((c, at) => (place[c] = at % folds));
    return cluster.codes.map((c) => place[c]!);
  }
  const order = stableOrder(treatment.map((_, row) => hash(seed, row)));
  const filled = [0, 0];
  const fold = new Int32Array(treatment.length);
  for (const row of order) fold[row] = filled[treatment[row]!]!++ % folds;
  return fold;
}

function hash(seed: number, row: number): number {
  let h = (Math.imul(seed, 0x9e3779b9) ^ Math.imul(row + 1, 0x85ebca6b)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}
