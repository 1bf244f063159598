/**
 * Ends of the periods in which leaving the strategy is modelled: each time at which somebody leaves, or, where these are more
 * than `periods`, as many of equal length. The last is always the last time at which somebody leaves; none without deviations.
 */
export function deviationCuts(time: Float64Array, deviated: Float64Array, periods: number): number[] {
  const distinct = [...new Set(time.filter((_, i) => deviated[i] === 1))].sort((a, b) => a - b);
  if (distinct.length <= periods) return distinct;
  const last = distinct.at(-1)!;
  return Array.from({ length: periods }, (_, j) => (j + 1 === periods ? last : (last * (j + 1)) / periods));
}
