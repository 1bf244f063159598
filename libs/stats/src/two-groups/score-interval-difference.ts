import { findRoot } from '../core/find-root.js';
import type { TwoByTwo } from './two-by-two.js';
import { cube, square } from '../core/power.js';

/**
 * Score limits of a risk difference: the differences not rejected at z. Miettinen and Nurminen (1985) with the factor
 * N/(N-1), Mee (1984) without it.
 */
export function scoreIntervalDifference(table: TwoByTwo, z: number, corrected: boolean): readonly [number, number] {
  const difference = table.x1 / table.n1 - table.x0 / table.n0;
  const statistic = (d: number): number => scoreStatistic(table, d, corrected);
  const inset = 1e-12;
  const lower = difference <= -1 ? -1 : findRoot((d) => statistic(d) - z, -1 + inset, difference);
  const upper = difference >= 1 ? 1 : findRoot((d) => statistic(d) + z, difference, 1 - inset);
  return [lower ?? -1, upper ?? 1];
}

function scoreStatistic(table: TwoByTwo, d: number, corrected: boolean): number {
  const { x1, n1, x0, n0 } = table;
  const n = n1 + n0;
  const p0 = restrictedRisk(table, d);
  const p1 = Math.min(1, Math.max(0, p0 + d));
  const variance = ((p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0) * (corrected ? n / (n - 1) : 1);
  const distance = x1 / n1 - x0 / n0 - d;
  return distance === 0 ? 0 : distance / Math.sqrt(variance);
}

/** Maximum likelihood risk of the comparison arm when the difference is d: closed form of the cubic, appendix of 1985. */
function restrictedRisk({ x1, n1, x0, n0 }: TwoByTwo, d: number): number {
  const l3 = n1 + n0;
  const l2 = (n1 + 2 * n0) * d - l3 - (x1 + x0);
  const l1 = (n0 * d - l3 - 2 * x0) * d + (x1 + x0);
  const l0 = x0 * d * (1 - d);
  const q = cube(l2 / (3 * l3)) - (l1 * l2) / (6 * l3 * l3) + l0 / (2 * l3);
  const size = Math.sqrt(Math.max(0, square(l2 / (3 * l3)) - l1 / (3 * l3)));
  const p = q >= 0 ? size : -size;
  const sine = p === 0 ? 0 : sineOfThird(Math.max(-1, Math.min(1, q / cube(p))));
  return Math.min(1, Math.max(0, 2 * p * sine - l2 / (3 * l3)));
}

/** sin(arcsin(q)/3): the root of 3s - 4s³ = q between -1/2 and 1/2. */
function sineOfThird(q: number): number {
  return findRoot((s) => 3 * s - 4 * cube(s) - q, -0.5, 0.5) ?? 0;
}
