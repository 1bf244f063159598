import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** Balance before and after weighting, with both denominators. */
export function balanceCases(r: RResults, roles: Roles): ReferenceCase[] {
  return [
    ['none', 'unweighted'],
    ['ATE', 'ipw_ate'],
    ['ATT', 'ipw_att'],
    ['ATO', 'overlap'],
  ].flatMap(([weights, key]): ReferenceCase[] => {
    const rows = r.at(key!);
    const names = rows.texts('cov');
    const column = (name: string, values: number[]): Record<string, number> =>
      Object.fromEntries(names.map((_, j) => [`details.rows.${j}.${name}`, values[j]!]));
    const sizes = {
      'details.effectiveSampleSize.treated': rows.numbers('ess1')[0]!,
      'details.effectiveSampleSize.comparison': rows.numbers('ess0')[0]!,
      ...column('means.treated', rows.numbers('mean1')),
      ...column('means.comparison', rows.numbers('mean0')),
    };
    const common = {
      ...sizes,
      ...column('varianceRatio', rows.numbers('var_ratio')),
      ...column('ks', rows.numbers('ks')),
    };
    return [
      {
        id: 'balance',
        roles,
        options: { weights },
        relative: tolerance.newton,
        expected: { ...common, ...column('smd', rows.numbers('smd_pooled')) },
      },
      {
        id: 'balance',
        roles,
        options: { weights, denominator: 'treated' },
        relative: tolerance.newton,
        expected: column('smd', rows.numbers('smd_treated')),
      },
    ];
  });
}
