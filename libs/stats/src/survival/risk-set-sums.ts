import { BLOCK } from '../kernels/block-kernel.js';
import { triangle, type CellMoments } from './cox-cells.js';
import type { CoxData } from './cox-data.js';
import type { CoxPass } from './cox-pass.js';

/** What a pass knows of the risk sets with events, the last of each stratum first; sums are row-major by risk set. */
export interface RiskSetSums {
  /** Group of each. */
  readonly group: Uint32Array;
  /** Σ w r z over the risk set. */
  readonly s1: Float64Array;
  /** Σ w r z over those who die there; null when there are no ties to take them out of. */
  readonly d1: Float64Array | null;
}

/** From the last time of each stratum to its first. */
export function riskSetSums(data: CoxData, pass: CoxPass): RiskSetSums {
  const { sets, packed, deathCount } = data;
  const { columns } = packed;
  const add = pass.moments === null ? groupOfRows(data, pass) : groupOfCells(columns, pass.moments);
  let count = 0;
  for (let k = 0; k < deathCount.length; k++) if (deathCount[k]! > 0) count++;
  const group = new Uint32Array(count);
  const s1 = new Float64Array(count * columns);
  const d1 = pass.h1.some((h) => h > 0) ? new Float64Array(count * columns) : null;
  const late = lateSums(data, pass);
  const running = new Float64Array(columns);
  let next = 0;
  for (let s = sets.stratumStart.length - 2; s >= 0; s--) {
    running.fill(0);
    for (let k = sets.stratumStart[s + 1]! - 1; k >= sets.stratumStart[s]!; k--) {
      add(k, false, running, 0);
      if (late !== null) for (let j = 0; j < columns; j++) running[j]! -= late[(k + 1) * columns + j]!;
      if (deathCount[k] === 0) continue;
      const row = next * columns;
      for (let j = 0; j < columns; j++) s1[row + j] = running[j]!;
      if (d1 !== null && pass.h1[k]! > 0) add(k, true, d1, row);
      group[next++] = k;
    }
  }
  return { group, s1, d1 };
}

/** Adds Σ w r z over the rows of group k, or over its events, to `into`, from place `at` on. */
type AddGroup = (k: number, events: boolean, into: Float64Array, at: number) => void;

function groupOfCells(columns: number, moments: CellMoments): AddGroup {
  const size = triangle(columns + 1);
  return (k, events, into, at) => {
    for (let j = 0; j < columns; j++) {
      const place = 2 * k * size + triangle(j + 1);
      into[at + j]! += events ? moments[place]! : moments[place]! + moments[place + size]!;
    }
  };
}

function groupOfRows(data: CoxData, { risk }: CoxPass): AddGroup {
  const y = new Float64Array(risk.length);
  const dying = new Float64Array(risk.length);
  for (let i = 0; i < risk.length; i++) {
    y[i] = data.weight[i]! * risk[i]!;
    dying[i] = y[i]! * data.event[i]!;
  }
  return (k, events, into, at) => addGroup(data, events ? dying : y, k, into, at);
}

/** Adds Σ factor·z over the rows of group k to `into`, from place `at` on. */
function addGroup({ sets, packed }: CoxData, factor: Float64Array, k: number, into: Float64Array, at: number): void {
  const { columns, values } = packed;
  const last = sets.start[k + 1]!;
  for (let from = sets.start[k]!; from < last;) {
    const block = from - (from % BLOCK);
    const until = Math.min(last, block + BLOCK);
    for (let j = 0; j < columns; j++) {
      const shift = block * columns + j * BLOCK - block;
      let even = 0;
      let odd = 0;
      let i = from;
      for (; i + 1 < until; i += 2) {
        even += factor[i]! * values[shift + i]!;
        odd += factor[i + 1]! * values[shift + i + 1]!;
      }
      if (i < until) even += factor[i]! * values[shift + i]!;
      into[at + j]! += even + odd;
    }
    from = until;
  }
}

/** With delayed entry: Σ w r z over the rows that enter at each group, and so are absent from the earlier ones; by group. */
function lateSums({ sets, packed, weight }: CoxData, { risk }: CoxPass): Float64Array | null {
  const { entryGroup, stratumStart, start } = sets;
  if (entryGroup === undefined) return null;
  const { columns, values } = packed;
  const late = new Float64Array((start.length + 1) * columns);
  for (let s = 0; s + 1 < stratumStart.length; s++) {
    for (let i = start[stratumStart[s]!]!; i < start[stratumStart[s + 1]!]!; i++) {
      if (entryGroup[i] === stratumStart[s]) continue;
      const base = (i - (i % BLOCK)) * columns + (i % BLOCK);
      for (let j = 0; j < columns; j++)
        late[entryGroup[i]! * columns + j]! += weight[i]! * risk[i]! * values[base + j * BLOCK]!;
    }
  }
  return late;
}
