import type { Finding, Measure } from '../core/estimate.js';
import { logInterval, plainInterval } from '../core/intervals.js';
import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { clusterSquares } from './cluster-squares.js';

/** Mean of each arm in the target population and the rows' influence on each (before dividing by n). */
export interface ArmMeans {
  readonly treated: number;
  readonly comparison: number;
  readonly treatedInfluence: Float64Array;
  readonly comparisonInfluence: Float64Array;
}

export const contrastMeasures = ['difference', 'ratio'] as const;

type Contrast = Pick<Finding, 'value' | 'standardError' | 'standardErrorScale' | 'interval' | 'measure'>;

/**
 * Difference or ratio of two means, with the error sqrt(Σ φ²)/n of its influence function φ; for a ratio that of the
 * logarithm, φ₁/μ₁ - φ₀/μ₀. With clusters the squares are those of their sums, times G/(G-1) as sandwich::vcovCL.
 * Errors: zero-cell when a ratio has a mean that is not positive; too-few-clusters.
 */
export function contrast(sample: Sample, means: ArmMeans, measure: 'difference' | 'ratio', level: number): Contrast {
  const { treated, comparison, treatedInfluence, comparisonInfluence } = means;
  const ratio = measure === 'ratio';
  if (ratio && !(treated > 0 && comparison > 0)) {
    throw new StatisticalError(
      'zero-cell',
      `A ratio needs two positive means; here they are ${treated} and ${comparison}. Ask for the difference.`,
      ['measure'],
    );
  }
  const scaleTreated = ratio ? 1 / treated : 1;
  const scaleComparison = ratio ? 1 / comparison : 1;
  const phi = (i: number): number => treatedInfluence[i]! * scaleTreated - comparisonInfluence[i]! * scaleComparison;
  let squares = 0;
  if (sample.cluster === undefined) {
    for (let i = 0; i < treatedInfluence.length; i++) squares += sample.frequency[i]! * phi(i) * phi(i);
  } else {
    squares = clusterSquares(sample.cluster, (i) => sample.frequency[i]! * phi(i));
  }
  const standardError = Math.sqrt(squares) / sample.total;
  const value = ratio ? treated / comparison : treated - comparison;
  return {
    measure: contrastMeasure(sample.outcomeIsBinary, ratio),
    value,
    standardError,
    standardErrorScale: ratio ? 'log' : 'natural',
    interval: ratio ? logInterval(value, standardError, level) : plainInterval(value, standardError, level),
  };
}

function contrastMeasure(binary: boolean, ratio: boolean): Measure {
  if (binary) return ratio ? 'risk-ratio' : 'risk-difference';
  return ratio ? 'mean-ratio' : 'mean-difference';
}

/** A standard error of zero says that nothing varied, not that the figure is certain. */
export const noVarianceWarning = (standardError: number | null): { kind: string; message: string }[] =>
  standardError === 0
    ? [
        {
          kind: 'zero-variance',
          message: 'The estimated error is zero because the outcome does not vary: it does not mean certainty.',
        },
      ]
    : [];
