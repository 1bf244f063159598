import { describe, expect, test } from '@jest/globals';
import { NAIVE_TWELVE } from './bounds.js';
import { incrementsOf } from './increments.js';
import { readingsOf } from './readings.js';
import { equalInformation, EVERYBODY, repeated, staggered } from './worlds.js';

const seeds = <T>(count: number, draw: (seed: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => draw(i + 1));

describe('increments of information', () => {
  const paths = seeds(400, equalInformation);

  test('that are independent are found so', () => {
    const { looks, pairs, furthest, spreadBounds } = incrementsOf(paths);
    expect(pairs).toBe(66);
    expect(furthest).toBeLessThan(4);
    expect(looks[2]!.implied).toBeCloseTo(Math.sqrt(3 / 12), 12);
    for (const { spread } of looks) {
      expect(spread).toBeGreaterThan(spreadBounds[0]);
      expect(spread).toBeLessThan(spreadBounds[1]);
    }
  });

  test('whose looks have nothing in common are told', () => {
    const apart = paths.map((path, i) => path.map((seen, k) => ({ ...seen, value: paths[(i + k) % 400]![k]!.value })));
    expect(incrementsOf(apart).furthest).toBeGreaterThan(10);
  });

  test('whose errors are stated too small are told', () => {
    const bold = paths.map((path) => path.map((seen) => ({ ...seen, standardError: seen.standardError / 1.3 })));
    const { looks, spreadBounds } = incrementsOf(bold);
    expect(Math.min(...looks.map(({ spread }) => spread))).toBeGreaterThan(spreadBounds[1]);
  });
});

test('a naive reading claims an effect more often than spending', () => {
  const rows = readingsOf(seeds(100, equalInformation), EVERYBODY, NAIVE_TWELVE);
  const alarmsOf = (name: string): number => rows.find((row) => row.name.startsWith(name))!.alarms;
  expect(alarmsOf('naive')).toBeGreaterThan(2 * alarmsOf('spending, obrien-fleming'));
  expect(alarmsOf('sequence')).toBeLessThanOrEqual(alarmsOf('spending, pocock'));
});

test('people enter late, and AIPW with fitted models stays near that with the true ones', () => {
  const { fitted, known } = staggered(1);
  expect(fitted.at(-1)!.n.total).toBe(EVERYBODY);
  expect(fitted.map(({ n }) => n.total)).toEqual(known.map(({ n }) => n.total));
  for (const [k, { value, standardError }] of fitted.entries())
    expect(Math.abs(value - known[k]!.value)).toBeLessThan(standardError);
});

test('a sequence of trials counts people, fewer than its rows, and more at each look', () => {
  const path = repeated(1);
  const people = path.map(({ n }) => n.total);
  expect(people).toEqual([...people].sort((one, other) => one - other));
  expect(people.at(-1)).toBeLessThan(1000);
});
