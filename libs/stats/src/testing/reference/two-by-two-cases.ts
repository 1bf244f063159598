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
      ...(r.has('nnt') && { 'details.numberNeededToTreat.value': r.number('nnt') }),
      'details.risks.treated': r.number('p1'),
      'details.risks.comparison': r.number('p0'),
      'details.events.treated': r.number('x1'),
      'details.events.comparison': r.number('x0'),
      'n.treated': r.number('n1'),
      'n.comparison': r.number('n0'),
      ...limits('interval', bounds),
    },
  });
  const cases = [
    difference('newcombe', r.numbers('rd_ci_newcombe')),
    difference('miettinen-nurminen', r.numbers('rd_ci_miettinen_nurminen')),
  ];
  cases.push({
    id: 'fisher-exact',
    roles,
    options: {},
    relative: tolerance.closedForm,
    expected: { 'details.pValue': r.number('fisher_p') },
  });
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
    ...fisherCases(r, roles),
    ...twoProportionCases(r, roles),
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

/** Pooled, unpooled and corrected tests. */
function twoProportionCases(r: RResults, roles: Roles): ReferenceCase[] {
  const test = (options: ReferenceCase['options'], expected: Record<string, number>): ReferenceCase => ({
    id: 'two-proportion-test',
    roles,
    options,
    relative: tolerance.closedForm,
    expected: {
      value: r.number('rd'),
      standardError: r.number('rd_se_wald'),
      ...expected,
    },
  });
  return [
    test(
      {},
      {
        ...limits('interval', r.numbers('rd_ci_wald')),
        'details.statistic': r.number('z_pooled'),
        'details.chiSquare': r.number('chisq'),
        'details.pValue': r.number('z_pooled_p'),
      },
    ),
    test({ variance: 'unpooled' }, { 'details.pValue': r.number('z_unpooled_p') }),
    test(
      { correction: 'yates' },
      {
        ...limits('interval', r.numbers('rd_ci_proptest_cc')),
        'details.chiSquare': r.number('chisq_yates'),
        'details.pValue': r.number('chisq_yates_p'),
      },
    ),
  ];
}

/**
 * `fisher.test` searches for psi or 1/psi within (0, 1) and stops at 1.2e-4 of that; the fixture holds the same equations
 * solved to rounding.
 */
function fisherCases(r: RResults, roles: Roles): ReferenceCase[] {
  const figures = { value: r.number('fisher_or_cmle'), ...limits('interval', r.numbers('fisher_or_ci')) };
  return Object.entries(figures).map(([path, odds]) => ({
    id: 'fisher-exact',
    roles,
    options: {},
    relative: 1.3e-4 * Math.max(odds, 1 / odds),
    expected: { [path]: odds },
  }));
}
