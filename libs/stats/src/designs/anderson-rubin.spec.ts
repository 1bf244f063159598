import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { quadraticSet } from './anderson-rubin.js';

describe('the set where a·b² - 2·half·b + c is not above 0', () => {
  test.each([
    ['interval', 1, 2, 3, [{ lower: 1, upper: 3 }]],
    [
      'union',
      -1,
      -2,
      -3,
      [
        { lower: null, upper: 1 },
        { lower: 3, upper: null },
      ],
    ],
    ['line', -1, 0, -1, [{ lower: null, upper: null }]],
    ['empty', 1, 0, 1, []],
    ['ray', 0, 1, 4, [{ lower: 2, upper: null }]],
    ['ray', 0, -1, 4, [{ lower: null, upper: -2 }]],
    ['line', 0, 0, -1, [{ lower: null, upper: null }]],
    ['empty', 0, 0, 1, []],
  ] as const)('may be an %s', (shape, a, half, c, pieces) => {
    expect(quadraticSet(a, half, c)).toEqual({ shape, pieces });
  });

  test('holds a point exactly when the inequality does', () => {
    const coefficient = fc.integer({ min: -20, max: 20 });
    fc.assert(
      fc.property(coefficient, coefficient, coefficient, fc.integer({ min: -900, max: 900 }), (a, half, c, at) => {
        const b = at / 7 + 0.0123;
        const inside = quadraticSet(a, half, c).pieces.some(
          ({ lower, upper }) => b >= (lower ?? -Infinity) && b <= (upper ?? Infinity),
        );
        expect(inside).toBe(a * b * b - 2 * half * b + c <= 0);
      }),
    );
  });
});
