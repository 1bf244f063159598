import { expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Details, Estimate } from '../core/estimate.js';

const plan = (id: string, options: object): Estimate => estimate(id, { rows: 0, columns: {} }, {}, { ...options });

test('the size asked for has the power asked for', () => {
  const risks = { comparisonRisk: 0.3, treatedRisk: 0.35, power: 0.85, designEffect: 1.4 };
  const { treated, comparison } = plan('power-two-proportions', { ...risks, share: 0.3 }).details['required'] as {
    treated: number;
    comparison: number;
  };
  const reached = (t: number, c: number) =>
    plan('power-two-proportions', { ...risks, treated: t, comparison: c }).value!;
  expect(reached(treated, comparison)).toBeGreaterThanOrEqual(0.85);
  expect(reached(treated - 2, comparison - 2)).toBeLessThan(0.85);
});

test('the detectable effect is seen with its power, whichever way it goes', () => {
  for (const direction of ['increase', 'decrease']) {
    const sizes = { comparisonRisk: 0.3, treated: 500, comparison: 700 };
    const { details } = plan('minimum-detectable-effect', { ...sizes, direction, power: 0.9 });
    const seen = plan('power-two-proportions', { ...sizes, treatedRisk: details['treatedRisk'] });
    expect(seen.value).toBeCloseTo(0.9, 10);
  }
});

test('published: 76.7 a group for 0.50 against 0.75 at power 0.9; 65.3 and 70.6 events for a hazard ratio of 2', () => {
  const { exact } = plan('power-two-proportions', { comparisonRisk: 0.5, treatedRisk: 0.75, power: 0.9 }).details[
    'required'
  ] as Details;
  expect((exact as number) / 2).toBeCloseTo(76.7, 1);
  const events = (formula: string) => plan('power-log-rank', { hazardRatio: 2, formula }).details['requiredEvents'];
  expect(events('schoenfeld')).toBeCloseTo(65.3, 1);
  expect(events('freedman')).toBeCloseTo(70.6, 1);
});

test('refusals name what is missing or impossible', () => {
  expect(() => plan('power-two-proportions', { comparisonRisk: 0.3 })).toThrow(/needs the option treatedRisk/);
  expect(() => plan('power-two-proportions', { comparisonRisk: 0.3, treatedRisk: 0.3 })).toThrow(/no size sees/);
  expect(() => plan('power-two-proportions', { comparisonRisk: 0.3, treatedRisk: 0.4, treated: 9 })).toThrow(
    /both arms/,
  );
  expect(() => plan('minimum-detectable-effect', { comparisonRisk: 0.9, treated: 9, comparison: 9 })).toThrow(
    /Include more/,
  );
  expect(() => plan('power-log-rank', { hazardRatio: 1 })).toThrow(/no effect/);
});
