import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** Balanced comparison means; `full` where the reference also reports the weights. */
export function entropyBalancingCases(r: RResults, roles: Roles, full: boolean): ReferenceCase[] {
  const fixed = { variance: 'fixed-weights' };
  const common = { id: 'entropy-balancing', roles };
  return [
    {
      ...common,
      options: fixed,
      relative: tolerance.newton,
      scale: Math.abs(r.number('m0')),
      expected: {
        value: r.number('att'),
        'details.means.comparison': r.number('m0'),
        ...(r.has('m1') && { 'details.means.treated': r.number('m1') }),
        'details.essComparison': r.number('ess0'),
        ...(full && { 'details.largestWeight': r.number('max_w') }),
      },
    },
    {
      ...common,
      options: fixed,
      relative: tolerance.newtonError,
      expected: { standardError: r.number('se_fixed_HC0') },
    },
  ];
}
