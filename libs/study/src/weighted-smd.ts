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
  return difference === 0 ? 0 : difference / deviationOf(values, arm, { treated, comparison }, denominator);
}

/** How far the mean of each arm goes from where it was with `from` to where it is with `to`, in the same standard deviations. */
export function weightedShift(
  values: Float64Array,
  arm: Float64Array,
  from: Float64Array,
  to: Float64Array,
  denominator: 'pooled' | 'treated',
): { readonly treated: number; readonly comparison: number } {
  const of = (weights: Float64Array) => ({
    treated: spread(values, arm, weights, 'treated'),
    comparison: spread(values, arm, weights, 'comparison'),
  });
  const [before, after] = [of(from), of(to)];
  const shift = (which: 'treated' | 'comparison'): number => {
    const difference = after[which].mean - before[which].mean;
    return difference === 0 ? 0 : difference / deviationOf(values, arm, before, denominator);
  };
  return { treated: shift('treated'), comparison: shift('comparison') };
}

type Spread = ReturnType<typeof spread>;

function deviationOf(
  values: Float64Array,
  arm: Float64Array,
  { treated, comparison }: { readonly treated: Spread; readonly comparison: Spread },
  denominator: 'pooled' | 'treated',
): number {
  const variance = denominator === 'treated' ? treated.variance : (treated.variance + comparison.variance) / 2;
  return Math.sqrt(variance > 0 ? variance : spread(values, arm, null, 'everybody').variance);
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
