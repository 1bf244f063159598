import { square } from './power.js';

/** A lower triangular factor L with L·Lᵀ = A, row-major, or the first column that the earlier ones explain. */
export type Factor = { readonly lower: Float64Array; readonly size: number };
export type Factorisation = Factor | { readonly deficientAt: number };

/**
 * Factor of a symmetric positive definite matrix. A pivot that keeps less than `tolerance` of its diagonal means the
 * column is a combination of the earlier ones up to rounding.
 */
export function cholesky(matrix: Float64Array, size: number, tolerance = 1e-10): Factorisation {
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j * size + j]!;
    const diagonal = pivot;
    for (let k = 0; k < j; k++) pivot -= square(lower[j * size + k]!);
    if (!(pivot > tolerance * diagonal)) return { deficientAt: j };
    const root = Math.sqrt(pivot);
    lower[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = sum / root;
    }
  }
  return { lower, size };
}

/** Solution of A·x = b. */
export function solve({ lower, size }: Factor, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * x[k]!;
    x[i] = sum / lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < size; k++) sum -= lower[k * size + i]! * x[k]!;
    x[i] = sum / lower[i * size + i]!;
  }
  return x;
}

/** A⁻¹, exactly symmetric. */
export function invert(factor: Factor): Float64Array {
  const { size } = factor;
  const inverse = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const unit = new Float64Array(size);
    unit[j] = 1;
    const column = solve(factor, unit);
    for (let i = j; i < size; i++) {
      inverse[i * size + j] = column[i]!;
      inverse[j * size + i] = column[i]!;
    }
  }
  return inverse;
}

/** A·x of a square row-major matrix. */
export function multiply(matrix: Float64Array, x: Float64Array): Float64Array {
  const size = x.length;
  const product = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * x[j]!;
    product[i] = sum;
  }
  return product;
}

/** A·B·A for symmetric A and B: the shape of every sandwich variance. */
export function sandwichProduct(bread: Float64Array, meat: Float64Array, size: number): Float64Array {
  const half = matrixProduct(bread, meat, size);
  const full = matrixProduct(half, bread, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (full[i * size + j]! + full[j * size + i]!) / 2;
      full[i * size + j] = mean;
      full[j * size + i] = mean;
    }
  }
  return full;
}

function matrixProduct(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const scale = a[i * size + k]!;
      for (let j = 0; j < size; j++) product[i * size + j]! += scale * b[k * size + j]!;
    }
  }
  return product;
}
