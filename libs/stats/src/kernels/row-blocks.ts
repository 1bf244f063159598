import { BLOCK } from './block-kernel.js';

/** At most BLOCK rows: `count` in a row from `start`, or those in `picked`. */
export interface RowBlock {
  readonly start: number;
  readonly count: number;
  /** `count` made even. */
  readonly even: number;
  readonly picked: Uint32Array | null;
}

/** The rows whose weight is not 0, or null when that is all of them. */
export function weighedRows(weights: Float64Array): Uint32Array | null {
  let count = 0;
  for (let row = 0; row < weights.length; row++) count += Number(weights[row] !== 0);
  if (count === weights.length) return null;
  const rows = new Uint32Array(count);
  for (let row = 0, next = 0; next < count; row++) {
    // Written over until it counts: in an arm of a trial no processor foresees which row is left out.
    rows[next] = row;
    next += Number(weights[row] !== 0);
  }
  return rows;
}

/** All rows in order, BLOCK at a time; or only those in `picked`, which ascend. */
export function forEachBlock(rows: number, picked: Uint32Array | null, visit: (block: RowBlock) => void): void {
  const total = picked === null ? rows : picked.length;
  for (let from = 0; from < total; from += BLOCK) {
    const count = Math.min(BLOCK, total - from);
    const start = picked === null ? from : picked[from]!;
    const together = picked === null || picked[from + count - 1]! - start === count - 1;
    visit({ start, count, even: count + (count & 1), picked: together ? null : picked.subarray(from, from + count) });
  }
}

/** Copies the values of a block's rows to `position`, with a zero after an odd number. */
export function loadColumn(column: Float64Array, block: RowBlock, memory: Float64Array, position: number): void {
  const { start, count, even, picked } = block;
  if (picked === null) memory.set(column.subarray(start, start + count), position);
  else for (let i = 0; i < count; i++) memory[position + i] = column[picked[i]!]!;
  if (even > count) memory[position + count] = 0;
}
