import normal from '@stdlib/stats-base-dists-normal';
import { philox } from './philox.js';

/**
 * Random numbers that are a function of (seed, stream, counter): whoever asks for a number gets the same one, in any
 * order, in any thread, on any machine. A stream is what one replicate, one row or one chain draws from; its counters
 * run from 0. Two counters share a block of Philox.
 *
 * Seed, stream and counter are whole numbers from 0 to 2^53 - 1 (the callers' options are checked before).
 */
export interface Stream {
  readonly seed: number;
  readonly stream: number;
}

const WORD = 2 ** 32;
const high = (value: number): number => Math.floor(value / WORD);

/** 52 bits of two words, moved to the middle of their cell: strictly between 0 and 1, so that a logarithm is safe. */
const unit = (upper: number, lower: number): number =>
  ((upper >>> 0) * 1048576 + (lower >>> 12) + 0.5) * Number.EPSILON;

/** Uniform on (0, 1). */
export function uniformAt({ seed, stream }: Stream, counter: number): number {
  const words = new Uint32Array(4);
  const block = Math.floor(counter / 2);
  philox(block, high(block), stream, high(stream), seed, high(seed), words);
  return counter % 2 === 0 ? unit(words[0]!, words[1]!) : unit(words[2]!, words[3]!);
}

/** The uniform numbers of counters 0, 1, ..., `out.length` - 1, equal to those of `uniformAt`. */
export function fillUniform({ seed, stream }: Stream, out: Float64Array): Float64Array {
  const words = new Uint32Array(4);
  const streamHigh = high(stream);
  const seedHigh = high(seed);
  for (let i = 0, block = 0; i < out.length; i += 2, block++) {
    philox(block, high(block), stream, streamHigh, seed, seedHigh, words);
    out[i] = unit(words[0]!, words[1]!);
    if (i + 1 < out.length) out[i + 1] = unit(words[2]!, words[3]!);
  }
  return out;
}

/** Standard normal, by the inverse of its distribution function: one uniform number each, so counters stay aligned. */
export const normalAt = (stream: Stream, counter: number): number => normal.quantile(uniformAt(stream, counter), 0, 1);

/** A whole number from 0 to `bound` - 1; uneven by less than `bound`/2^52. */
export const integerAt = (stream: Stream, counter: number, bound: number): number =>
  Math.floor(uniformAt(stream, counter) * bound);

/** The numbers 0 to `length` - 1 in a random order (Fisher and Yates; Durstenfeld 1964). */
export function permutation(stream: Stream, length: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  const uniform = fillUniform(stream, new Float64Array(length));
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(uniform[i]! * (i + 1));
    const moved = order[i]!;
    order[i] = order[j]!;
    order[j] = moved;
  }
  return order;
}

/** How often each of `units` occurs among as many draws with replacement: a bootstrap sample as frequencies. */
export function resampledCounts(stream: Stream, units: number): Float64Array {
  const counts = new Float64Array(units);
  const uniform = fillUniform(stream, new Float64Array(units));
  for (let draw = 0; draw < units; draw++) counts[Math.floor(uniform[draw]! * units)]!++;
  return counts;
}
