import { cholesky, solve } from '../core/cholesky.js';
import { chiSquareTail } from '../core/distributions.js';
import { StatisticalError } from '../core/statistical-error.js';
import { changeContrast, type ChangeMethod } from './change-contrast.js';
import type { Panel } from './panel.js';

/** An effect with its influence function over the units. */
export interface Effect {
  readonly value: number;
  readonly standardError: number;
  readonly influence: Float64Array;
}

export interface GroupTimeEffect extends Effect {
  readonly group: number;
  readonly time: number;
  readonly n: number;
}

/**
 * ATT(g, t) of Callaway and Sant'Anna (2021): change of the group first treated in g from the base period to t, against units
 * never treated, or not yet treated by t. Base: the period before g, and before treatment the period before t ("varying").
 * Covariates are those of the base period. Errors: no-overlap (a group without comparison units), those of the models.
 */
export function groupTimeEffects(panel: Panel, control: 'never' | 'notyet', method: ChangeMethod): GroupTimeEffect[] {
  const { periods, groups, first, frequency, outcome, total } = panel;
  return groups.flatMap((group) =>
    periods.slice(1).map((time, index): GroupTimeEffect => {
      const before = index + 1;
      const base = time >= group ? periods.findLastIndex((period) => period < group) : before - 1;
      const late = Math.max(time, periods[base]!);
      const compares = (g: number): boolean => g === 0 || (control === 'notyet' && g > late && g !== group);
      const used = frequency.map((f, i) => (first[i] === group || compares(first[i]!) ? f : 0));
      const n = used.reduce((sum, f) => sum + f, 0);
      const treated = first.map((g) => (g === group ? 1 : 0));
      if (!first.some(compares)) {
        throw new StatisticalError(
          'no-overlap',
          `No unit is ${control === 'never' ? 'never' : 'not yet'} treated by period ${time}, so group ${group} has nothing to compare with.${control === 'never' ? ' Set control to notyet.' : ' Leave out the last periods.'}`,
          ['control', 'firstTreated'],
        );
      }
      const { value, influence } = changeContrast(method, {
        frequency: used,
        treated,
        change: outcome[before]!.map((y, i) => y - outcome[base]![i]!),
        names: panel.covariateNames,
        covariates: panel.covariates.map((byPeriod) => byPeriod[base]!),
        among: `group ${group} in period ${time}`,
      });
      const scaled = influence.map((phi) => (phi * total) / n);
      return { group, time, n, value, influence: scaled, standardError: errorOf(scaled, panel) };
    }),
  );
}

export function errorOf(influence: Float64Array, { frequency, total }: Panel): number {
  return Math.sqrt(covarianceOf(influence, influence, frequency)) / total;
}

export function covarianceOf(a: Float64Array, b: Float64Array, frequency: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += frequency[i]! * a[i]! * b[i]!;
  return sum;
}

export interface PreTrendTest {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** Wald test that all effects before treatment are zero; null when there are none, or their errors are collinear. */
export function preTrendTest(effects: readonly GroupTimeEffect[], { frequency, total }: Panel): PreTrendTest | null {
  const before = effects.filter(({ group, time }) => time < group);
  const size = before.length;
  if (size === 0) return null;
  const covariance = new Float64Array(size * size);
  before.forEach((a, i) =>
    before.forEach(
      (b, j) => (covariance[i * size + j] = covarianceOf(a.influence, b.influence, frequency) / (total * total)),
    ),
  );
  const factor = cholesky(covariance, size, 1e-12);
  if ('deficientAt' in factor) return null;
  const values = Float64Array.from(before, ({ value }) => value);
  const statistic = solve(factor, values).reduce((sum, x, i) => sum + x * values[i]!, 0);
  return { statistic, degreesOfFreedom: size, pValue: chiSquareTail(statistic, size) };
}
