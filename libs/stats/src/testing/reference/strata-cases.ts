import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import { limits, type ReferenceCase } from './reference-case.js';

/** Mantel-Haenszel contrasts and direct standardisation over the strata the reference names. */
export function strataCases(r: RResults, plain: Roles): ReferenceCase[] {
  const roles: Roles = { ...plain, strata: r.texts('strata_vars') };
  const common = { id: 'mantel-haenszel', roles, relative: tolerance.closedForm };
  const standard = (['ATE', 'ATT', 'ATC'] as const).flatMap((target): ReferenceCase[] => {
    const std = r.at({ ATE: 'std_total', ATT: 'std_treated', ATC: 'std_control' }[target]);
    const risks = { 'details.risks.treated': std.number('p1'), 'details.risks.comparison': std.number('p0') };
    return [
      ['rd', 'rd_se'],
      ['rr', 'rr_se_log'],
    ].map(([measure, error]) => ({
      id: 'standardisation',
      roles,
      options: { target, measure: measure! },
      relative: tolerance.closedForm,
      expected: { ...risks, value: std.number(measure!), standardError: std.number(error!) },
    }));
  });
  return [
    {
      ...common,
      options: {},
      expected: {
        value: r.number('rd_mh'),
        standardError: r.number('rd_se_sato'),
        ...limits('interval', r.numbers('rd_ci_sato')),
        'details.chiSquare': r.number('cmh_chisq'),
        'details.chiSquareCorrected': r.number('cmh_chisq_cc'),
        'details.pValue': r.number('cmh_p'),
        'details.strata.total': r.number('n_strata'),
        'details.strata.used': r.number('n_strata_informative'),
      },
    },
    {
      ...common,
      options: { variance: 'greenland-robins' },
      expected: { standardError: r.number('rd_se_greenland_robins') },
    },
    {
      ...common,
      options: { measure: 'rr' },
      expected: {
        value: r.number('rr_mh'),
        standardError: r.number('rr_se_log_greenland_robins'),
        ...limits('interval', r.numbers('rr_ci')),
      },
    },
    {
      ...common,
      options: { measure: 'or' },
      expected: {
        value: r.number('or_mh'),
        standardError: r.number('or_se_log_rbg'),
        ...limits('interval', r.numbers('or_ci_rbg')),
      },
    },
    ...standard,
  ];
}
