import { StatisticalError } from '../core/statistical-error.js';
import { isCategory, type Column, type Role } from '../core/table.js';
import { allFinite } from './check-columns.js';

/**
 * The weight column, checked before it decides which rows count: a row of weight 0 stands for nobody. Sampling weights need
 * not be whole numbers. Errors: weights-not-frequencies, negative-weight.
 */
export function frequencyOf(
  columns: ReadonlyMap<string, Column>,
  named: ReadonlyMap<Role, readonly string[]>,
  sampling = false,
): Float64Array | null {
  const name = named.get('weights')?.[0];
  const column = name === undefined ? undefined : columns.get(name);
  if (name === undefined || column === undefined || isCategory(column)) return null;
  if (sampling) {
    if (column.some((w) => w < 0)) {
      throw new StatisticalError(
        'negative-weight',
        `The weight column "${name}" holds a negative weight. Correct or leave out those rows.`,
        [name],
      );
    }
    return column;
  }
  if (column.some((w) => w < 0 || (!Number.isNaN(w) && !Number.isInteger(w)))) {
    throw new StatisticalError(
      'weights-not-frequencies',
      `Weights are frequencies: whole numbers of equal rows, not negative. "${name}" holds others; sampling weights would give wrong standard errors here.`,
      [name],
    );
  }
  if (column.reduce((sum, w) => sum + (w > 0 ? w : 0), 0) > Number.MAX_SAFE_INTEGER) {
    throw new StatisticalError(
      'weights-not-frequencies',
      `The weights of "${name}" sum to more people than can be counted exactly (2^53). Scale them down.`,
      [name],
    );
  }
  return column;
}

/** Rows complete in every column, in their order, and the number that are not. */
export function keptRows(
  rows: number,
  columns: readonly Column[],
  frequency: Float64Array | null,
): { rows: Uint32Array; missing: number } {
  const keep = new Uint8Array(rows).fill(1);
  for (const column of columns) {
    if (isCategory(column)) for (let i = 0; i < rows; i++) keep[i]! &= column.codes[i]! >= 0 ? 1 : 0;
    else if (!allFinite(column)) for (let i = 0; i < rows; i++) keep[i]! &= Number.isNaN(column[i]!) ? 0 : 1;
  }
  const missing = rows - countOnes(keep);
  // A row of frequency 0 stands for nobody: it is neither used nor missing.
  if (frequency !== null) for (let i = 0; i < rows; i++) keep[i]! &= frequency[i] === 0 ? 0 : 1;
  const indices = new Uint32Array(countOnes(keep));
  for (let i = 0, next = 0; i < rows; i++) if (keep[i] === 1) indices[next++] = i;
  return { rows: indices, missing };
}

function countOnes(flags: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < flags.length; i++) count += flags[i]!;
  return count;
}

/** The values of the given rows. */
export function gather(column: Float64Array, rows: Uint32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]!]!;
  return values;
}
