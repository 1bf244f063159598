import { cholesky, multiply, solve } from '../core/cholesky.js';
import { BLOCK } from '../kernels/block-kernel.js';
import { newKernel } from '../kernels/workspace.js';
import { unpackTriangle } from './design.js';
import type { Design } from './model-matrix.js';
import type { LogisticFit } from './fit-logistic.js';

/** The rows of positive frequency, in their order, and what the model says of them. Overwritten by the next fit. */
export interface Refit {
  readonly count: number;
  /** Row of the design behind each. */
  readonly rows: Float64Array;
  readonly frequency: Float64Array;
  readonly fitted: Float64Array;
}

/** Beyond this many doubles (256 MB) the copies cost more memory than the time is worth. */
const ROOM = 2 ** 25;
const SMALLEST_STEP = 1e-11;
const MAXIMUM_PASSES = 8;
const KNOWN = 3;

/**
 * A logistic model fitted to all rows, to be fitted again under other frequencies of the same rows: columns are standardised
 * and packed once, rows of frequency 0 left out by one gather, and a first step takes the
 * residuals and the information at the coefficients of all rows, which are known; from there two steps of Newton's are
 * enough. An answer depends on the frequencies alone, not on earlier ones.
 *
 * It is the maximum `fitLogistic` finds, to rounding. What does not go straight there (steps that do not shrink, columns
 * that became collinear) gives null: `fitLogistic`, which knows every refusal, is then to be asked. null instead of a
 * function when the rows are too many to be copied.
 */
export function refitLogistic(
  { design, coefficients: start, bread, fitted: fittedAtStart }: LogisticFit,
  outcome: Float64Array,
): ((frequency: Float64Array) => Refit | null) | null {
  const { rows, width } = design;
  const blocks = Math.ceil(rows / BLOCK);
  let room = 0;
  const take = (doubles: number): number => (room += doubles) - doubles;
  // Standardised columns; then outcome, residual at the start, frequency.
  const source = take(rows * (width + 2));
  const sourceKnown = source + rows * (width - 1);
  const picked = take(rows);
  const z = take(blocks * width * BLOCK + 4 * BLOCK);
  // Of every block outcome, residual and frequency; what lives only while a block is worked on, once.
  const known = take(blocks * KNOWN * BLOCK);
  const [frequencies, fitted] = [take(rows), take(rows)];
  const [eta, weight, residual, tails, beta] = [take(BLOCK), take(BLOCK), take(BLOCK), take(BLOCK), take(width)];
  const [cross, gram, sums] = [take(width), take((width * (width + 1)) / 2), take(2)];
  if (room > ROOM) return null;

  const kernel = newKernel();
  const memory = kernel.memory(room);
  packStandardised(design, memory, source);
  memory.set(outcome, sourceKnown);
  for (let row = 0; row < rows; row++) memory[sourceKnown + rows + row] = outcome[row]! - fittedAtStart[row]!;
  for (let block = 0; block < blocks; block++)
    memory.fill(1, z + block * width * BLOCK, z + (block * width + 1) * BLOCK);

  const load = (frequency: Float64Array): number => {
    memory.set(frequency, sourceKnown + 2 * rows);
    let count = 0;
    for (let row = 0; row < rows; row++) {
      memory[picked + count] = row;
      memory[frequencies + count] = frequency[row]!;
      count += frequency[row] === 0 ? 0 : 1;
    }
    eachBlock(count, (block, first, size) => {
      kernel.gather(source, rows, picked + first, size, width - 1, z + (block * width + 1) * BLOCK);
      kernel.gather(sourceKnown, rows, picked + first, size, KNOWN, known + KNOWN * block * BLOCK);
    });
    return count;
  };
  /** Score at the coefficients of all rows. */
  const firstScore = (count: number): void => {
    memory.fill(0, cross, sums);
    eachBlock(count, (block, _, size) => {
      const even = size + (size & 1);
      const own = known + KNOWN * block * BLOCK;
      for (let i = 0; i < even; i++) memory[residual + i] = memory[own + BLOCK + i]! * memory[own + 2 * BLOCK + i]!;
      kernel.cross(z + block * width * BLOCK, residual, even, width, cross);
    });
  };
  /** Score and information at the coefficients in `beta`. */
  const pass = (count: number): void => {
    memory.fill(0, cross, sums);
    eachBlock(count, (block, _, size) => {
      const columns = z + block * width * BLOCK;
      const even = size + (size & 1);
      const own = known + KNOWN * block * BLOCK;
      kernel.predict(columns, even, width, beta, eta);
      kernel.logistic(eta, own, own + 2 * BLOCK, even, weight, residual, tails, sums);
      kernel.cross(columns, residual, even, width, cross);
      kernel.gram(columns, weight, even, width, gram);
    });
  };
  const predict = (count: number): void =>
    eachBlock(count, (block, first, size) => {
      const even = size + (size & 1);
      kernel.predict(z + block * width * BLOCK, even, width, beta, eta);
      kernel.expit(eta, even, eta);
      memory.copyWithin(fitted + first, eta, eta + size);
    });

  const score = memory.subarray(cross, cross + width);
  /** Adds a step to the coefficients; its largest part. */
  const go = (step: Float64Array): number => {
    let size = 0;
    for (let j = 0; j < width; j++) {
      memory[beta + j]! += step[j]!;
      size = Math.max(size, Math.abs(step[j]!));
    }
    return size;
  };

  return (frequency) => {
    const count = load(frequency);
    memory.set(start, beta);
    firstScore(count);
    let before = go(multiply(bread, score));
    if (!(before < 1)) return null;
    for (let passes = 1; passes <= MAXIMUM_PASSES; passes++) {
      pass(count);
      const factor = cholesky(unpackTriangle(memory, gram, width), width);
      if ('deficientAt' in factor) return null;
      const size = go(solve(factor, score));
      // The rule of `fitLogistic`, but that Newton's steps shrink as their squares: the next one need not be tried.
      const ratio = size / before;
      if (size < SMALLEST_STEP || (passes > 1 && size * ratio * ratio < SMALLEST_STEP)) {
        predict(count);
        const view = (from: number): Float64Array => memory.subarray(from, from + count);
        return { count, rows: view(picked), frequency: view(frequencies), fitted: view(fitted) };
      }
      if (!(ratio < 0.5)) return null;
      before = size;
    }
    return null;
  };
}

function eachBlock(count: number, visit: (block: number, first: number, size: number) => void): void {
  for (let block = 0, first = 0; first < count; block++, first += BLOCK) {
    visit(block, first, Math.min(BLOCK, count - first));
  }
}

function packStandardised({ columns, centre, scale, rows }: Design, memory: Float64Array, position: number): void {
  columns.forEach((column, j) => {
    const at = position + j * rows;
    for (let i = 0; i < rows; i++) memory[at + i] = (column[i]! - centre[j]!) * scale[j]!;
  });
}
