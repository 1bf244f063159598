import type { Grouping } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';

/**
 * G/(G-1) Σ (Σ influence of a cluster)²: what clusters of unknown dependence leave of a variance that rows would have as Σ φ².
 * Liang and Zeger (1986); the factor is that of sandwich::vcovCL. Error: too-few-clusters.
 */
export function clusterSquares({ codes, count }: Grouping, influence: (row: number) => number): number {
  if (count < 2) {
    throw new StatisticalError(
      'too-few-clusters',
      'There is one cluster: its variance cannot be estimated. Leave out the cluster column, or name a finer one.',
    );
  }
  const sums = new Float64Array(count);
  for (let i = 0; i < codes.length; i++) sums[codes[i]!]! += influence(i);
  return (count / (count - 1)) * sums.reduce((sum, value) => sum + value * value, 0);
}
