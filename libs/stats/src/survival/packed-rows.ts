import { BLOCK } from '../kernels/block-kernel.js';
import { workspace, type Workspace } from '../kernels/workspace.js';
import type { Design } from '../models/model-matrix.js';

/**
 * The covariates of a design (no intercept), standardised once, permuted once, and laid out in the blocks of the kernel,
 * column after column inside a block: every pass of a fit reads memory in order. What is left of the last block is 0.
 */
export interface PackedRows {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  /** Least and largest standardised value of each column. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
}

/**
 * Columns are read in order and written where they belong: with few distinct times those are few places at a time, which
 * the cache holds, while reading in the new order would miss it at every row.
 *
 * @param order row of the design that comes at each position
 */
export function packRows({ columns, centre, scale }: Design, order: Uint32Array): PackedRows {
  const rows = order.length;
  const values = new Float64Array(Math.ceil(rows / BLOCK) * BLOCK * columns.length);
  const slot = new Uint32Array(rows);
  for (let at = 0; at < rows; at++) slot[order[at]!] = (at - (at % BLOCK)) * columns.length + (at % BLOCK);
  const lowest = new Float64Array(columns.length);
  const highest = new Float64Array(columns.length);
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]!;
    const middle = centre[j]!;
    const factor = scale[j]!;
    const offset = j * BLOCK;
    let low = Infinity;
    let high = -Infinity;
    for (let row = 0; row < rows; row++) {
      const z = (column[row]! - middle) * factor;
      values[slot[row]! + offset] = z;
      if (z < low) low = z;
      if (z > high) high = z;
    }
    lowest[j] = low;
    highest[j] = high;
  }
  return { rows, columns: columns.length, values, lowest, highest };
}

/** Each block of rows in turn, in the room of the kernel (width: the columns and an intercept), whose sums are returned. */
export function forEachPackedBlock(
  { rows, columns, values }: PackedRows,
  visit: (from: number, count: number, space: Workspace) => void,
): Workspace {
  const space = workspace(columns + 1);
  for (let from = 0; from < rows; from += BLOCK) {
    const base = from * columns;
    space.memory.set(values.subarray(base, base + columns * BLOCK), space.z + BLOCK);
    visit(from, Math.min(BLOCK, rows - from), space);
  }
  return space;
}

/** Σⱼ zⱼ·coefficients[j + 1] of every row. */
export function packedPredictor(packed: PackedRows, coefficients: Float64Array): Float64Array {
  const out = new Float64Array(packed.rows);
  forEachPackedBlock(packed, (from, count, { kernel, memory, z, beta, eta }) => {
    memory.set(coefficients, beta);
    kernel.predict(z, evenCount(count), packed.columns + 1, beta, eta);
    out.set(memory.subarray(eta, eta + count), from);
  });
  return out;
}

/** Kernels take an even number of rows: an odd block has one more, of weight 0. */
export const evenCount = (count: number): number => count + (count & 1);

/** Ends a block of `count` rows that were written into the room: what lies behind an odd one may be anything, even NaN. */
export function closeBlock({ memory, z, weight }: Workspace, count: number, columns: number): void {
  if (count % 2 === 0) return;
  memory[weight + count] = 0;
  for (let j = 1; j <= columns; j++) memory[z + j * BLOCK + count] = 0;
}
