import { BLOCK } from '../kernels/block-kernel.js';
import { workspace } from '../kernels/workspace.js';
import { cellMoments, triangle, type CellMoments, type CoxCells } from './cox-cells.js';
import type { CoxData } from './cox-data.js';
import { evenCount, packedPredictor } from './packed-rows.js';
import { log } from '../core/elementary.js';

/**
 * What the partial likelihood needs at given coefficients. With l/d of the deaths already taken out (l = 0..d-1; always
 * 0 under Breslow), a risk set has the denominator s0 - (l/d)·d0, counted w times (the mean weight of the deaths; all of
 * them under Breslow); per group, over l: h0 = Σ w/den, h1 = Σ w(l/d)/den, a = Σ w/den², b = Σ w(l/d)/den², c = Σ w(l/d)²/den².
 */
export interface CoxPass {
  readonly logLikelihood: number;
  /** exp of the centred linear predictor. */
  readonly risk: Float64Array;
  /** Sums over the cells, where the data has cells. */
  readonly moments: CellMoments | null;
  readonly h0: Float64Array;
  readonly h1: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
}

/** What the rows say at given coefficients, before risk sets are formed. */
interface Risks {
  readonly risk: Float64Array;
  readonly moments: CellMoments | null;
  /** Sum of the centred predictors of the events. */
  readonly exponents: number;
  /** By group: the risk of its rows, less what enters only after it, and that of its events. */
  readonly all: Float64Array;
  readonly dying: Float64Array;
}

/** One pass over the rows, then over the groups from the last of each stratum to its first. */
export function coxPass(data: CoxData, coefficients: Float64Array): CoxPass {
  const { sets, deaths, deathCount, ties, cells } = data;
  const { risk, moments, exponents, all, dying } =
    cells === null ? risksOfRows(data, coefficients) : risksOfCells(data, cells, coefficients);
  let logLikelihood = exponents;
  const column = (): Float64Array => new Float64Array(deaths.length);
  const pass = { risk, moments, h0: column(), h1: column(), a: column(), b: column(), c: column() };
  for (let s = sets.stratumStart.length - 2; s >= 0; s--) {
    let s0 = 0;
    for (let k = sets.stratumStart[s + 1]! - 1; k >= sets.stratumStart[s]!; k--) {
      s0 += all[k]!;
      const d = deathCount[k]!;
      if (d === 0) continue;
      const steps = ties === 'efron' ? d : 1;
      const x = dying[k]! / s0;
      const { first, second, logarithm } = tiedSums(steps, d, x);
      // 1/(1 - s x) = 1 + x s/(1 - s x): so all five sums are made of two, by additions alone.
      const each = deaths[k]! / steps;
      const once = each / s0;
      const twice = once / s0;
      pass.h0[k] = once * (steps + x * first);
      pass.h1[k] = once * first;
      pass.a[k] = twice * (steps + x * (2 * first + x * second));
      pass.b[k] = twice * (first + x * second);
      pass.c[k] = twice * second;
      logLikelihood -= deaths[k]! * log(s0) + each * logarithm;
    }
  }
  return { logLikelihood, ...pass };
}

/**
 * Over l = 0..steps - 1, with s = l/d and the deaths' share x of the risk: the sums of s/(1 - s x) and of its square, and the
 * logarithm of the product of all 1 - s x, taken of many factors at once.
 */
function tiedSums(steps: number, d: number, x: number): { first: number; second: number; logarithm: number } {
  let first = 0;
  let second = 0;
  let logarithm = 0;
  let product = 1;
  const one = 1 / d;
  for (let l = 1; l < steps; l++) {
    const share = l * one;
    const left = 1 - share * x;
    const ratio = share / left;
    first += ratio;
    second += ratio * ratio;
    product *= left;
    if (product < 1e-250) {
      logarithm += log(product);
      product = 1;
    }
  }
  return { first, second, logarithm: logarithm + log(product) };
}

function risksOfCells(data: CoxData, cells: CoxCells, coefficients: Float64Array): Risks {
  const { packed, weight, deaths } = data;
  const { columns } = packed;
  const { risk, shift, moments } = cellMoments(packed, weight, cells.start, coefficients);
  const size = triangle(columns + 1);
  const all = new Float64Array(deaths.length);
  const dying = new Float64Array(deaths.length);
  let exponents = 0;
  for (let k = 0; k < deaths.length; k++) {
    dying[k] = moments[2 * k * size]!;
    all[k] = dying[k]! + moments[(2 * k + 1) * size]!;
    exponents -= shift * deaths[k]!;
    for (let j = 0; j < columns; j++) exponents += coefficients[j + 1]! * cells.events[k * columns + j]!;
  }
  return { risk, moments, exponents, all, dying };
}

function risksOfRows(data: CoxData, coefficients: Float64Array): Risks {
  const { sets, weight, event, deaths } = data;
  const risk = packedPredictor(data.packed, coefficients);
  const exponents = centredRisks(risk, data);
  const entering = enteringRisk(data, risk);
  const all = new Float64Array(deaths.length);
  const dying = new Float64Array(deaths.length);
  for (let k = 0; k < deaths.length; k++) {
    for (let i = sets.start[k]!; i < sets.start[k + 1]!; i++) {
      const r = weight[i]! * risk[i]!;
      all[k]! += r;
      dying[k]! += r * event[i]!;
    }
    if (entering !== null) all[k]! -= entering[k]!;
  }
  return { risk, moments: null, exponents, all, dying };
}

/** Turns predictors into exp(η - largest η), in place; returns the sum of the exponents over the events. */
function centredRisks(eta: Float64Array, { weight, event }: CoxData): number {
  // Only differences of the predictor matter: centring at the largest keeps exp from overflowing.
  let top = -Infinity;
  for (let i = 0; i < eta.length; i++) if (eta[i]! > top) top = eta[i]!;
  let sum = 0;
  const { kernel, memory, eta: place } = workspace(1);
  for (let from = 0; from < eta.length; from += BLOCK) {
    const count = Math.min(BLOCK, eta.length - from);
    for (let i = 0; i < count; i++) {
      const centred = eta[from + i]! - top;
      sum += event[from + i]! * weight[from + i]! * centred;
      memory[place + i] = centred;
    }
    if (count % 2 === 1) memory[place + count] = 0;
    kernel.exponential(place, evenCount(count), place);
    eta.set(memory.subarray(place, place + count), from);
  }
  return sum;
}

/** With delayed entry: the risk that leaves the risk set of each group, walking backwards, because it enters after it. */
function enteringRisk({ sets, weight, deaths }: CoxData, risk: Float64Array): Float64Array | null {
  const { entryGroup } = sets;
  if (entryGroup === undefined) return null;
  // One more place in front takes the rows that are there from the first group on: nobody looks at it.
  const entering = new Float64Array(deaths.length + 1);
  for (let i = 0; i < risk.length; i++) entering[entryGroup[i]!]! += weight[i]! * risk[i]!;
  for (let s = 0; s + 1 < sets.stratumStart.length; s++) entering[sets.stratumStart[s]!] = 0;
  return entering.subarray(1);
}

/**
 * Cumulative hazard of the model over the time each row is at risk, each event time counted `times[k]` times. A row that
 * dies with others is at risk only until its turn (h0 - h1).
 */
export function cumulativeHazard(data: CoxData, pass: CoxPass, times?: Float64Array): Float64Array {
  const { sets, event } = data;
  const { group, entryGroup } = sets;
  const before = hazardBefore(data, pass, times);
  const hazard = new Float64Array(event.length);
  for (let i = 0; i < hazard.length; i++) {
    const k = group[i]!;
    const q = times === undefined ? 1 : times[k]!;
    const until = before[k]! + q * (pass.h0[k]! - event[i]! * pass.h1[k]!);
    hazard[i] = entryGroup === undefined ? until : until - before[entryGroup[i]!]!;
  }
  return hazard;
}

/** Sum of the hazard over the earlier groups of the stratum. */
export function hazardBefore({ sets, deaths }: CoxData, pass: CoxPass, times?: Float64Array): Float64Array {
  const before = new Float64Array(deaths.length);
  for (let s = 0; s + 1 < sets.stratumStart.length; s++) {
    let sum = 0;
    for (let k = sets.stratumStart[s]!; k < sets.stratumStart[s + 1]!; k++) {
      before[k] = sum;
      sum += (times === undefined ? 1 : times[k]!) * pass.h0[k]!;
    }
  }
  return before;
}
