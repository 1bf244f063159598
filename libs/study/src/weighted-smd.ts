/**
 * Standardised mean difference of one column, treated minus comparison, with `weights`; the denominator is unweighted,
 * the treated arm's standard deviation or that of both arms pooled, as `balance` of libs/stats. Where neither arm
 * varies the standard deviation of everybody is used, so that the figure stays finite.
 */
export function weightedSmd(
  values: Float64Array,
  arm: Float64Array,
  weights: Float64Array,
  denominator: 'pooled' | 'treated',
): number {
  const treated = spread(values, weights, (row) => arm[row] === 1);
  const comparison = spread(values, weights, (row) => arm[row] !== 1);
  const difference = treated.mean - comparison.mean;
  if (difference === 0) return 0;
  const variance = denominator === 'treated' ? treated.variance : (treated.variance + comparison.variance) / 2;
  return difference / Math.sqrt(variance > 0 ? variance : spread(values, weights, () => true).variance);
}

function spread(values: Float64Array, weights: Float64Array, belongs: (row: number) => boolean) {
  let [n, sum, weight, weighted] = [0, 0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    if (!belongs(row)) continue;
    n += 1;
    sum += values[row]!;
    weight += weights[row]!;
    weighted += weights[row]! * values[row]!;
  }
  const mean = sum / n;
  let squares = 0;
  for (let row = 0; row < values.length; row++) if (belongs(row)) squares += (values[row]! - mean) ** 2;
  return { mean: weighted / weight, variance: squares / (n - 1) };
}
