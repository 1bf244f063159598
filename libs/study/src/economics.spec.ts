import { describe, expect, test } from '@jest/globals';
import type { EconomicFindings, Economics } from '@impact-ledger/domain';
import { conclude, trial, twoByTwo } from './testing/people.js';

const assumed = (numbers: number[], en: string) => ({
  ...{ label: { en, fr: en }, source: 'a report', status: 'assumed' as const },
  ...{ distribution: 'fixed' as const, numbers },
});
const economics: Economics = {
  ...{ currency: 'euro', gain: 'outcome' },
  benefit: assumed([2000], 'a hire'),
  cost: assumed([40], 'the letter'),
  deadweight: assumed([0], 'none: the effect is against a comparison group'),
  displacement: assumed([0.2], 'places taken from others'),
};
// Wald, so that the interval of the effect and Fieller's limits are of one distribution.
const primary = { ...trial.primary, options: { interval: 'wald' } };

/** Of `hired` of 1,000 who were sent the letter, against 400 of 1,000 who were not. */
function worth(hired: number): EconomicFindings & { readonly lower: number } {
  const { findings } = conclude(twoByTwo(hired, 1000, 400, 1000), { ...trial, primary, economics });
  return { ...findings!.economics!, lower: findings!.primary!.interval.lower };
}

describe('the cost of one more hire', () => {
  test.each([
    // R, uniroot of (40 - 0.8 r RD)² = z² (0.8 r SE)² on each side of 40 / (0.8 RD).
    ['well above zero', 500, 348.70992468, 883.16834861],
    ['just above zero, and so nearly without an upper limit', 444, 573.08826566, 66365.39660026],
  ])('has the limits of Fieller where the effect is %s', (_, hired, lower, upper) => {
    const { costPerGain, status } = worth(hired);
    expect(status).toBe('bounded');
    expect(costPerGain!.value).toBeCloseTo(40 / (0.8 * (hired / 1000 - 0.4)), 9);
    expect(costPerGain!.lower / lower).toBeCloseTo(1, 8);
    expect(costPerGain!.upper / upper).toBeCloseTo(1, 8);
  });

  test('has none as soon as the interval of the effect includes zero, by one hire in a thousand less', () => {
    expect(worth(444).lower).toBeGreaterThan(0);
    const without = worth(443);
    expect(without.lower).toBeLessThan(0);
    expect(without).toMatchObject({ status: 'unbounded', costPerGain: null });
    // 0.8 x 2,000 euros for each of 43 in 1,000, less 40: an answer all the same.
    expect(without.netBenefit.value).toBeCloseTo(0.8 * 2000 * 0.043 - 40, 9);
  });

  test('has none where the interval shown includes zero, though Fieller would have limits', () => {
    const arms = twoByTwo(429, 967, 400, 1000);
    const asked = (interval: 'wald' | 'newcombe') => {
      const shown = { ...trial.primary, options: { interval } };
      return conclude(arms, { ...trial, primary: shown, economics }).findings!.economics!;
    };
    expect(asked('wald')).toMatchObject({ status: 'bounded', costPerGain: { value: expect.any(Number) } });
    expect(asked('newcombe')).toMatchObject({ status: 'unbounded', costPerGain: null });
  });

  test('has none where hires are lost', () => {
    expect(worth(300)).toMatchObject({ status: 'outcomes-lost', costPerGain: null });
  });
});
