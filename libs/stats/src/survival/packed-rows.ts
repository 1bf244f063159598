import type { Design } from '../models/design.js';

/** Rows in one block: small enough that a block of a wide model stays in the cache between its uses. */
export const BLOCK = 512;

/**
 * The covariates of a design (no intercept), standardised once, permuted once, and laid out in blocks of 512 rows with
 * column after column inside a block: every pass of the fit reads memory in order. `stride` columns are there, a multiple
 * of 4: those beyond `columns` hold zeros, so that the cross-products need no special last column.
 */
export interface PackedRows {
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly values: Float64Array;
}

/** @param order row of the design that comes at each position */
export function packRows({ columns, centre, scale }: Design, order: Uint32Array): PackedRows {
  const rows = order.length;
  const stride = 4 * Math.ceil(columns.length / 4);
  const values = new Float64Array(Math.ceil(rows / BLOCK) * BLOCK * stride);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j]!;
      const middle = centre[j]!;
      const factor = scale[j]!;
      const base = from * stride + j * BLOCK;
      for (let i = 0; i < count; i++) values[base + i] = (column[order[from + i]!]! - middle) * factor;
    }
  }
  return { rows, columns: columns.length, stride, values };
}

/** Σⱼ zⱼ·coefficients[j + 1] of every row. */
export function packedPredictor(packed: PackedRows, coefficients: Float64Array): Float64Array {
  const { rows, columns, stride, values } = packed;
  const out = new Float64Array(rows);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    for (let j = 0; j < columns; j++) {
      const slope = coefficients[j + 1]!;
      const base = from * stride + j * BLOCK;
      for (let i = 0; i < count; i++) out[from + i]! += slope * values[base + i]!;
    }
  }
  return out;
}

/** Sums Σ wᵢ zᵢ zᵢᵀ over blocks, with room for the weighted columns; only entries with column <= row are filled. */
export class GramSum {
  readonly sums: Float64Array;
  private readonly weighted: Float64Array;

  constructor(private readonly packed: Pick<PackedRows, 'columns' | 'stride'>) {
    this.sums = new Float64Array(packed.stride * packed.stride);
    this.weighted = new Float64Array(2 * BLOCK);
  }

  /**
   * Adds the block that begins at `base` of `values`. Two columns against four at a time: eight sums that do not wait for
   * each other. The order of additions depends on nothing but the rows.
   */
  add(values: Float64Array, base: number, weights: Float64Array, count: number): void {
    const { sums, weighted } = this;
    const { columns, stride } = this.packed;
    for (let a = 0; a < columns; a += 2) {
      const left = base + a * BLOCK;
      for (let i = 0; i < count; i++) {
        const w = weights[i]!;
        weighted[i] = w * values[left + i]!;
        weighted[BLOCK + i] = w * values[left + BLOCK + i]!;
      }
      for (let b = 0; b <= a + 1; b += 4) {
        const right = base + b * BLOCK;
        let p0 = 0;
        let p1 = 0;
        let p2 = 0;
        let p3 = 0;
        let q0 = 0;
        let q1 = 0;
        let q2 = 0;
        let q3 = 0;
        for (let i = 0; i < count; i++) {
          const p = weighted[i]!;
          const q = weighted[BLOCK + i]!;
          const z0 = values[right + i]!;
          const z1 = values[right + BLOCK + i]!;
          const z2 = values[right + 2 * BLOCK + i]!;
          const z3 = values[right + 3 * BLOCK + i]!;
          p0 += p * z0;
          p1 += p * z1;
          p2 += p * z2;
          p3 += p * z3;
          q0 += q * z0;
          q1 += q * z1;
          q2 += q * z2;
          q3 += q * z3;
        }
        const row = a * stride + b;
        sums[row]! += p0;
        sums[row + 1]! += p1;
        sums[row + 2]! += p2;
        sums[row + 3]! += p3;
        sums[row + stride]! += q0;
        sums[row + stride + 1]! += q1;
        sums[row + stride + 2]! += q2;
        sums[row + stride + 3]! += q3;
      }
    }
  }
}
