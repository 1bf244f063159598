/** Sum of f·x. */
export function weightedSum(x: Float64Array, f: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += f[i]! * x[i]!;
  return sum;
}

export interface Moments {
  /** Sum of the frequencies. */
  readonly n: number;
  readonly mean: number;
  /** Sum of f·(x - mean)², by a second pass: a sum of squares minus the square of the sum loses every digit. */
  readonly squares: number;
}

/** Count, mean and centred sum of squares of x under frequencies f (zero leaves a row out). */
export function moments(x: Float64Array, f: Float64Array): Moments {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const w = f[i]!;
    n += w;
    sum += w * x[i]!;
  }
  const first = sum / n;
  let rest = 0;
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    const d = x[i]! - first;
    const w = f[i]!;
    rest += w * d;
    squares += w * d * d;
  }
  // The second pass also repairs the rounding of the first mean.
  const shift = rest / n;
  return { n, mean: first + shift, squares: Math.max(0, squares - n * shift * shift) };
}
