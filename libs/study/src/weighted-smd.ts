/**
 * Standardised mean difference of one column, treated minus comparison, with `weights` (null: all alike); the denominator is
 * unweighted, the treated arm's standard deviation or that of both arms pooled, as `balance` of libs/stats. Rows whose value
 * is missing are left out. Where neither arm varies the standard deviation of everybody is used, so that the figure stays
 * finite.
 */
export function weightedSmd(
  values: Float64Array,
  arm: Float64Array,
  weights: Float64Array | null,
  denominator: 'pooled' | 'treated',
): number {
  const treated = spread(values, arm, weights, 'treated');
  const comparison = spread(values, arm, weights, 'comparison');
  const difference = treated.mean - comparison.mean;
  if (difference === 0) return 0;
  const variance = denominator === 'treated' ? treated.variance : (treated.variance + comparison.variance) / 2;
  return difference / Math.sqrt(variance > 0 ? variance : spread(values, arm, weights, 'everybody').variance);
}

/** Plain loops: of millions of rows and dozens of columns this is most of the time of the diagnostics. */
function spread(
  values: Float64Array,
  arm: Float64Array,
  weights: Float64Array | null,
  whose: 'treated' | 'comparison' | 'everybody',
) {
  const left = { treated: 0, comparison: 1, everybody: -1 }[whose];
  const isLeft = (row: number): boolean => Number(arm[row] === 1) === left || Number.isNaN(values[row]!);
  let [n, sum, weight, weighted] = [0, 0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    if (isLeft(row)) continue;
    const [value, w] = [values[row]!, weights === null ? 1 : weights[row]!];
    n += 1;
    sum += value;
    weight += w;
    weighted += w * value;
  }
  const mean = sum / n;
  let squares = 0;
  for (let row = 0; row < values.length; row++) if (!isLeft(row)) squares += (values[row]! - mean) ** 2;
  return { mean: weighted / weight, variance: squares / (n - 1) };
}
