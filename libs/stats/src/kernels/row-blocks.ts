import { BLOCK } from './block-kernel.js';

/** At most BLOCK rows: `count` in a row from `start`, or those in `picked`. */
export interface RowBlock {
  readonly start: number;
  readonly count: number;
  /** `count` made even. */
  readonly even: number;
  readonly picked: Uint32Array | null;
}

/** All rows in order, BLOCK at a time; with `weights`, only those whose weight is not 0. */
export function forEachBlock(rows: number, weights: Float64Array | null, visit: (block: RowBlock) => void): void {
  const picked = new Uint32Array(BLOCK);
  for (let row = 0; row < rows;) {
    let count = 0;
    let start = row;
    if (weights === null) {
      count = Math.min(BLOCK, rows - row);
      row += count;
    } else {
      for (; row < rows && count < BLOCK; row++) if (weights[row] !== 0) picked[count++] = row;
      start = picked[0]!;
    }
    if (count === 0) return;
    const together = weights === null || picked[count - 1]! - start === count - 1;
    visit({ start, count, even: count + (count & 1), picked: together ? null : picked });
  }
}

/** Copies the values of a block's rows to `position`, with a zero after an odd number. */
export function loadColumn(column: Float64Array, block: RowBlock, memory: Float64Array, position: number): void {
  const { start, count, even, picked } = block;
  if (picked === null) memory.set(column.subarray(start, start + count), position);
  else for (let i = 0; i < count; i++) memory[position + i] = column[picked[i]!]!;
  if (even > count) memory[position + count] = 0;
}
