import type { StudyEstimate, Subgroup } from '@impact-ledger/domain';
import { chiSquareTail, estimate, StatisticalError, type Column, type Table } from '@impact-ledger/stats';
import { additive } from './additive.js';
import { analyse } from './analyse.js';
import type { AnalysisContext } from './context.js';

/**
 * The effect within each level of each group the protocol declared, and whether it differs between them: Cochran's Q of the
 * levels' effects (logarithms of ratios), chi-square with one degree of freedom less than levels; p-values corrected for the
 * number of groups by Holm (1979). A level is judged by nothing of its own: significant in one and not in another is no
 * difference. A level where the primary analysis gives no figure is left out.
 */
export function subgroupsOf(context: AnalysisContext): Subgroup[] {
  const groups = (context.protocol.subgroups ?? []).map(({ column, label }) => {
    const levels = levelsOf(context, column);
    return { column, label, levels, interaction: interactionOf(levels.map(({ estimate: shown }) => shown)) };
  });
  const adjusted = holm(groups.flatMap(({ interaction }) => (interaction ? [interaction.pValue] : [])));
  return groups.map(({ interaction, ...group }) => ({
    ...group,
    interaction: interaction && { ...interaction, adjusted: adjusted.shift()! },
  }));
}

function levelsOf(context: AnalysisContext, column: string): Subgroup['levels'] {
  const { table, protocol } = context;
  const groups = table.columns[column]!;
  if (groups instanceof Float64Array) return [];
  // Within a level the group itself is constant.
  const others = <T extends { readonly column: string }>(items: readonly T[]): T[] =>
    items.filter((item) => item.column !== column);
  const { strata, ...rest } = protocol;
  const within = { ...rest, ...(strata && { strata: others(strata) }), covariates: others(protocol.covariates) };
  const { primary, outcome } = protocol;
  return groups.levels.flatMap((level, code) => {
    const people = rowsWhere(table, (row) => groups.codes[row] === code);
    try {
      const { shown } = analyse({ ...context, table: people, protocol: within }, primary, outcome.column);
      return [{ level, estimate: shown }];
    } catch (error) {
      if (error instanceof StatisticalError) return [];
      throw error;
    }
  });
}

export function rowsWhere(table: Table, keeps: (row: number) => boolean): Table {
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row).filter(keeps);
  const pick = (column: Column): Column =>
    column instanceof Float64Array
      ? Float64Array.from(rows, (row) => column[row]!)
      : { codes: Int32Array.from(rows, (row) => column.codes[row]!), levels: column.levels };
  return {
    rows: rows.length,
    columns: Object.fromEntries(Object.entries(table.columns).map(([name, column]) => [name, pick(column)])),
  };
}

function interactionOf(estimates: readonly StudyEstimate[]) {
  const known = estimates.map(additive).filter(({ standardError }) => standardError !== null && standardError > 0);
  if (known.length < 2) return null;
  const weights = known.map(({ standardError }) => 1 / (standardError! * standardError!));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = known.reduce((sum, { value }, k) => sum + weights[k]! * value, 0) / total;
  const statistic = known.reduce((sum, { value }, k) => sum + weights[k]! * (value - mean) * (value - mean), 0);
  const degreesOfFreedom = known.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

function holm(pValues: readonly number[]): number[] {
  if (pValues.length === 0) return [];
  const { details } = estimate('adjust-p-values', { rows: 0, columns: {} }, {}, { pValues, method: 'holm' });
  return [...(details['adjusted'] as readonly number[])];
}
