import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import { survivalCurve } from './survival-curve.js';
import { limitsAt } from './survival-limits.js';
import { survivalQuantile } from './survival-quantile.js';
import { restrictedMean } from './restricted-mean.js';

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

describe('a curve worked by hand', () => {
  // Times 1, 2+, 2, 3, 4+ (+ = censored): the event at 2 comes before the censoring at 2.
  const curve = survivalCurve({
    time: Float64Array.of(2, 4, 1, 3, 2),
    event: Float64Array.of(0, 0, 1, 1, 1),
    weight: ones(5),
  });

  test('survival, numbers at risk and events', () => {
    expect(Array.from(curve.time)).toEqual([1, 2, 3, 4]);
    expect(Array.from(curve.atRisk)).toEqual([5, 4, 2, 1]);
    expect(Array.from(curve.events)).toEqual([1, 1, 1, 0]);
    expect(Array.from(curve.survival)).toEqual([4 / 5, 3 / 5, 3 / 10, 3 / 10].map((s) => expect.closeTo(s, 15)));
  });

  test("Greenwood's variance", () => {
    const terms = [1 / 20, 1 / 20 + 1 / 12, 1 / 20 + 1 / 12 + 1 / 2];
    expect(Array.from(curve.logVariance.subarray(0, 3))).toEqual(terms.map((v) => expect.closeTo(v, 15)));
  });

  test('the area under it, to a horizon between steps', () => {
    expect(restrictedMean(curve, 3.5).mean).toBeCloseTo(1 + 0.8 + 0.6 + 0.5 * 0.3, 14);
    expect(restrictedMean(curve, 0.5)).toEqual({ mean: 0.5, variance: 0 });
  });
});

test('computed durations that differ by rounding are one time', () => {
  const third = 0.1 + 0.2;
  const curve = survivalCurve({ time: Float64Array.of(0.3, third, 1), event: ones(3), weight: ones(3) });
  expect(curve.time.length).toBe(2);
  expect(curve.events[0]).toBe(2);
});

test('the median of a curve flat at one half is the middle of the stretch', () => {
  // R: quantile(survfit(Surv(c(1, 2, 3, 4), rep(1, 4)) ~ 1), .5)
  const curve = survivalCurve({ time: Float64Array.of(1, 2, 3, 4), event: ones(4), weight: ones(4) });
  expect(survivalQuantile(curve.time, curve.survival, 0.5)).toBe(2.5);
  expect(
    survivalQuantile(
      curve.time,
      curve.survival.map((s) => Math.max(s, 0.6)),
      0.5,
    ),
  ).toBeNull();
});

test('limits that do not exist are not invented', () => {
  expect(limitsAt(0, Infinity, 'log', 1.96)).toEqual([NaN, NaN]);
  expect(limitsAt(1, 0, 'log-log', 1.96)).toEqual([NaN, NaN]);
  expect(limitsAt(1, 0, 'plain', 1.96)).toEqual([1, 1]);
});

test('a printed curve says null where everybody has had the event', () => {
  const table = { rows: 3, columns: { time: Float64Array.of(1, 2, 3), event: ones(3) } };
  const answer = estimate('kaplan-meier', table, { time: 'time', event: 'event' });
  const { all } = answer.details['curves'] as unknown as {
    all: { at: Record<string, number | null>[]; median: number };
  };
  expect(all.at.at(-1)).toEqual({
    time: 3,
    survival: 0,
    standardError: null,
    lower: null,
    upper: null,
    atRisk: 1,
    events: 1,
    cumulativeHazard: expect.closeTo(1 / 3 + 1 / 2 + 1, 14),
    cumulativeHazardStandardError: expect.closeTo(Math.sqrt(1 / 9 + 1 / 4 + 1), 14),
  });
  expect(all.median).toBe(2);
  expect(answer.interval).toEqual({ level: 0.95, lower: null, upper: null });
});

test('many event times are thinned, and it is said', () => {
  const time = Float64Array.from({ length: 5000 }, (_, i) => i + 1);
  const answer = estimate(
    'kaplan-meier',
    { rows: 5000, columns: { time, event: ones(5000) } },
    { time: 'time', event: 'event' },
  );
  const { all } = answer.details['curves'] as unknown as { all: { at: { time: number; events: number }[] } };
  expect(all.at.length).toBeLessThanOrEqual(1001);
  expect(all.at.reduce((sum, { events }) => sum + events, 0)).toBe(5000);
  expect(all.at.at(-1)!.time).toBe(5000);
  expect(answer.warnings.map(({ kind }) => kind)).toContain('curve-thinned');
});
