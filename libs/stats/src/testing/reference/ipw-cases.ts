import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** Hajek weighting for the given targets, the stacked and the fixed-weight error. */
export function ipwCases(r: RResults, roles: Roles): ReferenceCase[] {
  const targets = ['ATE', 'ATT', 'ATO', 'ATC'].filter((target) => r.has(target));
  const cases = targets.flatMap((target): ReferenceCase[] => [
    {
      id: 'ipw',
      roles,
      options: { target },
      relative: tolerance.newton,
      scale: Math.abs(r.at(target).number('m1')),
      expected: {
        value: r.at(target).number('rd'),
        'details.means.treated': r.at(target).number('m1'),
        'details.means.comparison': r.at(target).number('m0'),
        'details.effectiveSampleSize.treated': r.at(target).number('ess1'),
        'details.effectiveSampleSize.comparison': r.at(target).number('ess0'),
        'details.weights.maximum': r.at(target).number('max_w'),
      },
    },
    {
      id: 'ipw',
      roles,
      options: { target },
      relative: tolerance.newtonError,
      expected: { standardError: r.at(target).number('se_mest_ps_estimated') },
    },
    {
      id: 'ipw',
      roles,
      options: { target, variance: 'fixed-weights' },
      relative: tolerance.newtonError,
      expected: { standardError: r.at(target).number('se_fixed_HC0') },
    },
    {
      id: 'ipw',
      roles,
      options: { target, measure: 'ratio' },
      relative: tolerance.newton,
      expected: { value: r.at(target).number('rr') },
    },
  ]);
  if (!r.has('stabilized')) return cases;
  const weights = r.at('stabilized');
  const truncated = r.at('stabilized_trunc_1_99');
  return [
    ...cases,
    {
      id: 'ipw',
      roles,
      options: { stabilised: 'yes' },
      relative: tolerance.newton,
      expected: {
        'details.weights.mean': weights.number('mean'),
        'details.weights.minimum': weights.number('min'),
        'details.weights.maximum': weights.number('max'),
        'details.weights.standardDeviation': weights.number('sd'),
      },
    },
    {
      id: 'ipw',
      roles,
      options: { trim: [0.1, 0.9], variance: 'fixed-weights' },
      relative: tolerance.newtonError,
      expected: {
        value: r.at('crump_01_09_refit').number('rd'),
        standardError: r.at('crump_01_09_refit').number('se_HC0'),
        'n.total': r.at('crump_01_09_refit').number('n'),
        'n.treated': r.at('crump_01_09_refit').number('n1'),
      },
    },
    {
      id: 'ipw',
      roles,
      options: { truncate: [0.01, 0.99], stabilised: 'yes', variance: 'fixed-weights' },
      relative: tolerance.newtonError,
      expected: {
        value: truncated.number('rd'),
        standardError: truncated.number('se_HC0'),
        'details.cutOffs.0': truncated.numbers('q')[0]!,
        'details.cutOffs.1': truncated.numbers('q')[1]!,
      },
    },
    // Ties of the score that rounding breaks move this rank statistic by single pairs.
    { id: 'overlap', roles, options: {}, relative: 1e-6, expected: { 'details.cStatistic': r.at('ps').number('auc') } },
    {
      id: 'overlap',
      roles,
      options: { weights: 'ATE' },
      relative: tolerance.newton,
      expected: {
        'details.effectiveSampleSize.treated': r.at('ATE').number('ess1'),
        'details.effectiveSampleSize.comparison': r.at('ATE').number('ess0'),
        ...Object.fromEntries(
          r
            .at('ps')
            .numbers('quantiles_type7')
            .map((q, k) => [`details.scoreQuantiles.${k}.score`, q]),
        ),
      },
    },
  ];
}
