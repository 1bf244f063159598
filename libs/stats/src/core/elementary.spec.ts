import { describe, expect, test } from '@jest/globals';
import { fillUniform } from '../resampling/random.js';
import { exp, expm1, log, log1p } from './elementary.js';
import { pow } from './power.js';

/** Numbers as whole multiples of 2^-256: the exact values to compare with. */
const BITS = 256n;
const ONE = 1n << BITS;
const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;

function fixed(x: number): bigint {
  let exponent = 0;
  let mantissa = x;
  while (mantissa !== 0 && !Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return exponent > 256
    ? (BigInt(mantissa) << BITS) >> BigInt(exponent)
    : BigInt(mantissa) << (BITS - BigInt(exponent));
}

/** ln 2 by its series Σ 1/(k 2^k). */
const LN2 = (() => {
  let sum = 0n;
  for (let k = 1n; k <= BITS; k++) sum += ONE / (k << k);
  return sum;
})();

/** e^x as a fraction near 1 and a power of two. */
function exactExp(x: bigint): { readonly fraction: bigint; readonly k: number } {
  const k = (2n * x + LN2) / (2n * LN2) - (2n * x + LN2 < 0n ? 1n : 0n);
  const r = x - k * LN2;
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = times(term, r) / n;
    sum += term;
  }
  return { fraction: sum, k: Number(k) };
}

const shift = (x: bigint, k: number): bigint => (k >= 0 ? x << BigInt(k) : x >> BigInt(-k));

/** ln x of a fixed number, from a first guess, by a correction whose error is of third order. */
function exactLog(x: bigint, guess: number): bigint {
  const y = fixed(guess);
  const { fraction, k } = exactExp(-y);
  const off = shift(times(x, fraction), k) - ONE;
  return y + off - times(off, off) / 2n + times(times(off, off), off) / 3n;
}

/** Distance from the exact value in units of the last place of the result. */
function ulps(actual: number, exact: bigint): number {
  const exponent = Math.floor(Math.log2(Math.abs(actual)));
  const scaledUp = 2 ** (52 - exponent);
  return Math.abs(Number(((fixed(actual) - exact) * BigInt(scaledUp)) >> (BITS - 40n)) / 2 ** 40);
}

const uniform = (count: number, lower: number, upper: number): number[] =>
  Array.from(fillUniform({ seed: 4, stream: 0 }, new Float64Array(count)), (u) => lower + (upper - lower) * u);

const worst = (inputs: readonly number[], error: (x: number) => number): number => Math.max(...inputs.map(error));
const tiny = uniform(300, -40, 0).map((power, i) => (i % 2 === 0 ? 1 : -1) * 2 ** power);

describe('against exact arithmetic, in units of the last place', () => {
  const value = ({ fraction, k }: { fraction: bigint; k: number }): bigint => shift(fraction, k);

  test.each([
    ['moderate', uniform(600, -30, 30)],
    ['near zero', tiny],
  ])('exp and expm1, %s', (_, inputs) => {
    expect(worst(inputs, (x) => ulps(exp(x), value(exactExp(fixed(x)))))).toBeLessThan(0.85);
    expect(worst(inputs, (x) => ulps(expm1(x), value(exactExp(fixed(x))) - ONE))).toBeLessThan(0.95);
  });

  test('exp of large numbers', () => {
    for (const x of uniform(300, 30, 709)) {
      const { fraction, k } = exactExp(fixed(x));
      expect(ulps(exp(x) / 2 ** k, fraction)).toBeLessThan(0.85);
    }
  });

  test.each([
    ['from 0 to 10', uniform(600, 1e-3, 10)],
    ['near one', tiny.map((x) => 1 + x / 2)],
    ['large', uniform(300, 1, 900).map((power) => 2 ** power)],
  ])('log and log1p, %s', (_, inputs) => {
    const exactly = (x: number): bigint => exactLog(fixed(x), Math.log(x));
    expect(worst(inputs, (x) => (log(x) === 0 ? 0 : ulps(log(x), exactly(x))))).toBeLessThan(0.95);
    expect(worst(inputs, (x) => ulps(log1p(x), exactLog(fixed(x) + ONE, Math.log1p(x))))).toBeLessThan(0.95);
  });

  test('log1p near zero and near -1', () => {
    const inputs = [...tiny, ...uniform(300, -0.999, 0)];
    expect(worst(inputs, (x) => ulps(log1p(x), exactLog(fixed(x) + ONE, Math.log1p(x))))).toBeLessThan(0.95);
  });

  test('pow', () => {
    const powers = uniform(600, -20, 20);
    uniform(600, 0.05, 8).forEach((x, i) => {
      const y = powers[(7 * i) % 600]!;
      const { fraction, k } = exactExp(times(fixed(y), exactLog(fixed(x), Math.log(x))));
      expect(ulps(pow(x, y) / 2 ** k, fraction)).toBeLessThan(0.75);
    });
  });
});

test('the whole range agrees with the engine to two units in the last place', () => {
  const close = (a: number, b: number): number => (a === b ? 0 : Math.abs(a / b - 1));
  const n = 20_000;
  const limit = 2.1 * Number.EPSILON;
  expect(worst(uniform(n, -707, 709.7), (x) => close(exp(x), Math.exp(x)))).toBeLessThan(limit);
  expect(worst(uniform(n, -36, 709.7), (x) => close(expm1(x), Math.expm1(x)))).toBeLessThan(limit);
  const positive = uniform(n, -1020, 1023).map((power) => 2 ** power);
  expect(worst(positive, (x) => close(log(x), Math.log(x)))).toBeLessThan(limit);
  expect(worst(positive, (x) => close(log1p(x), Math.log1p(x)))).toBeLessThan(limit);
  expect(worst(positive, (x) => close(pow(x, 0.37), x ** 0.37))).toBeLessThan(limit);
});

test('the ends', () => {
  const given = [0, -Infinity, Infinity, NaN, 710, -746, -745.13, 1e-320, -1, 1, -1e-300];
  expect(given.map(exp)).toEqual([1, 0, Infinity, NaN, Infinity, 0, 5e-324, 1, Math.exp(-1), Math.E + 2 ** -51, 1]);
  expect(given.map(expm1)).toEqual(given.map(Math.expm1));
  expect([...given, 0.5, 2].map(log)).toEqual([...given, 0.5, 2].map(Math.log));
  expect([...given, 1e300, -0.5].map(log1p)).toEqual([...given, 1e300, -0.5].map(Math.log1p));
  const pairs = [0, 1, 2, 0.5, Infinity].flatMap((x) => [0, 1, -1, 3, 5000, -5000, Infinity].map((y) => [x, y]));
  expect(pairs.map(([x, y]) => pow(x!, y!))).toEqual(pairs.map(([x, y]) => (x === 1 ? 1 : x! ** y!)));
  expect([pow(-2, 2), pow(2, NaN), pow(1e-310, 0.5)]).toEqual([NaN, NaN, Math.sqrt(1e-310)]);
});
