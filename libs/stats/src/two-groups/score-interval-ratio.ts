import { findRoot } from '../core/find-root.js';
import type { TwoByTwo } from './two-by-two.js';
import { exp, log } from '../core/elementary.js';

/**
 * Score limits of a risk ratio: Koopman (1984); with the factor N/(N-1), Miettinen and Nurminen (1985). An arm without
 * events gives 0 or null (no upper limit).
 */
export function scoreIntervalRatio(table: TwoByTwo, z: number, corrected: boolean): readonly [number, number | null] {
  const { x1, n1, x0, n0 } = table;
  const statistic = (logRatio: number): number => scoreStatistic(table, exp(logRatio), corrected);
  // Continuity moves the start off 0 and infinity when an arm has no events.
  const start = log((x1 + 0.5) / (n1 + 1) / ((x0 + 0.5) / (n0 + 1)));
  const estimate = x1 > 0 && x0 > 0 ? log(x1 / n1 / (x0 / n0)) : start;
  const lower = x1 === 0 ? null : findRoot((l) => statistic(l) - z, estimate - 40, x0 === 0 ? estimate + 40 : estimate);
  const upper = x0 === 0 ? null : findRoot((l) => statistic(l) + z, x1 === 0 ? estimate - 40 : estimate, estimate + 40);
  return [lower === null ? 0 : exp(lower), upper === null ? null : exp(upper)];
}

function scoreStatistic({ x1, n1, x0, n0 }: TwoByTwo, ratio: number, corrected: boolean): number {
  const n = n1 + n0;
  const a = n * ratio;
  const b = -(n1 * ratio + x1 + n0 + x0 * ratio);
  const c = x1 + x0;
  // The smaller root of a·p² + b·p + c, in the form that does not cancel.
  const p0 = (2 * c) / (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c)));
  const p1 = p0 * ratio;
  const variance = ((p1 * (1 - p1)) / n1 + (ratio * ratio * p0 * (1 - p0)) / n0) * (corrected ? n / (n - 1) : 1);
  const distance = x1 / n1 - (ratio * x0) / n0;
  return distance === 0 ? 0 : distance / Math.sqrt(Math.max(variance, Number.MIN_VALUE));
}
