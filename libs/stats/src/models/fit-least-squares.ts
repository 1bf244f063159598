import { invert, solve } from '../core/cholesky.js';
import { moments } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { crossProduct, linearPredictor, weightedGram } from './design.js';
import type { Design } from './model-matrix.js';
import { factorOrRefuse } from './refuse-collinear.js';

/** A fitted linear regression. Coefficients and bread belong to the standardised design. */
export interface LeastSquaresFit {
  readonly design: Design;
  readonly frequency: Float64Array;
  readonly coefficients: Float64Array;
  /** (ZᵀFZ)⁻¹. */
  readonly bread: Float64Array;
  /** Fitted mean of every row of the design, also of those left out of the fit. */
  readonly fitted: Float64Array;
  readonly n: number;
  readonly residualSquares: number;
  /** Centred sum of squares of the outcome. */
  readonly totalSquares: number;
}

/**
 * Ordinary least squares by the normal equations of the standardised columns, with one step of refinement on the
 * residuals, which brings it to the accuracy of a QR decomposition. Errors: too-few-rows, collinear.
 *
 * @param frequency how often each row counts; 0 leaves it out of the fit but it still gets a prediction
 * @param among names the rows in messages, for example "the treated rows"
 */
export function fitLeastSquares(
  design: Design,
  outcome: Float64Array,
  frequency: Float64Array,
  among: string,
): LeastSquaresFit {
  const { rows, width } = design;
  const { n, mean, squares } = moments(outcome, frequency);
  if (n <= width) {
    throw new StatisticalError(
      'too-few-rows',
      `Among ${among} there are ${n} rows for ${width} coefficients. Use fewer covariates.`,
    );
  }
  const factor = factorOrRefuse(design, weightedGram(design, frequency), among);
  const coefficients = new Float64Array(width);
  coefficients[0] = mean;
  const fitted = new Float64Array(rows);
  const residual = new Float64Array(rows);
  let residualSquares = squares;
  for (let pass = 0; pass < 3; pass++) {
    linearPredictor(design, coefficients, fitted);
    residualSquares = 0;
    for (let i = 0; i < rows; i++) {
      const r = outcome[i]! - fitted[i]!;
      residual[i] = frequency[i]! * r;
      residualSquares += residual[i]! * r;
    }
    if (pass === 2) break;
    const step = solve(factor, crossProduct(design, residual));
    for (let j = 0; j < width; j++) coefficients[j]! += step[j]!;
  }
  return { design, frequency, coefficients, bread: invert(factor), fitted, n, residualSquares, totalSquares: squares };
}
