import { moments } from '../core/moments.js';
import type { Sample } from '../core/sample.js';
import { designOf } from '../models/design.js';
import { fitLeastSquares } from '../models/fit-least-squares.js';

/** What an intercept and the covariates leave of a column, by least squares (Frisch and Waugh 1933). */
export function partialOut({ covariates, frequency }: Sample, column: Float64Array): Float64Array {
  if (covariates.columns.length === 0) {
    const { mean } = moments(column, frequency);
    return column.map((value) => value - mean);
  }
  const design = designOf(covariates.names, covariates.columns, frequency);
  const { fitted } = fitLeastSquares(design, column, frequency, 'the rows used');
  return column.map((value, i) => value - fitted[i]!);
}
