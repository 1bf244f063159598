import { log } from '../core/elementary.js';
import { findRoot } from '../core/find-root.js';
import { square } from '../core/power.js';

/** Systematic error as a normal distribution of the estimates of effects known to be none. */
export interface NullDistribution {
  readonly mean: number;
  readonly variance: number;
  /** Error of the mean, the variance taken as known. */
  readonly standardErrorOfMean: number;
  readonly logLikelihood: number;
}

const STEPS = 200;

/**
 * Maximum likelihood of Σ log N(xᵢ; mean, sᵢ² + variance), variance at least 0 (Schuemie and others 2014). The mean
 * is profiled out; the variance is the best root of its score on a fine grid, or 0.
 *
 * @param estimates of negative controls (logs of ratios, or differences)
 * @param errors their standard errors, above 0
 */
export function fitNullDistribution(estimates: Float64Array, errors: Float64Array): NullDistribution {
  const at = (variance: number): NullDistribution & { readonly score: number } => {
    let weights = 0;
    let sum = 0;
    for (let i = 0; i < estimates.length; i++) {
      const w = 1 / (square(errors[i]!) + variance);
      weights += w;
      sum += w * estimates[i]!;
    }
    const mean = sum / weights;
    let score = 0;
    let logLikelihood = 0;
    for (let i = 0; i < estimates.length; i++) {
      const w = 1 / (square(errors[i]!) + variance);
      const squared = square(estimates[i]! - mean);
      score += squared * w * w - w;
      logLikelihood += (log(w) - squared * w - log(2 * Math.PI)) / 2;
    }
    return { mean, variance, standardErrorOfMean: Math.sqrt(1 / weights), logLikelihood, score };
  };
  const centre = estimates.reduce((sum, x) => sum + x, 0) / estimates.length;
  // Beyond the largest squared distance from any weighted mean the score is negative.
  const spread = estimates.reduce((largest, x) => Math.max(largest, square(x - centre)), 0) * 4;
  let best = at(0);
  const grid = (k: number): number => spread * square(square(k / STEPS));
  for (let k = 0; k < STEPS; k++) {
    if (!(at(grid(k)).score > 0 && at(grid(k + 1)).score <= 0)) continue;
    const root = findRoot((variance) => at(variance).score, grid(k), grid(k + 1));
    const here = at(root!);
    if (here.logLikelihood > best.logLikelihood) best = here;
  }
  const { score: _score, ...distribution } = best;
  return distribution;
}
