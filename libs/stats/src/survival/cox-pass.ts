import type { Sample } from '../core/sample.js';
import { crossProduct, linearPredictor, weightedGram, type Design } from '../models/design.js';
import { designOf } from '../models/design.js';
import { riskSets, type RiskSets } from './risk-sets.js';

export type Ties = 'efron' | 'breslow';

/** Rows in the order of their risk sets; columns, frequencies and events are copies in that order. */
export interface CoxData {
  readonly sets: RiskSets;
  /** The design's intercept stays unused: a Cox model has none. */
  readonly design: Design;
  readonly frequency: Float64Array;
  readonly event: Float64Array;
  readonly ties: Ties;
  /** Group of each position, and events of each group. */
  readonly group: Uint32Array;
  readonly deaths: Float64Array;
}

/** Errors: constant-covariate. */
export function coxData(
  names: readonly string[],
  columns: readonly Float64Array[],
  sample: Sample & { readonly time: Float64Array; readonly event: Float64Array },
  ties: Ties,
): CoxData {
  const sets = riskSets(sample.time, sample.strata);
  const sorted = (column: Float64Array): Float64Array => Float64Array.from(sets.order, (row) => column[row]!);
  const frequency = sorted(sample.frequency);
  const event = sorted(sample.event);
  const group = new Uint32Array(frequency.length);
  const deaths = new Float64Array(sets.code.length);
  for (let k = 0; k < deaths.length; k++) {
    for (let at = sets.start[k]!; at < sets.start[k + 1]!; at++) {
      group[at] = k;
      deaths[k]! += frequency[at]! * event[at]!;
    }
  }
  return { sets, design: designOf(names, columns.map(sorted), frequency), frequency, event, ties, group, deaths };
}

/**
 * What the partial likelihood needs at given coefficients. With l/d of the deaths already taken out (l = 0..d-1; always
 * 0 under Breslow), a risk set has the denominator s0 - (l/d)·d0; per group, over l: h0 = Σ 1/den, h1 = Σ (l/d)/den,
 * a = Σ 1/den², b = Σ (l/d)/den², c = Σ (l/d)²/den².
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
  const { sets, frequency, event, deaths, ties } = data;
  const risk = linearPredictor(data.design, coefficients);
  // Only differences of the predictor matter: centring at the largest keeps exp from overflowing.
  const top = risk.reduce((most, eta) => Math.max(most, eta), -Infinity);
  let logLikelihood = 0;
  for (let i = 0; i < risk.length; i++) {
    const eta = risk[i]! - top;
    if (event[i] === 1) logLikelihood += frequency[i]! * eta;
    risk[i] = Math.exp(eta);
  }
  const column = (): Float64Array => new Float64Array(deaths.length);
  const pass = { risk, h0: column(), h1: column(), a: column(), b: column(), c: column() };
  for (let s = sets.stratumStart.length - 2; s >= 0; s--) {
    let s0 = 0;
    for (let k = sets.stratumStart[s + 1]! - 1; k >= sets.stratumStart[s]!; k--) {
      let d0 = 0;
      for (let i = sets.start[k]!; i < sets.start[k + 1]!; i++) {
        const r = frequency[i]! * risk[i]!;
        s0 += r;
        d0 += r * event[i]!;
      }
      const d = deaths[k]!;
      if (d === 0) continue;
      const steps = ties === 'efron' ? d : 1;
      const copies = d / steps;
      for (let l = 0; l < steps; l++) {
        const share = l / d;
        const inverse = 1 / (s0 - share * d0);
        const square = inverse * inverse;
        pass.h0[k]! += copies * inverse;
        pass.h1[k]! += share * inverse;
        pass.a[k]! += copies * square;
        pass.b[k]! += share * square;
        pass.c[k]! += share * share * square;
        logLikelihood += copies * Math.log(inverse);
      }
    }
  }
  return { logLikelihood, ...pass };
}

/**
 * Cumulative hazard of each row under the model, up to its own time, each event time counted `weight` times: a row that
 * dies with others is at risk only until its turn (h0 - h1).
 */
export function cumulativeHazard(data: CoxData, pass: CoxPass, weight?: Float64Array): Float64Array {
  const { sets, event } = data;
  const hazard = new Float64Array(event.length);
  for (let s = 0; s + 1 < sets.stratumStart.length; s++) {
    let sum = 0;
    for (let k = sets.stratumStart[s]!; k < sets.stratumStart[s + 1]!; k++) {
      const q = weight === undefined ? 1 : weight[k]!;
      sum += q * pass.h0[k]!;
      const turn = q * pass.h1[k]!;
      for (let i = sets.start[k]!; i < sets.start[k + 1]!; i++) hazard[i] = sum - event[i]! * turn;
    }
  }
  return hazard;
}

/** Score: the sum over event times, each counted `weight` times, of covariates minus their risk-set mean. */
export function coxScore(
  data: CoxData,
  pass: CoxPass,
  hazard: Float64Array,
  weight?: Float64Array,
): Float64Array<ArrayBuffer> {
  const { frequency, event, group } = data;
  const residual = Float64Array.from(
    event,
    (died, i) => frequency[i]! * (died * (weight === undefined ? 1 : weight[group[i]!]!) - pass.risk[i]! * hazard[i]!),
  );
  const score = Float64Array.from(crossProduct(data.design, residual));
  score[0] = 0;
  return score;
}

/**
 * Observed information, each event time counted `weight` times. Sums of squares over risk sets are one weighted
 * cross-product, because a row enters the risk set of every event up to its time: its weight there is its hazard.
 * Row and column 0 (no intercept) are those of the unit matrix.
 */
export function coxInformation(
  data: CoxData,
  pass: CoxPass,
  hazard: Float64Array,
  weight?: Float64Array,
): Float64Array<ArrayBuffer> {
  const { frequency, design } = data;
  const { width } = design;
  const own = Float64Array.from(frequency, (f, i) => f * pass.risk[i]! * hazard[i]!);
  const information = Float64Array.from(weightedGram(design, own));
  forEachRiskSet(data, pass, (k, s1, d1) => {
    const q = weight === undefined ? 1 : weight[k]!;
    const a = q * pass.a[k]!;
    const b = q * pass.b[k]!;
    const c = q * pass.c[k]!;
    for (let i = 1; i < width; i++) {
      const left = a * s1[i]! - b * d1[i]!;
      const right = b * s1[i]! - c * d1[i]!;
      for (let j = 1; j <= i; j++) information[i * width + j]! -= left * s1[j]! - right * d1[j]!;
    }
  });
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) information[j * width + i] = information[i * width + j]!;
  for (let j = 0; j < width; j++) information[j] = information[j * width] = j === 0 ? 1 : 0;
  return information;
}

/** Visits the groups with events, last first, with Σ f r z over the risk set and over those who die. */
export function forEachRiskSet(
  { sets, design, frequency, event, deaths }: CoxData,
  pass: CoxPass,
  visit: (k: number, s1: Float64Array, d1: Float64Array) => void,
): void {
  const { width, columns, centre, scale } = design;
  const s1 = new Float64Array(width);
  const d1 = new Float64Array(width);
  for (let s = sets.stratumStart.length - 2; s >= 0; s--) {
    s1.fill(0);
    for (let k = sets.stratumStart[s + 1]! - 1; k >= sets.stratumStart[s]!; k--) {
      const from = sets.start[k]!;
      const until = sets.start[k + 1]!;
      for (let j = 1; j < width; j++) {
        const column = columns[j - 1]!;
        const middle = centre[j - 1]!;
        let all = 0;
        let died = 0;
        for (let i = from; i < until; i++) {
          const value = frequency[i]! * pass.risk[i]! * (column[i]! - middle);
          all += value;
          died += value * event[i]!;
        }
        s1[j]! += all * scale[j - 1]!;
        d1[j] = died * scale[j - 1]!;
      }
      if (deaths[k]! > 0) visit(k, s1, d1);
    }
  }
}
