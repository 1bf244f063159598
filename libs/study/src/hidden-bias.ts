import type { Findings } from '@impact-ledger/domain';
import { estimate, type Table } from '@impact-ledger/stats';
import { requestFor } from './analyse.js';
import type { AnalysisContext } from './context.js';

/**
 * How far a hidden cause would have to multiply the odds of use between two people of a pair until the one-sided test at 0.05
 * could lose its significance (Rosenbaum 2002), of the first analysis that matches; 1 where its pairs do not favour the arm that
 * the effect does, so that nothing is there to lose. Undefined where none matches, and where its sets are not pairs that share
 * nobody. Errors: those of `matching` and `rosenbaum-bounds`.
 */
export function hiddenBiasOf(context: AnalysisContext, effect: number): Findings['hiddenBias'] {
  const { primary, sensitivity, outcome, arms } = context.protocol;
  const analysis = [primary, ...sensitivity].find(({ method }) => method === 'matching');
  if (!analysis || analysis.options['replace'] === true || (analysis.options['ratio'] ?? 1) !== 1) return undefined;
  const { method, table, roles, options } = requestFor(context, analysis, outcome.column);
  const pairs = estimate(method, table, roles, options).details['pairs'] as number[][] | null;
  if (!pairs) return undefined;
  const matched = pairedTable(table, pairs, [arms.column, outcome.column]);
  const pairRoles = { treatment: arms.column, outcome: outcome.column, strata: ['pair'] };
  const { value, details } = estimate('rosenbaum-bounds', matched, pairRoles, { level: 0.95 });
  if (value === null) return undefined;
  const agree = details['direction'] === (effect > 0 ? 'treated-larger' : 'comparison-larger');
  return { gamma: agree ? value : 1, analysis: analysis.label };
}

/** The rows of the pairs, numbered from 1 in the table, one after another. */
function pairedTable({ columns }: Table, pairs: readonly number[][], names: readonly string[]): Table {
  const rows = pairs.flat();
  const chosen = names.map((name): [string, Float64Array] => {
    const column = columns[name] as Float64Array;
    return [name, Float64Array.from(rows, (row) => column[row - 1]!)];
  });
  const pair = Float64Array.from(rows, (_, at) => Math.floor(at / 2));
  return { rows: rows.length, columns: { ...Object.fromEntries(chosen), pair } };
}
