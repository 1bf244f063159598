import normal from '@stdlib/stats-base-dists-normal';
import { expm1, log1p } from '../core/elementary.js';
import { cube } from '../core/power.js';

export const spendingFunctions = ['obrien-fleming', 'pocock', 'kim-demets'] as const;
export type Spending = (typeof spendingFunctions)[number];

/**
 * Error of one side of a two-sided test at `alpha` that may have been spent by information fraction t, 0 to 1: Lan and
 * DeMets (1983), `obrien-fleming` 2 - 2Φ(z / √t) with z the upper alpha/4 point, `pocock` (alpha/2) ln(1 + (e - 1)t);
 * Kim and DeMets (1987), (alpha/2) t³.
 */
export function spentBy(spending: Spending, t: number, alpha: number): number {
  if (t <= 0) return 0;
  if (t >= 1) return alpha / 2;
  if (spending === 'pocock') return (alpha / 2) * log1p(expm1(1) * t);
  if (spending === 'kim-demets') return (alpha / 2) * cube(t);
  return 2 * normal.cdf(normal.quantile(alpha / 4, 0, 1) / Math.sqrt(t), 0, 1);
}
