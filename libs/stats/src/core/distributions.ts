import normal from '@stdlib/stats-base-dists-normal';
import student from '@stdlib/stats-base-dists-t';
import { exp } from './elementary.js';

/** Upper quantile z of the standard normal such that the central mass is `level`. */
export const normalCritical = (level: number): number => -normal.quantile((1 - level) / 2, 0, 1);

/** The same for Student's t with `df` degrees of freedom (any positive number). */
export const studentCritical = (level: number, df: number): number => -student.quantile((1 - level) / 2, df);

/** Two-sided p-value of a standard normal statistic. */
export const normalPValue = (z: number): number => Math.min(1, 2 * normal.cdf(-Math.abs(z), 0, 1));

/** Two-sided p-value of a t statistic. */
export const studentPValue = (t: number, df: number): number => Math.min(1, 2 * student.cdf(-Math.abs(t), df));

/** Upper tail of chi-square with one degree of freedom, through the normal tail, which keeps its digits. */
export const chiSquarePValue = (statistic: number): number => normalPValue(Math.sqrt(statistic));

/**
 * Upper tail of chi-square with a whole number of degrees of freedom: the finite sums of Abramowitz and Stegun (1964),
 * 26.4.4 and 26.4.5, all terms positive.
 */
export function chiSquareTail(statistic: number, df: number): number {
  const half = statistic / 2;
  const odd = df % 2 === 1;
  let term = odd ? Math.sqrt((4 * half) / Math.PI) * exp(-half) : exp(-half);
  let sum = odd ? chiSquarePValue(statistic) : 0;
  for (let k = odd ? 3 : 2; k <= df; k += 2) {
    sum += term;
    term *= statistic / k;
  }
  return Math.min(1, sum);
}
