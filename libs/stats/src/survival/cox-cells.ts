import { BLOCK } from '../kernels/block-kernel.js';
import { forEachPackedBlock, packedPredictor, type PackedRows } from './packed-rows.js';
import type { RiskSets } from './risk-sets.js';

/** Fewest rows a group must have on average for its sums to be worth keeping. */
const ROWS_A_GROUP = 64;

/**
 * Rows of one stratum that leave at the same time, with the event or without, have the same hazard: the derivatives need
 * only their sums. With times in days, those are a few hundred cells, whatever the number of rows.
 */
export interface CoxCells {
  /** First position of each cell, and one past the last: cell 2k is the events of group k, cell 2k + 1 its others. */
  readonly start: Uint32Array;
  /** Σ w z over the events of each group, row-major. */
  readonly events: Float64Array;
}

/** Per cell Σ w r zₐ z_b, b <= a, with z₀ = 1: its place 0 is the risk, place a(a+1)/2 that of covariate a. */
export type CellMoments = Float64Array;

export const triangle = (width: number): number => (width * (width + 1)) / 2;

/** The rows with the events of each group first, and where its cells begin; null when groups are small or entry is delayed. */
export function cellsOf(sets: RiskSets, event: Float64Array): { order: Uint32Array; start: Uint32Array } | null {
  const rows = sets.order.length;
  const groups = sets.code.length;
  if (sets.entryGroup !== undefined || rows < ROWS_A_GROUP * groups) return null;
  const order = new Uint32Array(rows);
  const others = new Uint32Array(rows);
  const start = new Uint32Array(2 * groups + 1);
  for (let k = 0, next = 0; k < groups; k++) {
    let rest = 0;
    for (let at = sets.start[k]!; at < sets.start[k + 1]!; at++) {
      const row = sets.order[at]!;
      if (event[row] === 1) order[next++] = row;
      else others[rest++] = row;
    }
    start[2 * k + 1] = next;
    order.set(others.subarray(0, rest), next);
    next += rest;
    start[2 * k + 2] = next;
  }
  return { order, start };
}

/** Σ w z over the rows of every second cell: those who have the event. */
export function eventTotals(packed: PackedRows, weight: Float64Array, start: Uint32Array): Float64Array {
  const { columns } = packed;
  const totals = new Float64Array(((start.length - 1) >> 1) * columns);
  forEachPackedBlock(packed, (from, count, { kernel, memory, z, weight: place, cross }) => {
    memory.set(weight.subarray(from, from + count), place);
    forEachCell(start, from, count, memory, place, (cell, at, even) => {
      if (cell % 2 === 1) return;
      memory.fill(0, cross, cross + columns + 1);
      kernel.cross(z + at, place + at, even, columns + 1, cross);
      for (let j = 0; j < columns; j++) totals[(cell >> 1) * columns + j]! += memory[cross + 1 + j]!;
    });
  });
  return totals;
}

/** exp(η - shift) of every row, and the moments of every cell, in one walk over the rows. */
export function cellMoments(
  packed: PackedRows,
  weight: Float64Array,
  start: Uint32Array,
  coefficients: Float64Array,
): { risk: Float64Array; shift: number; moments: CellMoments } {
  const width = packed.columns + 1;
  const size = triangle(width);
  const risk = new Float64Array(packed.rows);
  const moments = new Float64Array((start.length - 1) * size);
  const shift = largestPredictor(packed, coefficients);
  forEachPackedBlock(packed, (from, count, { kernel, memory, z, beta, eta, weight: place, gram }) => {
    memory.set(coefficients, beta);
    memory[beta] = -shift;
    const even = count + (count & 1);
    kernel.predict(z, even, width, beta, eta);
    kernel.exponential(eta, even, eta);
    risk.set(memory.subarray(eta, eta + count), from);
    for (let i = 0; i < count; i++) memory[place + i] = weight[from + i]! * memory[eta + i]!;
    forEachCell(start, from, count, memory, place, (cell, at, even) => {
      memory.fill(0, gram, gram + size);
      kernel.gram(z + at, place + at, even, width, gram);
      const base = cell * size;
      for (let t = 0; t < size; t++) moments[base + t]! += memory[gram + t]!;
    });
  });
  return { risk, shift, moments };
}

/**
 * A number that no predictor exceeds, near enough to the largest that exp does not underflow below it: the bound that the ranges
 * of the columns give, or, where that may be far off, the largest itself.
 */
function largestPredictor(packed: PackedRows, coefficients: Float64Array): number {
  let lowest = 0;
  let highest = 0;
  for (let j = 0; j < packed.columns; j++) {
    const ends = [coefficients[j + 1]! * packed.lowest[j]!, coefficients[j + 1]! * packed.highest[j]!];
    lowest += Math.min(...ends);
    highest += Math.max(...ends);
  }
  // The bound is exact but for rounding, of which a predictor above it would be: that much room is left.
  if (highest - lowest < 600) return highest + 1e-12 * (highest - lowest);
  return packedPredictor(packed, coefficients).reduce((top, eta) => Math.max(top, eta), -Infinity);
}

/**
 * The stretch of each cell in a block, from place `at` of it on, an even number of rows: an odd one takes in a neighbour whose
 * weight is 0 for that long.
 */
function forEachCell(
  start: Uint32Array,
  from: number,
  count: number,
  memory: Float64Array,
  weight: number,
  visit: (cell: number, at: number, even: number) => void,
): void {
  const end = from + count;
  for (let cell = cellAt(start, from); cell + 1 < start.length && start[cell]! < end; cell++) {
    const first = Math.max(start[cell]!, from) - from;
    const last = Math.min(start[cell + 1]!, end) - from;
    if (first === last) continue;
    if ((last - first) % 2 === 0) {
      visit(cell, first, last - first);
      continue;
    }
    const neighbour = last < BLOCK ? last : first - 1;
    const kept = memory[weight + neighbour]!;
    memory[weight + neighbour] = 0;
    visit(cell, Math.min(first, neighbour), last - first + 1);
    memory[weight + neighbour] = kept;
  }
}

/** By bisection: the last cell that starts at or before the position. */
function cellAt(start: Uint32Array, position: number): number {
  let low = 0;
  let high = start.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (start[middle]! <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
