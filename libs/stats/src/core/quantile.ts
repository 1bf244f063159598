import { stableOrder } from './stable-order.js';

/**
 * Quantile of an ascending column, by linear interpolation of order statistics: type 7 of Hyndman and Fan (1996), the
 * default of R. `ascending(k)` gives the k-th smallest of `n` values, counting from 0.
 */
export function quantile(ascending: (k: number) => number, n: number, p: number): number {
  const at = (n - 1) * p;
  const below = Math.floor(at);
  const left = ascending(below);
  return below + 1 < n ? left + (at - below) * (ascending(below + 1) - left) : left;
}

/** Quantiles of a column in any order whose row i stands for `frequency[i]` people: those of the rows repeated. */
export function repeatedQuantiles(
  values: Float64Array,
  frequency: Float64Array,
  probabilities: readonly number[],
): number[] {
  const order = stableOrder(values);
  const ends = new Float64Array(order.length);
  let total = 0;
  order.forEach((row, k) => (ends[k] = total += frequency[row]!));
  const ascending = (person: number): number => {
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! > person) high = middle;
      else low = middle + 1;
    }
    return values[order[low]!]!;
  };
  return probabilities.map((p) => quantile(ascending, total, p));
}
