import type { Sample } from '../core/sample.js';

/** Each row as often as its frequency says, in order: for methods in which equal rows play different parts. */
export function repeatedRows({ rows, total, weights, frequency }: Sample): Uint32Array {
  const repeated = new Uint32Array(total);
  for (let i = 0, next = 0; i < rows; i++) {
    for (let copy = 0; copy < (weights === undefined ? 1 : frequency[i]!); copy++) repeated[next++] = i;
  }
  return repeated;
}
