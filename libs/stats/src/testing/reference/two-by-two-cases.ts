import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import { limits, type ReferenceCase } from './reference-case.js';

/** Risk difference, risk ratio, odds ratio and E-value from one two-by-two table. */
export function twoByTwoCases(r: RResults, roles: Roles): ReferenceCase[] {
  const difference = (interval: string, bounds: number[], level = 0.95): ReferenceCase => ({
    id: 'risk-difference',
    roles,
    options: { interval, level },
    relative: interval === 'miettinen-nurminen' || interval === 'mee' ? tolerance.root : tolerance.closedForm,
    expected: {
      value: r.number('rd'),
      ...(r.has('rd_se_wald') && { standardError: r.number('rd_se_wald') }),
      ...limits('interval', bounds),
    },
  });
  const cases = [
    difference('newcombe', r.numbers('rd_ci_newcombe')),
    difference('miettinen-nurminen', r.numbers('rd_ci_miettinen_nurminen')),
  ];
  if (r.has('edge_case')) return cases;
  const ratio = (interval: string, bounds: number[]): ReferenceCase => ({
    id: 'risk-ratio',
    roles,
    options: { interval },
    relative: interval === 'katz' ? tolerance.closedForm : tolerance.root,
    expected: { value: r.number('rr'), standardError: r.number('rr_se_log'), ...limits('interval', bounds) },
  });
  return [
    ...cases,
    difference('wald', r.numbers('rd_ci_wald')),
    difference('mee', r.numbers('rd_ci_mee')),
    difference('agresti-caffo', r.numbers('rd_ci_agresti_caffo')),
    difference('miettinen-nurminen', r.numbers('rd_ci_miettinen_nurminen_90'), 0.9),
    ratio('katz', r.numbers('rr_ci_katz')),
    ratio('koopman', r.numbers('rr_ci_koopman')),
    ratio('miettinen-nurminen', r.numbers('rr_ci_miettinen_nurminen')),
    {
      id: 'odds-ratio',
      roles,
      options: {},
      relative: tolerance.closedForm,
      expected: {
        value: r.number('or'),
        standardError: r.number('or_se_log'),
        ...limits('interval', r.numbers('or_ci_woolf')),
      },
    },
    {
      id: 'risk-difference',
      roles,
      options: {},
      relative: tolerance.closedForm,
      expected: { 'details.pValue': r.number('z_pooled_p') },
    },
    {
      id: 'e-value',
      roles,
      options: {},
      relative: tolerance.closedForm,
      expected: { value: r.number('evalue_rr'), 'details.limit': r.number('evalue_rr_ci') },
    },
    {
      id: 'e-value',
      roles: {},
      options: { scale: 'odds-ratio', ratio: r.number('or') },
      relative: tolerance.closedForm,
      expected: { value: r.number('evalue_or_common') },
    },
  ];
}
