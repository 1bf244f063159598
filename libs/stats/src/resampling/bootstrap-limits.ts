import normal from '@stdlib/stats-base-dists-normal';
import { quantile } from '../core/quantile.js';

/** Two limits of a bootstrap distribution and the shares of it they cut off. */
export interface BootstrapLimits {
  readonly lower: number;
  readonly upper: number;
  readonly shares: readonly [number, number];
}

/** Quantiles (type 7) of the replicates at (1 - level)/2 and (1 + level)/2. */
export function percentileLimits(sorted: Float64Array, level: number): BootstrapLimits {
  return limitsAt(sorted, [(1 - level) / 2, (1 + level) / 2]);
}

/**
 * Bias-corrected and accelerated limits (Efron 1987; Davison and Hinkley 1997, section 5.3): the percentiles moved by the
 * share of replicates below the estimate (half of those equal to it) and by the acceleration Σ l³ / (6 (Σ l²)^1.5) of the
 * influence l of each unit. null when every replicate is on one side of the estimate.
 */
export function bcaLimits(
  sorted: Float64Array,
  value: number,
  influence: Float64Array,
  level: number,
): (BootstrapLimits & { readonly bias: number; readonly acceleration: number }) | null {
  let below = 0;
  for (const replicate of sorted) below += replicate < value ? 1 : replicate === value ? 0.5 : 0;
  if (below === 0 || below === sorted.length) return null;
  const bias = normal.quantile(below / sorted.length, 0, 1);
  let squares = 0;
  let cubes = 0;
  for (const l of influence) {
    squares += l * l;
    cubes += l * l * l;
  }
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
  const share = (at: number): number => {
    const z = bias + normal.quantile(at, 0, 1);
    return normal.cdf(bias + z / (1 - acceleration * z), 0, 1);
  };
  const limits = limitsAt(sorted, [share((1 - level) / 2), share((1 + level) / 2)]);
  return { ...limits, bias, acceleration };
}

const limitsAt = (sorted: Float64Array, shares: readonly [number, number]): BootstrapLimits => ({
  lower: quantile((k) => sorted[k]!, sorted.length, shares[0]),
  upper: quantile((k) => sorted[k]!, sorted.length, shares[1]),
  shares,
});
