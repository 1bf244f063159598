import f from '@stdlib/stats-base-dists-f';

/** Upper tail of F; the reciprocal is used because its lower tail keeps the digits of a small probability. */
export const fPValue = (statistic: number, df1: number, df2: number): number =>
  statistic <= 0 ? 1 : f.cdf(1 / statistic, df2, df1);

/** Upper quantile of F with `level` below it. */
export const fCritical = (level: number, df1: number, df2: number): number => f.quantile(level, df1, df2);

/** P(X >= k) of a binomial count, through the F distribution (Abramowitz and Stegun 1964, 26.5.24 and 26.6.2). */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  if (p >= 1) return 1;
  const [a, b] = [2 * k, 2 * (n - k + 1)];
  return f.cdf((p * b) / ((1 - p) * a), a, b);
}
