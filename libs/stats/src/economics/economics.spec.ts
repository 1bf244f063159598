import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Details, Estimate } from '../core/estimate.js';
import { draws } from './assumption.js';

const none = { rows: 0, columns: {} };
const cost = (options: object): Estimate => estimate('cost-per-outcome', none, {}, { ...options });
const benefit = (options: object): Estimate => estimate('benefit-cost', none, {}, { ...options });

describe('cost per outcome', () => {
  test('unbounded exactly when the interval of the effect includes 0', () => {
    const given = { cost: 40, effect: 0.08, outcomeValue: 700 };
    const told = cost({ ...given, effectStandardError: 0.08 / 1.97 });
    const not = cost({ ...given, effectStandardError: 0.08 / 1.95 });
    expect(told.details['status']).toBe('bounded');
    expect(told.interval.upper).toBeGreaterThan(20_000);
    expect([not.value, not.interval.lower, not.interval.upper, not.details['status']]).toEqual([
      null,
      null,
      null,
      'unbounded',
    ]);
    expect(not.warnings.map(({ kind }) => kind)).toEqual(['unbounded']);
    expect((not.details['netBenefit'] as Details)['value']).toBeCloseTo(16, 12);
  });

  test('outcomes lost have no cost of one more', () => {
    const { value, details } = cost({ cost: 40, effect: -0.08, effectStandardError: 0.02 });
    expect([value, details['status']]).toEqual([null, 'outcomes-lost']);
  });

  test('with a known price the limits are the price over those of the effect', () => {
    const { interval } = cost({ cost: 40, effect: 0.08, effectStandardError: 0.02 });
    expect(interval.lower).toBeCloseTo(40 / (0.08 + 1.959963984540054 * 0.02), 9);
    expect(interval.upper).toBeCloseTo(40 / (0.08 - 1.959963984540054 * 0.02), 9);
  });
});

describe('benefit over cost', () => {
  const fixed = { deadweight: [0], displacement: [0.2], cost: [50] };

  test('without uncertainty it is arithmetic', () => {
    const { value, interval } = benefit({
      ...fixed,
      effect: [0.1],
      effectDistribution: 'fixed',
      benefit: [2000],
      benefitDistribution: 'fixed',
    });
    expect(value).toBeCloseTo(3.2, 12);
    expect([interval.lower, interval.upper]).toEqual([value, value]);
  });

  test('a product of lognormals has the quantiles of one', () => {
    const { value, interval, details } = benefit({
      ...fixed,
      effect: [0.1, 0.3],
      effectDistribution: 'lognormal',
      benefit: [2000, 0.4],
      benefitDistribution: 'lognormal',
      draws: 200_000,
    });
    const median = 3.2;
    expect(Math.abs(value! / median - 1)).toBeLessThan(0.01);
    expect(Math.abs(interval.lower! / (median * Math.exp(-1.96 * 0.5)) - 1)).toBeLessThan(0.02);
    expect(Math.abs(interval.upper! / (median * Math.exp(1.96 * 0.5)) - 1)).toBeLessThan(0.02);
    expect(details['shareWorthwhile']).toBeCloseTo(0.99, 2);
  });

  test('draws follow from the seed, and an assumption’s draws do not change with another’s', () => {
    const given = { ...fixed, effect: [0.1, 0.02], benefit: [500, 900, 2000] };
    expect(benefit(given)).toEqual(benefit(given));
    expect(benefit({ ...given, seed: 2 }).value).not.toBe(benefit(given).value);
    const doubled = benefit({ ...given, displacement: [0.6] });
    expect(doubled.value! / benefit(given).value!).toBeCloseTo(0.5, 12);
  });

  test.each([
    ['uniform', [2, 5], 3.5, 0.75],
    ['triangular', [0, 1, 5], 2, 7 / 6],
    ['normal', [3, 2], 3, 4],
    ['lognormal', [1, 0.5], Math.exp(0.125), (Math.exp(0.25) - 1) * Math.exp(0.25)],
  ] as const)('%s has its mean and variance', (distribution, numbers, mean, variance) => {
    const n = 40_000;
    const values = draws('cost', distribution, numbers, n, { seed: 3, stream: 9 });
    const average = values.reduce((sum, value) => sum + value, 0) / n;
    const spread = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / n;
    expect(Math.abs(average - mean)).toBeLessThan(3.5 * Math.sqrt(variance / n));
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.05);
  });

  test('refusals name the assumption and the way out', () => {
    const given = { ...fixed, effect: [0.1, 0.02], benefit: [500, 900, 2000] };
    const { displacement: _, ...without } = given;
    expect(() => benefit(without)).toThrow(/assumption on displacement/);
    expect(() => benefit({ ...given, benefit: [900, 500, 2000] })).toThrow(/benefit is triangular/);
    expect(() => benefit({ ...given, cost: [50, 40], costDistribution: 'normal' })).toThrow(/cost are impossible/);
    expect(() => benefit({ ...given, deadweight: [1.2] })).toThrow(/share from 0 to 1/);
  });
});
