import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** AIPW with one model per arm; nothing where the arms are close to separation, as the reference says of itself. */
export function aipwCases(r: RResults, roles: Roles, n: number): ReferenceCase[] {
  if (r.flag('near_separation')) return [];
  return [
    {
      id: 'aipw',
      roles,
      options: {},
      relative: tolerance.newton,
      scale: Math.abs(r.at('ATE').number('mu1')),
      expected: {
        value: r.at('ATE').number('est'),
        'details.means.treated': r.at('ATE').number('mu1'),
        'details.means.comparison': r.at('ATE').number('mu0'),
      },
    },
    {
      id: 'aipw',
      roles,
      options: {},
      relative: tolerance.newtonError,
      expected: { standardError: r.at('ATE').number('se_n') },
    },
    {
      id: 'aipw',
      roles,
      options: { measure: 'ratio' },
      relative: tolerance.newtonError,
      // The reference divides the variance of a ratio by n - 1; ours divides by n throughout.
      expected: {
        value: r.at('ATE').number('rr'),
        standardError: r.at('ATE').number('rr_se_log') * Math.sqrt((n - 1) / n),
      },
    },
    {
      id: 'aipw',
      roles,
      options: { target: 'ATT' },
      relative: tolerance.newton,
      scale: Math.abs(r.at('ATE').number('mu1')),
      expected: { value: r.at('ATT').number('est') },
    },
    {
      id: 'aipw',
      roles,
      options: { target: 'ATT' },
      relative: tolerance.newtonError,
      expected: { standardError: r.at('ATT').number('se_n') },
    },
  ];
}
