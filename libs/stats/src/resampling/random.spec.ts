import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { philox } from './philox.js';
import { fillUniform, integerAt, normalAt, permutation, resampledCounts, uniformAt } from './random.js';

const words = (counter: readonly number[], key: readonly number[]): string => {
  const out = new Uint32Array(4);
  philox(counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!, out);
  return Array.from(out, (word) => word.toString(16).padStart(8, '0')).join(' ');
};

const all = 0xffffffff;

describe('Philox4x32-10', () => {
  test.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[all, all, all, all], [all, all], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('known answer of Random123 (kat_vectors): %j under %j', (counter, key, expected) => {
    expect(words(counter, key)).toBe(expected);
  });
});

describe('numbers from (seed, stream, counter)', () => {
  const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

  test('a number is the same alone and in a row', () => {
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 0, max: 40 }), (seed, stream, last) => {
        const row = fillUniform({ seed, stream }, new Float64Array(last + 1));
        for (let i = 0; i <= last; i++) expect(uniformAt({ seed, stream }, i)).toBe(row[i]);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('seed, stream and counter each matter, beyond 32 bits too', () => {
    const places = [
      [1, 2, 4],
      [1 + 2 ** 32, 2, 4],
      [1, 2 + 2 ** 32, 4],
      [1, 2, 4 + 2 ** 34],
      [2, 1, 4],
      [1, 2, 5],
    ] as const;
    const drawn = places.map(([seed, stream, counter]) => uniformAt({ seed, stream }, counter));
    expect(new Set(drawn).size).toBe(places.length);
  });

  test('uniform numbers fill (0, 1) evenly: chi-square of 64 cells, and no correlation with the next', () => {
    const n = 200_000;
    const row = fillUniform({ seed: 11, stream: 3 }, new Float64Array(n));
    const cells = new Float64Array(64);
    let product = 0;
    expect(row.every((u) => u > 0 && u < 1)).toBe(true);
    row.forEach((u, i) => {
      cells[Math.floor(u * 64)]!++;
      product += (u - 0.5) * (row[(i + 1) % n]! - 0.5) * 12;
    });
    const chiSquare = cells.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
    // 99.9 % of 63 degrees of freedom lies within 29 and 106.
    expect(chiSquare).toBeGreaterThan(29);
    expect(chiSquare).toBeLessThan(106);
    expect(Math.abs(product / Math.sqrt(n))).toBeLessThan(3.3);
  });

  test('neighbouring streams are as unlike as any two', () => {
    const n = 50_000;
    const [a, b] = [0, 1].map((stream) => fillUniform({ seed: 5, stream }, new Float64Array(n))) as [
      Float64Array,
      Float64Array,
    ];
    const correlation = a.reduce((sum, u, i) => sum + 12 * (u - 0.5) * (b[i]! - 0.5), 0) / n;
    expect(Math.abs(correlation) * Math.sqrt(n)).toBeLessThan(3.3);
  });

  test('normal numbers have the moments of the normal', () => {
    const n = 40_000;
    const values = Array.from({ length: n }, (_, i) => normalAt({ seed: 8, stream: 0 }, i));
    const moment = (power: number): number => values.reduce((sum, z) => sum + z ** power, 0) / n;
    expect(Math.abs(moment(1)) * Math.sqrt(n)).toBeLessThan(3.3);
    expect(Math.abs(moment(2) - 1) * Math.sqrt(n / 2)).toBeLessThan(3.3);
    expect(Math.abs(moment(4) - 3) * Math.sqrt(n / 96)).toBeLessThan(3.3);
  });

  test('whole numbers stay below their bound, and a permutation holds every number once', () => {
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 300 }), (seed, bound) => {
        const drawn = integerAt({ seed, stream: 0 }, 7, bound);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true);
        expect([...permutation({ seed, stream: 1 }, bound)].sort((a, b) => a - b)).toEqual(
          Array.from({ length: bound }, (_, i) => i),
        );
        expect(resampledCounts({ seed, stream: 2 }, bound).reduce((sum, count) => sum + count, 0)).toBe(bound);
      }),
      { numRuns: 50, seed: 2 },
    );
  });

  test('all six orders of three are equally likely', () => {
    const counts = new Map<string, number>();
    for (let stream = 0; stream < 6000; stream++) {
      const order = permutation({ seed: 3, stream }, 3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(counts.size).toBe(6);
    expect(chiSquare).toBeLessThan(20.5);
  });
});
