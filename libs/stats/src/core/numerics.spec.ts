import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cholesky, invert, multiply, solve } from './cholesky.js';
import { chiSquarePValue, normalCritical, studentCritical } from './distributions.js';
import { findRoot } from './find-root.js';
import { moments } from './moments.js';
import { quantile } from './quantile.js';
import { stableOrder } from './stable-order.js';

describe('stableOrder', () => {
  const sensible = fc.double({ noNaN: true });

  test('agrees with a stable comparison sort on any doubles', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(sensible, fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity)), { maxLength: 300 }),
        (values) => {
          const expected = values
            .map((_, i) => i)
            .sort((a, b) => (values[a] === values[b] ? a - b : values[a]! < values[b]! ? -1 : 1));
          expect(Array.from(stableOrder(Float64Array.from(values)))).toEqual(expected);
        },
      ),
    );
  });
});

describe('findRoot', () => {
  test('finds a root to the last digit', () => {
    expect(findRoot((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
    expect(findRoot((x) => Math.cos(x) - x, 0, 1)).toBeCloseTo(0.7390851332151607, 15);
    expect(findRoot((x) => (x - 1e-9) ** 3, -1, 1)).toBeCloseTo(1e-9, 12);
  });

  test('says when there is none between the ends', () => {
    expect(findRoot((x) => x * x + 1, -1, 1)).toBeNull();
  });
});

describe('moments', () => {
  test('keep their digits far from zero', () => {
    const x = Float64Array.of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);
    expect(moments(x, Float64Array.of(1, 1, 1, 1))).toEqual({ n: 4, mean: 1e9 + 10, squares: 90 });
  });

  test('a frequency of zero leaves a row out', () => {
    expect(moments(Float64Array.of(1, 3, 1e6), Float64Array.of(2, 2, 0))).toEqual({ n: 4, mean: 2, squares: 4 });
  });
});

test('quantile is type 7 of Hyndman and Fan', () => {
  // R: quantile(c(1, 2, 4, 8), c(0, .1, .5, .9, 1))
  const values = [1, 2, 4, 8];
  const at = (p: number): number => quantile((k) => values[k]!, 4, p);
  expect([0, 0.1, 0.5, 0.9, 1].map(at)).toEqual([1, 1.3, 3, expect.closeTo(6.8, 12), 8]);
});

test('a factor solves, inverts, and names the first redundant column', () => {
  const matrix = Float64Array.of(4, 2, 0.6, 2, 2, 0.5, 0.6, 0.5, 3);
  const factor = cholesky(matrix, 3);
  if ('deficientAt' in factor) throw new Error('this matrix is positive definite');
  const x = solve(factor, Float64Array.of(1, 2, 3));
  expect(Array.from(multiply(matrix, x))).toEqual([1, 2, 3].map((value) => expect.closeTo(value, 12)));
  expect(Array.from(multiply(invert(factor), Float64Array.of(1, 2, 3)))).toEqual(
    Array.from(x, (value) => expect.closeTo(value, 12)),
  );
  expect(cholesky(Float64Array.of(1, 1, 1, 1), 2)).toEqual({ deficientAt: 1 });
});

test('quantiles and tails of R', () => {
  // R: qnorm(.975), qt(.975, 3.7), pchisq(40, 1, lower.tail = FALSE)
  expect(normalCritical(0.95)).toBeCloseTo(1.959963984540054, 13);
  expect(studentCritical(0.95, 3.7)).toBeCloseTo(2.8675207071911917, 12);
  expect(chiSquarePValue(40) / 2.53962858947087e-10).toBeCloseTo(1, 9);
});
