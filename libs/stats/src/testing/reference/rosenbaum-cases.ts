import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** Bounds of the sign test by pbinom and its critical gamma by uniroot. */
export function rosenbaumCases(r: RResults, roles: Roles, counts: Readonly<Record<string, number>>): ReferenceCase[] {
  const [upper, lower] = [r.numbers('p_upper'), r.numbers('p_lower')];
  const gamma = r.numbers('gamma');
  const bounds = gamma.flatMap((_, k): [string, number][] => [
    [`details.bounds.${k}.upper`, upper[k]!],
    [`details.bounds.${k}.lower`, lower[k]!],
  ]);
  const common = { id: 'rosenbaum-bounds', roles, options: { ...counts, gamma } };
  return [
    {
      ...common,
      relative: tolerance.closedForm,
      expected: { 'details.discordant': r.number('discordant'), ...Object.fromEntries(bounds) },
    },
    { ...common, relative: tolerance.root, expected: { value: r.number('gamma_critical_05') } },
  ];
}
