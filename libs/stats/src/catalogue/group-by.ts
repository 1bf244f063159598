import type { Grouping } from '../core/sample.js';
import { isCategory, type Column } from '../core/table.js';

/** Codes 0..count-1 in order of first appearance of each combination. */
export function groupBy(columns: readonly Column[], rows: Uint32Array): Grouping {
  const codes = new Int32Array(rows.length);
  const parent = new Map<string | number, number>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const first = columns[0]!;
    const key =
      columns.length === 1
        ? isCategory(first)
          ? first.codes[row]!
          : first[row]!
        : columns.map((column) => (isCategory(column) ? column.codes[row] : column[row])).join('\u0000');
    let code = parent.get(key);
    if (code === undefined) parent.set(key, (code = parent.size));
    codes[i] = code;
  }
  return { codes, count: parent.size };
}
