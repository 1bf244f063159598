import { loadColumn } from '../kernels/row-blocks.js';
import { forEachStandardised, unpackGram } from './design.js';
import type { Design } from './model-matrix.js';
import { log, log1p } from '../core/elementary.js';

/** Everything a step of Newton's method needs. */
export interface LogisticPass {
  readonly logLikelihood: number;
  /** Σ f p(1-p) z zᵀ. */
  readonly information: Float64Array;
  /** Σ f (y - p) z. */
  readonly score: Float64Array;
}

/**
 * Log-likelihood Σ f (y η - log(1 + e^η)), score and information at some coefficients, in one pass over the rows of positive
 * frequency. All from exp(-|η|), so that nothing overflows and 1 - p is never formed by subtraction.
 *
 * @param picked the rows of positive frequency; null when that is all of them
 * @param single whether every frequency is 0 or 1: the logarithms of a block are then one logarithm of a product
 */
export function logisticPass(
  design: Design,
  outcome: Float64Array,
  frequency: Float64Array,
  coefficients: Float64Array,
  single: boolean,
  picked: Uint32Array | null,
): LogisticPass {
  const { width } = design;
  let loss = 0;
  const space = forEachStandardised(design, picked, (block, room) => {
    const { kernel, memory, z, eta, weight, residual, tails, sums } = room;
    const { count, even } = block;
    memory.set(coefficients, room.beta);
    loadColumn(outcome, block, memory, room.outcome);
    loadColumn(frequency, block, memory, room.frequency);
    kernel.predict(z, even, width, room.beta, eta);
    kernel.logistic(eta, room.outcome, room.frequency, even, weight, residual, tails, sums);
    kernel.cross(z, residual, even, width, room.cross);
    kernel.gram(z, weight, even, width, room.gram);
    if (single) loss += log(memory[sums]!);
    else loss += weightedLoss(memory, room.frequency, tails, count);
    loss += memory[sums + 1]!;
  });
  return {
    logLikelihood: -loss,
    information: unpackGram(space, width),
    score: space.memory.slice(space.cross, space.cross + width),
  };
}

/** Fitted probability of every row of the design. */
export function fittedProbabilities(design: Design, coefficients: Float64Array): Float64Array {
  const { width } = design;
  const fitted = new Float64Array(design.rows);
  forEachStandardised(design, null, ({ start, count, even }, { kernel, memory, z, beta, eta }) => {
    memory.set(coefficients, beta);
    kernel.predict(z, even, width, beta, eta);
    kernel.expit(eta, even, eta);
    fitted.set(memory.subarray(eta, eta + count), start);
  });
  return fitted;
}

/** Σ f log(1 + tail): one logarithm for as many factors as a double holds, since a logarithm costs as much as many products. */
function weightedLoss(memory: Float64Array, frequency: number, tails: number, count: number): number {
  let loss = 0;
  let product = 1;
  for (let i = 0; i < count; i++) {
    const f = memory[frequency + i]!;
    const tail = memory[tails + i]!;
    if (f <= 8 && Number.isInteger(f)) for (let copy = 0; copy < f; copy++) product *= 1 + tail;
    else loss += f * log1p(tail);
    if (product > 1e280) {
      loss += log(product);
      product = 1;
    }
  }
  return loss + log(product);
}
