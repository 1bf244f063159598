import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { resampledCounts } from '../resampling/random.js';
import { generator } from '../testing/simulate.js';
import { BLOCK, type BlockKernel } from './block-kernel.js';
import { expOfNegative, plainKernel } from './plain-kernel.js';
import { simdKernel } from './simd-kernel.js';
import { workspace, type Workspace } from './workspace.js';

const simd = simdKernel();

/** One block through every function; odd counts end with a row of zeros. */
function exercise(kernel: BlockKernel, width: number, count: number, seed: number): Float64Array {
  const next = generator(seed);
  const space: Workspace = workspace(width, kernel);
  const { memory, z, eta, outcome, frequency, weight, residual, tails, beta, centre, scale, cross, gram, sums } = space;
  const even = count + (count & 1);
  const fill = (position: number, size: number, value: () => number): void => {
    for (let i = 0; i < size; i++) memory[position + i] = value();
  };
  for (let j = 1; j < width; j++) fill(z + j * BLOCK, even, () => 40 * next() - 10);
  fill(centre + 1, width - 1, () => 20 * next());
  fill(scale + 1, width - 1, () => 0.1 + next());
  fill(beta, width, () => 8 * next() - 4);
  fill(outcome, even, () => (next() < 0.4 ? 1 : 0));
  fill(frequency, even, () => Math.floor(4 * next()));
  if (even > count) memory[frequency + count] = 0;
  // Twice, because sums add to what is there.
  for (let round = 0; round < 2; round++) {
    kernel.standardise(z, even, width, centre, scale);
    kernel.predict(z, even, width, beta, eta);
    kernel.logistic(eta, outcome, frequency, even, weight, residual, tails, sums);
    kernel.cross(z, residual, even, width, cross);
    kernel.gram(z, weight, even, width, gram);
    kernel.expit(eta, even, outcome);
  }
  for (let i = 0; i < even; i++) memory[eta + i] = -Math.abs(memory[eta + i]!);
  kernel.exponential(eta, even, tails);
  const columns = Array.from({ length: width }, (_, j) => [...memory.slice(z + j * BLOCK, z + j * BLOCK + even)]);
  const rows = [eta, outcome, weight, residual, tails].map((place) => [...memory.slice(place, place + even)]);
  return Float64Array.of(
    ...columns.flat(),
    ...rows.flat(),
    ...memory.slice(cross, gram + (width * (width + 1)) / 2),
    memory[sums]!,
    memory[sums + 1]!,
  );
}

describe('the compiled kernel', () => {
  test('runs here', () => expect(simd?.name).toBe('simd'));

  test.each([1, 2, 3, 4, 5, 6, 7, 11, 12, 40])('gives the bits of the plain one on %d columns', (width) => {
    for (const count of [1, 2, 7, BLOCK - 1, BLOCK]) {
      const plain = exercise(plainKernel(), width, count, 31 * width + count);
      const fast = exercise(simd!, width, count, 31 * width + count);
      expect(plain.every(Number.isFinite)).toBe(true);
      expect(new BigUint64Array(fast.buffer)).toEqual(new BigUint64Array(plain.buffer));
    }
  });

  test.each([1, 2, 5, 254, 256])('gathers as the plain one: %d rows', (count) => {
    const [stride, columns] = [600, 3];
    const [picked, out] = [stride * columns, stride * columns + BLOCK];
    const [plain, fast] = [plainKernel(), simd!].map((kernel) => {
      const next = generator(count);
      const memory = kernel.memory(out + columns * BLOCK).fill(0);
      for (let i = 0; i < picked; i++) memory[i] = next();
      for (let i = 0; i < count; i++) memory[picked + i] = 2 * i + Math.floor(2 * next());
      memory.fill(7, out, out + columns * BLOCK);
      kernel.gather(0, stride, picked, count, columns, out);
      return memory.slice(0, out + columns * BLOCK);
    }) as [Float64Array, Float64Array];
    expect(fast).toEqual(plain);
    expect(fast[out + 2 * BLOCK]).toBe(fast[2 * stride + fast[picked]!]);
    if (count % 2 === 1) expect([...fast.subarray(out + count, out + count + 2)]).toEqual([0, 7]);
  });

  test.each([
    [1, 0, 0],
    [999, 3, 8],
    [10_000, 2 ** 40 + 5, 2 ** 52 - 1],
  ])('draws what the streams of random numbers say: %d units', (units, stream, seed) => {
    const high = (value: number): number => Math.floor(value / 2 ** 32);
    const [plain, fast] = [plainKernel(), simd!].map((kernel) => {
      const counts = kernel.memory(units).fill(0);
      kernel.draw(units, stream, high(stream), seed, high(seed), 0);
      return counts.slice(0, units);
    }) as [Float64Array, Float64Array];
    expect(fast).toEqual(plain);
    expect(fast).toEqual(resampledCounts({ seed, stream }, units));
  });

  test('is what its source compiles to', () => {
    const check = spawnSync(process.execPath, ['tools/build-kernels.mjs', '--check'], { encoding: 'utf8' });
    expect({ status: check.status, stderr: check.stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('the exponential is right to two units in the last place, and 0 where it should be', () => {
  const next = generator(7);
  let worst = 0;
  for (let i = 0; i < 100_000; i++) {
    const x = -Math.exp(14 * next() - 7.5);
    if (x < -708) continue;
    worst = Math.max(worst, Math.abs(expOfNegative(x) / Math.exp(x) - 1));
  }
  expect(worst).toBeLessThan(2 * Number.EPSILON);
  expect(expOfNegative(0)).toBe(1);
  expect(expOfNegative(-1e300)).toBeLessThan(1e-300);
});
