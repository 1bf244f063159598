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

/** The same from the pairs that differ, as McNemar's test counts them. */
export const discordantCases = (matched: RResults): ReferenceCase[] =>
  rosenbaumCases(
    matched.at('rosenbaum'),
    {},
    { treatedOnly: matched.at('mcnemar').number('b'), comparisonOnly: matched.at('mcnemar').number('c') },
  );

/** Wilcoxon's signed rank of 1:1 matched pairs under bias. */
export const signedRankCases = (r: RResults, roles: Roles): ReferenceCase[] => [
  {
    id: 'rosenbaum-bounds',
    roles,
    options: { test: 'signed-rank', gamma: r.numbers('gamma') },
    relative: tolerance.closedForm,
    expected: {
      'details.discordant': r.number('S'),
      'details.statistic': r.number('T'),
      ...Object.fromEntries(r.numbers('p_upper').map((p, k) => [`details.bounds.${k}.upper`, p])),
    },
  },
];
