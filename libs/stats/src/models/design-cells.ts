import { gather } from '../catalogue/kept-rows.js';
import { compress, type Cells } from '../kernels/compress.js';
import type { Design } from './model-matrix.js';

/** The cells of a design whose covariates are discrete, and the design that has one row for each, in the same coordinates. */
export interface DesignCells extends Cells {
  readonly design: Design;
}

const known = new WeakMap<Design, DesignCells | null>();

/**
 * The cells of a design, found once; null when there are too many. All that is linear in the rows is then formed of sums by
 * cell, and equals what the rows give but for rounding.
 */
export function cellsOf(design: Design): DesignCells | null {
  let cells = known.get(design);
  if (cells === undefined) {
    const found = compress(design.columns, design.rows);
    cells = found && { ...found, design: ofCells(design, found.row) };
    known.set(design, cells);
  }
  return cells;
}

const ofCells = (design: Design, rows: Uint32Array): Design => ({
  ...design,
  rows: rows.length,
  columns: design.columns.map((column) => gather(column, rows)),
});

/** Each cell twice: first all of them for an outcome of 1, then for 0; and how often each occurs. */
export function byOutcome(
  { code, count, design }: DesignCells,
  outcome: Float64Array,
  frequency: Float64Array,
): { design: Design; outcome: Float64Array; frequency: Float64Array } {
  const occurs = new Float64Array(2 * count);
  for (let i = 0; i < code.length; i++) occurs[outcome[i] === 1 ? code[i]! : count + code[i]!]! += frequency[i]!;
  const twice = design.columns.map((column) => {
    const both = new Float64Array(2 * count);
    both.set(column);
    both.set(column, count);
    return both;
  });
  return {
    design: { ...design, rows: 2 * count, columns: twice },
    outcome: new Float64Array(2 * count).fill(1, 0, count),
    frequency: occurs,
  };
}
