import { stableOrder } from '../core/stable-order.js';

export const corrections = ['holm', 'bonferroni', 'hochberg', 'benjamini-hochberg', 'benjamini-yekutieli'] as const;
export type Correction = (typeof corrections)[number];

/**
 * Adjusted p-values in the order given, as R p.adjust: the smallest level at which each hypothesis would be rejected.
 * Stepping down (Holm 1979) takes running maxima from the smallest, stepping up (Hochberg 1988; Benjamini and Hochberg 1995;
 * Benjamini and Yekutieli 2001) running minima from the largest.
 */
export function adjustPValues(p: Float64Array, correction: Correction): Float64Array {
  const n = p.length;
  const order = stableOrder(p);
  const factor = (rank: number): number => {
    switch (correction) {
      case 'bonferroni':
        return n;
      case 'holm':
      case 'hochberg':
        return n - rank;
      case 'benjamini-hochberg':
        return n / (rank + 1);
      case 'benjamini-yekutieli':
        return (harmonic(n) * n) / (rank + 1);
    }
  };
  const adjusted = new Float64Array(n);
  if (correction === 'bonferroni' || correction === 'holm') {
    let largest = 0;
    for (let rank = 0; rank < n; rank++) {
      const own = factor(rank) * p[order[rank]!]!;
      largest = correction === 'holm' ? Math.max(largest, own) : own;
      adjusted[order[rank]!] = Math.min(1, largest);
    }
    return adjusted;
  }
  let smallest = 1;
  for (let rank = n - 1; rank >= 0; rank--) {
    smallest = Math.min(smallest, factor(rank) * p[order[rank]!]!);
    adjusted[order[rank]!] = smallest;
  }
  return adjusted;
}

function harmonic(n: number): number {
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += 1 / k;
  return sum;
}
