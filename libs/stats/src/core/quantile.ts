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
