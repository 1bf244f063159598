import { isCategory, type Column, type Table } from '../core/table.js';

/** The table with row `rows[i]` of the given one at i: a permutation, a selection or repetitions. */
export function rearrange(table: Table, rows: readonly number[]): Table {
  const pick = (column: Column): Column =>
    isCategory(column)
      ? { codes: Int32Array.from(rows, (row) => column.codes[row]!), levels: column.levels }
      : Float64Array.from(rows, (row) => column[row]!);
  return {
    rows: rows.length,
    columns: Object.fromEntries(Object.entries(table.columns).map(([name, column]) => [name, pick(column)])),
  };
}
