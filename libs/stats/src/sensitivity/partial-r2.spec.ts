import { expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';

/** x = sin(i), g of the levels a, b, c by (i² mod 7) mod 4, t and y of both, for i from 1 to 80. */
function people() {
  const column = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: 80 }, (_, k) => value(k + 1));
  const level = (i: number): number => ((i * i) % 7) % 4;
  const x = column((i) => Math.sin(i));
  const t = column((i) => Number((i * 13) % 11 < 5 + (level(i) === 1 ? 3 : 0)));
  const y = column((i) => 0.5 * t[i - 1]! + Math.cos(1.7 * i) + [0, 0.4, 0.2][level(i)]! + 0.3 * x[i - 1]!);
  const g = { codes: Int32Array.from({ length: 80 }, (_, k) => level(k + 1)), levels: ['a', 'b', 'c'] };
  return { rows: 80, columns: { x, t, y, g } };
}

test('a category is as strong as all its levels together, as lm in R has it', () => {
  const roles = { treatment: 't', outcome: 'y', covariates: ['x', 'g'] };
  const { benchmarks } = estimate('partial-r2', people(), roles).details as unknown as {
    benchmarks: readonly Record<string, number | string>[];
  };
  expect(benchmarks.map(({ name }) => name)).toEqual(['x', 'g']);
  // r2 <- function(a, b) (deviance(b) - deviance(a)) / deviance(b); r2(lm(t ~ x + g), lm(t ~ x)), r2(lm(y ~ t + x + g), lm(y ~ t + x))
  const block = benchmarks[1]!;
  expect(block['partialR2Treatment']).toBeCloseTo(0.074089289076, 10);
  expect(block['partialR2Outcome']).toBeCloseTo(0.091668633036, 10);
  expect(block['estimate']).toBeCloseTo(0.267730786972, 10);
  expect(block['standardError']).toBeCloseTo(0.16769574541, 10);
});
