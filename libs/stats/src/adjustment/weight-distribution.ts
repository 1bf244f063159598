import { extentOf } from '../core/descriptive.js';
import { moments } from '../core/moments.js';

/** Mean, extremes and standard deviation (n - 1) of the weights in use. */
export function weightDistribution(weights: Float64Array, frequency: Float64Array): WeightDistribution {
  const { n, mean, squares } = moments(weights, frequency);
  const [minimum, maximum] = extentOf(weights);
  return { mean, minimum, maximum, standardDeviation: Math.sqrt(squares / (n - 1)) };
}

export interface WeightDistribution {
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly standardDeviation: number;
}
