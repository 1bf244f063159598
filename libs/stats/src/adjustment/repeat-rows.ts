import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';

/** Beyond this the copies would not fit into memory beside their columns. */
const MOST = 20_000_000;

/**
 * Each row as often as its frequency says, in order: for methods in which equal rows play different parts.
 * Error: not-estimable (more copies than fit into memory).
 */
export function repeatedRows({ rows, total, weights, frequency }: Sample): Uint32Array {
  if (total > MOST) {
    throw new StatisticalError(
      'not-estimable',
      `The frequencies stand for ${total} rows, and this method treats each copy on its own: ${MOST} at most. Scale the weights down, or take a method that counts a row of frequency f once (ipw, entropy-balancing, aipw).`,
      ['weights'],
    );
  }
  const repeated = new Uint32Array(total);
  for (let i = 0, next = 0; i < rows; i++) {
    for (let copy = 0; copy < (weights === undefined ? 1 : frequency[i]!); copy++) repeated[next++] = i;
  }
  return repeated;
}
