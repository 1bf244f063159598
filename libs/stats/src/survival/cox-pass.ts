import { BLOCK } from '../kernels/block-kernel.js';
import { workspace } from '../kernels/workspace.js';
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
  readonly h0: Float64Array;
  readonly h1: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
}

/** One pass over the rows, from the last time of each stratum to its first. */
export function coxPass(data: CoxData, coefficients: Float64Array): CoxPass {
  const { sets, weight, event, deaths, deathCount, ties } = data;
  const risk = packedPredictor(data.packed, coefficients);
  let logLikelihood = centredRisks(risk, data);
  const column = (): Float64Array => new Float64Array(deaths.length);
  const pass = { risk, h0: column(), h1: column(), a: column(), b: column(), c: column() };
  const entering = enteringRisk(data, risk);
  for (let s = sets.stratumStart.length - 2; s >= 0; s--) {
    let s0 = 0;
    for (let k = sets.stratumStart[s + 1]! - 1; k >= sets.stratumStart[s]!; k--) {
      let all = 0;
      let d0 = 0;
      for (let i = sets.start[k]!; i < sets.start[k + 1]!; i++) {
        const r = weight[i]! * risk[i]!;
        all += r;
        d0 += r * event[i]!;
      }
      s0 += entering === null ? all : all - entering[k]!;
      const d = deathCount[k]!;
      if (d === 0) continue;
      const steps = ties === 'efron' ? d : 1;
      const each = deaths[k]! / steps;
      for (let l = 0; l < steps; l++) {
        const share = l / d;
        const inverse = 1 / (s0 - share * d0);
        const square = each * inverse * inverse;
        pass.h0[k]! += each * inverse;
        pass.h1[k]! += each * share * inverse;
        pass.a[k]! += square;
        pass.b[k]! += share * square;
        pass.c[k]! += share * share * square;
        logLikelihood += each * log(inverse);
      }
    }
  }
  return { logLikelihood, ...pass };
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
function hazardBefore({ sets, deaths }: CoxData, pass: CoxPass, times?: Float64Array): Float64Array {
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
