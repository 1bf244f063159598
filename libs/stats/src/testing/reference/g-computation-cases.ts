import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** Standardised outcome models; nothing where the fit is close to separation, as the reference says of itself. */
export function gComputationCases(r: RResults, roles: Roles, interactions: boolean): ReferenceCase[] {
  if (r.flag('near_separation')) return [];
  return ['ATE', 'ATT', 'ATC'].flatMap((target): ReferenceCase[] => {
    const found = r.at(target);
    const one = (
      options: ReferenceCase['options'],
      expected: Record<string, number>,
      relative: number = tolerance.newtonError,
    ): ReferenceCase => ({
      id: 'g-computation',
      roles,
      options: { target, interactions, ...options },
      relative,
      scale: 1,
      expected,
    });
    return [
      one(
        {},
        {
          value: found.number('rd'),
          'details.means.treated': found.number('m1'),
          'details.means.comparison': found.number('m0'),
          'details.marginalOddsRatio': found.number('or_marginal'),
        },
        tolerance.newton,
      ),
      one({}, { standardError: found.number('rd_se_mest') }),
      one({ variance: 'delta' }, { standardError: found.number('rd_se_delta_model') }),
      one({ variance: 'delta-HC0' }, { standardError: found.number('rd_se_delta_HC0') }),
      one(
        { variance: 'delta', measure: 'ratio' },
        { value: found.number('rr'), standardError: found.number('rr_se_log_delta_model') },
      ),
      one({ variance: 'delta-HC0', measure: 'ratio' }, { standardError: found.number('rr_se_log_delta_HC0') }),
    ];
  });
}
