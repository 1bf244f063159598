import { isBinary } from '../../catalogue/check-columns.js';
import type { Roles, Table } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import { numbers } from '../read-csv.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

type MatchingCall = readonly [string, Readonly<Record<string, unknown>>];

const calls: readonly MatchingCall[] = [
  ['default', {}],
  ['caliper02', { caliper: 0.2 }],
  ['replace', { replace: true }],
  ['order_data', { order: 'data' }],
];

/**
 * Pairs, effect, balance and error of MatchIt 4.7.2; every pair is compared. MatchIt divides the difference of a 0/1
 * covariate by sqrt(p(1 - p)), we by the standard deviation with n - 1: a named convention, undone here.
 */
export function matchingCases(
  r: RResults,
  roles: Roles,
  table: Table,
  made: readonly MatchingCall[] = calls,
): ReferenceCase[] {
  const treated = numbers(table, roles.treatment!);
  const n1 = treated.reduce((sum, t) => sum + t, 0);
  const columns = [...(roles.covariates ?? [])].map((name) => numbers(table, name));
  const factors = [1, ...columns.map((x) => (isBinary(x) ? Math.sqrt((n1 - 1) / n1) : 1))];
  return made.flatMap(([name, options]) => {
    const result = r.at(name);
    const rounds = result.rows('control_row');
    const pairs = result
      .numbers('treated_row')
      .map((treated, k) => [treated, ...rounds.map((partners) => partners[k]!)])
      .filter(([, partner]) => !Number.isNaN(partner));
    const common = { id: 'matching', roles, options };
    return [
      {
        ...common,
        relative: tolerance.closedForm,
        expected: {
          value: result.number('est'),
          'n.treated': result.number('n_treated_matched'),
          'n.comparison': result.number('n_control_matched'),
          ...(result.has('se_cluster_pair') && { standardError: result.number('se_cluster_pair') }),
          'details.effectiveSampleSize.comparison': result.number('ess_control'),
          'details.pairs.length': pairs.length,
          ...Object.fromEntries(pairs.flatMap((rows, k) => rows.map((row, j) => [`details.pairs.${k}.${j}`, row]))),
        },
      },
      {
        ...common,
        // The score behind these comes from glm's own tolerance of 1e-8.
        relative: tolerance.newtonError,
        scale: 1e3,
        expected: {
          ...Object.fromEntries(
            result.numbers('smd_matchit').map((smd, j) => [`details.balance.${j}.smd`, smd * factors[j]!]),
          ),
          ...('caliper' in options && { 'details.caliper': result.number('caliper_value') }),
        },
      },
    ];
  });
}

/** Matching with replacement and ties averaged, as Matching::Match. */
export const abadieImbensCases = (r: RResults, roles: Roles, binary: Roles): ReferenceCase[] =>
  (
    [
      ['att_ties', roles, { target: 'ATT' }],
      ['ate_ties', binary, { target: 'ATE' }],
      ['att_M3', roles, { target: 'ATT', ratio: 3 }],
    ] as const
  ).map(([name, used, options]) => ({
    id: 'matching',
    roles: used,
    options: { ...options, replace: true, variance: 'abadie-imbens' },
    relative: tolerance.newtonError,
    expected: { value: r.at(name).number('est'), standardError: r.at(name).number('se_AI') },
  }));
