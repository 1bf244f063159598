import type { Covariates } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { isCategory, type Column } from '../core/table.js';

/**
 * Numeric columns as they are, categories as one indicator per level that occurs after the first. Error: constant-covariate
 * for a category of one level.
 */
export function expandCovariates(
  names: readonly string[],
  columns: ReadonlyMap<string, Column>,
  rows: Uint32Array,
  numeric: (name: string) => Float64Array,
): Covariates {
  const expanded: { name: string; source: string; values: Float64Array }[] = [];
  for (const name of names) {
    const column = columns.get(name)!;
    if (!isCategory(column)) {
      expanded.push({ name, source: name, values: numeric(name) });
      continue;
    }
    const seen = new Uint8Array(column.levels.length);
    for (const row of rows) seen[column.codes[row]!] = 1;
    const present = column.levels.map((_, code) => code).filter((code) => seen[code] === 1);
    for (const code of present.slice(1)) {
      const values = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) values[i] = column.codes[rows[i]!] === code ? 1 : 0;
      expanded.push({ name: `${name}=${column.levels[code]!}`, source: name, values });
    }
    if (present.length === 1) {
      throw new StatisticalError(
        'constant-covariate',
        `Covariate "${name}" has the one value "${column.levels[present[0]!]!}" in all rows used. Leave it out.`,
        [name],
      );
    }
  }
  return {
    names: expanded.map(({ name }) => name),
    columns: expanded.map(({ values }) => values),
    sources: expanded.map(({ source }) => source),
  };
}
