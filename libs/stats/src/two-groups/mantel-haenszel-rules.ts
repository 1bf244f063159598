import { StatisticalError } from '../core/statistical-error.js';
import type { TwoByTwo } from './two-by-two.js';
import { cube, square } from '../core/power.js';

type Tables = readonly TwoByTwo[];

/** A pooled figure; the error is that of the logarithm for ratios. */
export interface Pooled {
  readonly value: number;
  readonly standardError: number;
}

const sum = (tables: Tables, f: (table: TwoByTwo, n: number) => number): number =>
  tables.reduce((total, table) => total + f(table, table.n1 + table.n0), 0);

/** Weights n₁n₀/n. Variance: Sato (1989), consistent for many small and for few large strata; or Greenland and Robins (1985). */
export function pooledDifference(tables: Tables, variance: 'sato' | 'greenland-robins'): Pooled {
  const weight = sum(tables, ({ n1, n0 }, n) => (n1 * n0) / n);
  const value = sum(tables, ({ x1, n1, x0, n0 }, n) => (x1 * n0 - x0 * n1) / n) / weight;
  const p = sum(
    tables,
    ({ x1, n1, x0, n0 }, n) => (n1 * n1 * x0 - n0 * n0 * x1 + (n1 * n0 * (n0 - n1)) / 2) / square(n),
  );
  const q = sum(tables, ({ x1, n1, x0, n0 }, n) => (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n));
  const independent = sum(
    tables,
    ({ x1, n1, x0, n0 }, n) => (x1 * (n1 - x1) * cube(n0) + x0 * (n0 - x0) * cube(n1)) / (n1 * n0 * square(n)),
  );
  const spread = variance === 'sato' ? value * p + q : independent;
  // Without variation within strata Sato's is zero up to rounding, of either sign.
  if (spread < -1e-12 * (Math.abs(value * p) + q)) {
    throw new StatisticalError('not-estimable', "Sato's variance is negative here. Use variance greenland-robins.", [
      'variance',
    ]);
  }
  return { value, standardError: Math.sqrt(Math.max(0, spread)) / weight };
}

/** Greenland and Robins (1985). Error: zero-cell without events in either arm. */
export function pooledRiskRatio(tables: Tables): Pooled {
  const r = sum(tables, ({ x1, n0 }, n) => (x1 * n0) / n);
  const s = sum(tables, ({ x0, n1 }, n) => (x0 * n1) / n);
  refuseEmpty(r, s);
  const spread = sum(tables, ({ x1, n1, x0, n0 }, n) => (n1 * n0 * (x1 + x0) - x1 * x0 * n) / square(n)) / (r * s);
  return { value: r / s, standardError: Math.sqrt(Math.max(0, spread)) };
}

/** Mantel and Haenszel (1959) with the variance of Robins, Breslow and Greenland (1986). Error: zero-cell. */
export function pooledOddsRatio(tables: Tables): Pooled {
  const r = sum(tables, ({ x1, x0, n0 }, n) => (x1 * (n0 - x0)) / n);
  const s = sum(tables, ({ x1, n1, x0 }, n) => ((n1 - x1) * x0) / n);
  refuseEmpty(r, s);
  const parts = (f: (concordant: number, discordant: number, rk: number, sk: number) => number): number =>
    sum(tables, ({ x1, n1, x0, n0 }, n) =>
      f((x1 + n0 - x0) / n, (n1 - x1 + x0) / n, (x1 * (n0 - x0)) / n, ((n1 - x1) * x0) / n),
    );
  const spread =
    parts((p, _, rk) => p * rk) / (2 * r * r) +
    parts((p, q, rk, sk) => p * sk + q * rk) / (2 * r * s) +
    parts((_, q, __, sk) => q * sk) / (2 * s * s);
  return { value: r / s, standardError: Math.sqrt(spread) };
}

/** Chi-square of Cochran (1954), Mantel and Haenszel (1959), 1 degree of freedom; null when no stratum varies. */
export function cochranMantelHaenszel(tables: Tables): { plain: number; corrected: number } | null {
  const distance = Math.abs(sum(tables, ({ x1, n1, x0 }, n) => x1 - (n1 * (x1 + x0)) / n));
  const variance = sum(tables, ({ x1, n1, x0, n0 }, n) => {
    const events = x1 + x0;
    return n > 1 ? (n1 * n0 * events * (n - events)) / (n * n * (n - 1)) : 0;
  });
  if (!(variance > 0)) return null;
  return { plain: square(distance) / variance, corrected: square(distance - Math.min(0.5, distance)) / variance };
}

function refuseEmpty(r: number, s: number): void {
  if (r > 0 && s > 0) return;
  throw new StatisticalError(
    'zero-cell',
    'Over all strata one side of the ratio is empty, so it is 0, infinite or undefined. Ask for measure rd.',
    ['measure'],
  );
}
