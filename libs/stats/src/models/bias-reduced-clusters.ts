import { cholesky, sandwichProduct } from '../core/cholesky.js';
import type { Grouping } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { symmetricEigen } from '../core/symmetric-eigen.js';
import type { LeastSquaresFit } from './fit-least-squares.js';
import { linearPredictor } from './design.js';

/**
 * CR2 covariance of a least-squares fit (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018): the residuals of cluster g are
 * multiplied by (I - H)^(-1/2), H its block of the hat matrix, so that it is unbiased when errors are independent and alike.
 *
 * With L·Lᵀ the bread, H = B·Bᵀ for B = X·L, and (I - B·Bᵀ)^(-1/2) = I + B·φ(BᵀB)·Bᵀ with λφ(λ) = (1 - λ)^(-1/2) - 1: only matrices
 * as wide as the design are decomposed, however large the cluster. A direction with λ = 1 takes the generalised inverse, as clubSandwich.
 */
export function biasReducedCovariance(fit: LeastSquaresFit, outcome: Float64Array, cluster: Grouping): Float64Array {
  const { design, bread, frequency, fitted } = fit;
  const { width, rows } = design;
  const size = width * width;
  const grams = new Float64Array(cluster.count * size);
  const scores = new Float64Array(cluster.count * width);
  const columns = Array.from({ length: width }, (_, j) => {
    const unit = new Float64Array(width);
    unit[j] = 1;
    return linearPredictor(design, unit);
  });
  for (let i = 0; i < rows; i++) {
    const g = cluster.codes[i]!;
    const f = frequency[i]!;
    const residual = outcome[i]! - fitted[i]!;
    for (let a = 0; a < width; a++) {
      const za = f * columns[a]![i]!;
      scores[g * width + a]! += za * residual;
      for (let b = 0; b < width; b++) grams[g * size + a * width + b]! += za * columns[b]![i]!;
    }
  }
  const factor = cholesky(bread, width, 1e-14);
  if ('deficientAt' in factor)
    throw new StatisticalError('collinear', 'The columns are too close to collinear for CR2 errors. Leave one out.');
  const { lower } = factor;
  const meat = new Float64Array(size);
  for (let g = 0; g < cluster.count; g++) {
    const adjusted = adjust(
      grams.subarray(g * size, (g + 1) * size),
      scores.subarray(g * width, (g + 1) * width),
      lower,
      width,
    );
    for (let a = 0; a < width; a++) for (let b = 0; b < width; b++) meat[a * width + b]! += adjusted[a]! * adjusted[b]!;
  }
  return sandwichProduct(bread, meat, width);
}

/** s + G·L·φ(LᵀGL)·Lᵀ·s for one cluster's gram G and score s. */
function adjust(gram: Float64Array, score: Float64Array, lower: Float64Array, width: number): Float64Array {
  const gl = new Float64Array(width * width);
  for (let a = 0; a < width; a++)
    for (let b = 0; b < width; b++)
      for (let k = b; k < width; k++) gl[a * width + b]! += gram[a * width + k]! * lower[k * width + b]!;
  const inner = new Float64Array(width * width);
  for (let a = 0; a < width; a++)
    for (let b = 0; b < width; b++)
      for (let k = a; k < width; k++) inner[a * width + b]! += lower[k * width + a]! * gl[k * width + b]!;
  const { values, vectors } = symmetricEigen(inner, width);
  const ls = new Float64Array(width);
  for (let a = 0; a < width; a++) for (let k = a; k < width; k++) ls[a]! += lower[k * width + a]! * score[k]!;
  const along = new Float64Array(width);
  for (let v = 0; v < width; v++) {
    const lambda = values[v]!;
    if (lambda < 1e-14) continue;
    let dot = 0;
    for (let a = 0; a < width; a++) dot += vectors[a * width + v]! * ls[a]!;
    const root = Math.sqrt(1 - lambda);
    const phi = lambda > 1 - 1e-10 ? -1 / lambda : 1 / (root * (1 + root));
    for (let a = 0; a < width; a++) along[a]! += phi * dot * vectors[a * width + v]!;
  }
  const adjusted = Float64Array.from(score);
  for (let a = 0; a < width; a++) for (let b = 0; b < width; b++) adjusted[a]! += gl[a * width + b]! * along[b]!;
  return adjusted;
}
