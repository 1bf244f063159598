import { BLOCK } from '../kernels/block-kernel.js';
import { workspace } from '../kernels/workspace.js';
import { unpackGram, unpackTriangle } from '../models/design.js';
import { triangle, type CellMoments, type CoxCells } from './cox-cells.js';
import type { CoxData } from './cox-data.js';
import { cumulativeHazard, hazardBefore, type CoxPass } from './cox-pass.js';
import { closeBlock, evenCount, forEachPackedBlock } from './packed-rows.js';
import type { RiskSetSums } from './risk-set-sums.js';

/** First and second derivative of the log partial likelihood; element 0, the missing intercept, is that of a unit matrix. */
export interface CoxDerivatives {
  /** Covariates minus their risk-set mean, summed over the events. */
  readonly score: Float64Array<ArrayBuffer>;
  /** Observed information, row-major. */
  readonly information: Float64Array<ArrayBuffer>;
  /** Diagonal of the information before the risk-set means are taken out: what is 0 but for rounding shows beside it. */
  readonly uncentred: Float64Array;
}

/**
 * Score and information in one pass, each event time counted `times[k]` times.
 *
 * Sums of squares over risk sets are one weighted cross-product of the rows, because a row enters the risk set of every
 * event while it is followed: its weight there is its cumulative hazard. What is taken out for the means is another, of
 * one vector per event time, and of a second where deaths are tied: completing the square in s1 and d1,
 * a s1 s1ᵀ - b (s1 d1ᵀ + d1 s1ᵀ) + c d1 d1ᵀ = a u uᵀ + (c - b²/a) d1 d1ᵀ with u = s1 - (b/a) d1.
 */
export function coxDerivatives(data: CoxData, pass: CoxPass, sums: RiskSetSums, times?: Float64Array): CoxDerivatives {
  const width = data.packed.columns + 1;
  const { own, score } =
    data.cells === null || pass.moments === null
      ? rowSums(data, pass, times)
      : cellSums(data, data.cells, pass, pass.moments, times);
  const means = meanSums(data, pass, sums, times);
  const information = new Float64Array(width * width);
  const uncentred = new Float64Array(width);
  information[0] = 1;
  for (let i = 1; i < width; i++) {
    for (let j = 1; j < width; j++) information[i * width + j] = own[i * width + j]! - means[i * width + j]!;
    uncentred[i] = own[i * width + i]!;
  }
  return { score, information, uncentred };
}

/** Cross-product of the rows weighted by their hazard, and the sum of their martingale residuals times covariates. */
function rowSums(
  data: CoxData,
  pass: CoxPass,
  times?: Float64Array,
): { own: Float64Array; score: Float64Array<ArrayBuffer> } {
  const { packed, weight, event, sets } = data;
  const { risk } = pass;
  const hazard = cumulativeHazard(data, pass, times);
  const width = packed.columns + 1;
  const space = forEachPackedBlock(packed, (from, count, room) => {
    const { kernel, memory, z } = room;
    for (let i = 0; i < count; i++) {
      const at = from + i;
      const w = weight[at]!;
      const q = times === undefined ? 1 : times[sets.group[at]!]!;
      const expected = w * risk[at]! * hazard[at]!;
      memory[room.weight + i] = expected;
      memory[room.residual + i] = w * q * event[at]! - expected;
    }
    if (count % 2 === 1) memory[room.weight + count] = memory[room.residual + count] = 0;
    kernel.gram(z, room.weight, evenCount(count), width, room.gram);
    kernel.cross(z, room.residual, evenCount(count), width, room.cross);
  });
  const score = space.memory.slice(space.cross, space.cross + width);
  score[0] = 0;
  return { own: unpackGram(space, width), score };
}

/** The same from the sums of the cells: whose rows all have the same hazard. */
function cellSums(
  data: CoxData,
  cells: CoxCells,
  pass: CoxPass,
  moments: CellMoments,
  times?: Float64Array,
): { own: Float64Array; score: Float64Array<ArrayBuffer> } {
  const { columns } = data.packed;
  const width = columns + 1;
  const size = triangle(width);
  const before = hazardBefore(data, pass, times);
  const sum = new Float64Array(size);
  const score = new Float64Array(width);
  for (let k = 0; k < before.length; k++) {
    const q = times === undefined ? 1 : times[k]!;
    for (let j = 0; j < columns; j++) score[j + 1]! += q * cells.events[k * columns + j]!;
    const ofEvents = before[k]! + q * (pass.h0[k]! - pass.h1[k]!);
    const ofOthers = before[k]! + q * pass.h0[k]!;
    const place = 2 * k * size;
    for (let t = 0; t < size; t++) sum[t]! += ofEvents * moments[place + t]! + ofOthers * moments[place + size + t]!;
  }
  for (let j = 1; j < width; j++) score[j]! -= sum[triangle(j)]!;
  return { own: unpackTriangle(sum, 0, width), score };
}

function meanSums(data: CoxData, pass: CoxPass, { group, s1, d1 }: RiskSetSums, times?: Float64Array): Float64Array {
  const { columns } = data.packed;
  const space = workspace(columns + 1);
  const { kernel, memory, z, weight, gram } = space;
  let count = 0;
  const flush = (): void => {
    closeBlock(space, count, columns);
    kernel.gram(z, weight, evenCount(count), columns + 1, gram);
    count = 0;
  };
  for (let set = 0; set < group.length; set++) {
    const k = group[set]!;
    const row = set * columns;
    const q = times === undefined ? 1 : times[k]!;
    const a = pass.a[k]!;
    const tilt = pass.b[k]! / a;
    memory[weight + count] = q * a;
    const first = z + BLOCK + count;
    if (d1 === null) for (let j = 0; j < columns; j++) memory[first + j * BLOCK] = s1[row + j]!;
    else for (let j = 0; j < columns; j++) memory[first + j * BLOCK] = s1[row + j]! - tilt * d1[row + j]!;
    if (++count === BLOCK) flush();
    const rest = pass.c[k]! - tilt * pass.b[k]!;
    if (d1 === null || rest <= 0) continue;
    memory[weight + count] = q * rest;
    for (let j = 0; j < columns; j++) memory[z + (j + 1) * BLOCK + count] = d1[row + j]!;
    if (++count === BLOCK) flush();
  }
  flush();
  return unpackGram(space, columns + 1);
}
