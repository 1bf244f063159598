import { describe, expect, test } from '@jest/globals';
import { uniformAt } from '../resampling/random.js';
import { reportingDelay, type CountedValue } from './reporting-delay.js';

const counted = (values: readonly number[]): CountedValue[] =>
  [...new Set(values)].map((value) => ({ value, count: values.filter((each) => each === value).length }));
const of = (pairs: readonly (readonly [delay: number, age: number])[], least = 1) =>
  reportingDelay(counted(pairs.map(([delay]) => delay)), counted(pairs.map(([, age]) => age)), least)!;

describe('how late events are declared', () => {
  test('is the plain share where all are old', () => {
    const { within, longest } = of([1, 1, 3, 1, 21, 1].map((delay) => [delay, 300] as const));
    expect([within(0), within(2), within(7), within(20), within(21), within(400)]).toEqual([
      ...[0, expect.closeTo(4 / 6, 12), expect.closeTo(5 / 6, 12), expect.closeTo(5 / 6, 12), 1, 1],
    ]);
    expect(longest).toBe(300);
  });

  test('counts the young among those who tell of a delay alone, by hand', () => {
    // As survfit(Surv(31 - age - 0.5, 31 - delay, rep(1, 6)) ~ 1) in R: 2/3, 1/3, 2/9 below 10, 4 and 2 days.
    // Of 10 days only the three that are old enough tell, and one was that late; of 4 days five, and two.
    const { within } = of([
      [10, 30],
      [2, 12],
      [4, 11],
      [4, 6],
      [0, 5],
      [1, 2],
    ]);
    expect(within(9)).toBeCloseTo(2 / 3, 12);
    expect(within(3)).toBeCloseTo((2 / 3) * (1 - 2 / 4), 12);
    expect(within(1)).toBeCloseTo((2 / 3) * (1 / 2) * (1 - 1 / 3), 12);
  });

  test('finds what the plain share among those declared overstates', () => {
    const people = 40_000;
    const seen = Array.from({ length: people }, (_, i) => {
      const age = Math.floor(120 * uniformAt({ seed: 9, stream: 1 }, i));
      const late = uniformAt({ seed: 9, stream: 2 }, i) < 0.2;
      const delay = Math.floor((late ? 90 : 10) * uniformAt({ seed: 9, stream: 3 }, i));
      return [delay, age] as const;
    }).filter(([delay, age]) => delay <= age);
    const truth = 0.8 + 0.2 * (31 / 90);
    const plain =
      seen.filter(([delay, age]) => age >= 60 && delay <= 30).length / seen.filter(([, age]) => age >= 60).length;
    expect(plain - truth).toBeGreaterThan(0.01);
    expect(Math.abs(of(seen, 100).within(30) - truth)).toBeLessThan(0.008);
  });

  test('speaks of no delay that too few events tell of', () => {
    const pairs = [...Array.from({ length: 50 }, () => [3, 40] as const), [80, 90] as const];
    expect(of(pairs, 10).longest).toBe(40);
    expect(of(pairs, 10).within(10)).toBe(1);
    expect(reportingDelay([], [], 1)).toBeUndefined();
  });
});
