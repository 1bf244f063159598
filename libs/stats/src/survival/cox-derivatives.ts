import type { CoxData } from './cox-data.js';
import { cumulativeHazard, type CoxPass } from './cox-pass.js';
import { BLOCK, GramSum } from './packed-rows.js';
import { forEachRiskSet } from './risk-set-sums.js';

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
export function coxDerivatives(data: CoxData, pass: CoxPass, times?: Float64Array): CoxDerivatives {
  const { packed } = data;
  const hazard = cumulativeHazard(data, pass, times);
  const { own, score } = rowSums(data, pass, hazard, times);
  const means = meanSums(data, pass, times);
  const width = packed.columns + 1;
  const information = new Float64Array(width * width);
  const uncentred = new Float64Array(width);
  information[0] = 1;
  for (let i = 1; i < width; i++) {
    for (let j = 1; j <= i; j++) {
      const at = (i - 1) * packed.stride + j - 1;
      information[i * width + j] = information[j * width + i] = own[at]! - means[at]!;
    }
    uncentred[i] = own[(i - 1) * (packed.stride + 1)]!;
  }
  return { score, information, uncentred };
}

/** Cross-product of the rows weighted by their hazard, and the sum of their martingale residuals times covariates. */
function rowSums(
  { packed, weight, event, sets }: CoxData,
  pass: CoxPass,
  hazard: Float64Array,
  times?: Float64Array,
): { own: Float64Array; score: Float64Array<ArrayBuffer> } {
  const { rows, columns, stride, values } = packed;
  const gram = new GramSum(packed);
  const score = new Float64Array(columns + 1);
  const expected = new Float64Array(BLOCK);
  const residual = new Float64Array(BLOCK);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    for (let i = 0; i < count; i++) {
      const at = from + i;
      const w = weight[at]!;
      const q = times === undefined ? 1 : times[sets.group[at]!]!;
      expected[i] = w * pass.risk[at]! * hazard[at]!;
      residual[i] = w * q * event[at]! - expected[i]!;
    }
    const base = from * stride;
    gram.add(values, base, expected, count);
    for (let j = 0; j < columns; j++) {
      const column = base + j * BLOCK;
      let sum = 0;
      for (let i = 0; i < count; i++) sum += residual[i]! * values[column + i]!;
      score[j + 1]! += sum;
    }
  }
  return { own: gram.sums, score };
}

function meanSums(data: CoxData, pass: CoxPass, times?: Float64Array): Float64Array {
  const { columns, stride } = data.packed;
  const gram = new GramSum(data.packed);
  const vectors = new Float64Array(stride * BLOCK);
  const weights = new Float64Array(BLOCK);
  let count = 0;
  const room = (): number => {
    if (count === BLOCK) {
      gram.add(vectors, 0, weights, count);
      count = 0;
    }
    return count++;
  };
  forEachRiskSet(data, pass, (k, s1, d1) => {
    const q = times === undefined ? 1 : times[k]!;
    const a = pass.a[k]!;
    const tilt = pass.b[k]! / a;
    const at = room();
    weights[at] = q * a;
    for (let j = 0; j < columns; j++) vectors[j * BLOCK + at] = s1[j]! - tilt * d1[j]!;
    const rest = pass.c[k]! - tilt * pass.b[k]!;
    if (rest <= 0) return;
    const next = room();
    weights[next] = q * rest;
    for (let j = 0; j < columns; j++) vectors[j * BLOCK + next] = d1[j]!;
  });
  gram.add(vectors, 0, weights, count);
  return gram.sums;
}
