/** Rows with the same values in every column are one cell. */
export interface Cells {
  readonly count: number;
  /** Cell of each row. Cells are numbered by their values, column by column: the order of the rows does not matter. */
  readonly code: Uint32Array;
  /** A row of each cell. */
  readonly row: Uint32Array;
}

/** Fewer rows than this are as quick one by one; as are cells of fewer rows on average. */
const FEWEST_ROWS = 1024;
const ROWS_A_CELL = 16;

/**
 * The cells of columns of whole numbers, or null when a column holds others, or the cells are too many to gain by them. Two
 * walks over each column; columns of other numbers are found out at their first such value.
 */
export function compress(columns: readonly Float64Array[], rows: number): Cells | null {
  if (rows < FEWEST_ROWS || !columns.every((column) => isWhole(column, 64))) return null;
  const most = Math.floor(rows / ROWS_A_CELL);
  const code = new Uint32Array(rows);
  let size = 1;
  for (const column of columns) {
    const range = wholeRange(column, rows);
    if (range === null) return null;
    if (size * range.size > rows) {
      size = renumber(code, size).length;
      if (size > most || size * range.size > 16 * rows) return null;
    }
    for (let i = 0; i < rows; i++) code[i] = code[i]! * range.size + (column[i]! - range.lowest);
    size *= range.size;
  }
  const row = renumber(code, size);
  return row.length > most ? null : { count: row.length, code, row };
}

/** Numbers the codes that occur from 0, in place and in their order; returns the last row of each. */
function renumber(code: Uint32Array, size: number): Uint32Array {
  const last = new Uint32Array(size);
  for (let i = 0; i < code.length; i++) last[code[i]!] = i + 1;
  let count = 0;
  const rows = new Uint32Array(Math.min(size, code.length));
  for (let k = 0; k < size; k++) {
    if (last[k] === 0) continue;
    rows[count] = last[k]! - 1;
    last[k] = count++;
  }
  for (let i = 0; i < code.length; i++) code[i] = last[code[i]!]!;
  return rows.slice(0, count);
}

function isWhole(column: Float64Array, until: number): boolean {
  for (let i = 0; i < until; i++) if (column[i] !== Math.trunc(column[i]!)) return false;
  return true;
}

/** The least value and the number of values up to the largest; null when some are not whole, or there may be more than `most`. */
function wholeRange(column: Float64Array, most: number): { lowest: number; size: number } | null {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!;
    if (x !== Math.trunc(x)) return null;
    if (x < lowest) lowest = x;
    if (x > highest) highest = x;
  }
  const size = highest - lowest + 1;
  return size <= most ? { lowest, size } : null;
}

/** Σ values over the rows of each cell. */
export function sumByCell({ count, code }: Pick<Cells, 'count' | 'code'>, values: Float64Array): Float64Array {
  const sums = new Float64Array(count);
  for (let i = 0; i < code.length; i++) sums[code[i]!]! += values[i]!;
  return sums;
}

/** Every row takes the value of its cell. */
export function spread({ code }: Pick<Cells, 'code'>, values: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < code.length; i++) out[i] = values[code[i]!]!;
  return out;
}
