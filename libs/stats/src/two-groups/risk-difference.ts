import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { normalCritical, normalPValue } from '../core/distributions.js';
import { agrestiCaffoInterval } from './agresti-caffo-interval.js';
import { newcombeInterval } from './newcombe-interval.js';
import { scoreIntervalDifference } from './score-interval-difference.js';
import { twoByTwo } from './two-by-two.js';

/**
 * Difference of two proportions, treated minus comparison, in probability (0.11 is 11 percentage points).
 *
 * Estimand: the difference of the arms as they are; the effect in the population only when treatment was randomised.
 * Assumes: rows independent, outcome 0/1; nothing is adjusted.
 * Formula: x₁/n₁ - x₀/n₀, with limits by Newcombe (1998), Miettinen and Nurminen (1985), Mee (1984), Agresti and Caffo (2000) or Wald.
 * Variance: Wald's, p₁q₁/n₁ + p₀q₀/n₀, whatever the interval; the p-value is that of the pooled z test.
 * Shapes: treatment and outcome, 0/1, one value a row; the answer is one figure with its limits.
 * Units: probability, -1 to 1; `details.numberNeededToTreat` in people.
 * Tested against: R, and the tables of Newcombe (1998).
 * Errors: not-binary, single-arm.
 *
 * @example 140 of 185 against 168 of 260: 0.1106 (Newcombe 0.0238 to 0.1927).
 */
export const riskDifference = defineEstimator({
  id: 'risk-difference',
  group: 'two-groups',
  what: 'Difference of two proportions, treated minus comparison.',
  estimand: 'unadjusted contrast',
  required: ['treatment', 'outcome'],
  binary: ['outcome'],
  options: {
    interval: choice(['newcombe', 'wald', 'miettinen-nurminen', 'mee', 'agresti-caffo'], 'How the limits are found.'),
    level,
  },
  run(sample, options) {
    const table = twoByTwo(sample);
    const { x1, n1, x0, n0 } = table;
    const p1 = x1 / n1;
    const p0 = x0 / n0;
    const value = p1 - p0;
    const standardError = Math.sqrt((p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0);
    const z = normalCritical(options.level);
    const [lower, upper] = {
      newcombe: () => newcombeInterval(table, z),
      wald: () => [value - z * standardError, value + z * standardError] as const,
      'miettinen-nurminen': () => scoreIntervalDifference(table, z, true),
      mee: () => scoreIntervalDifference(table, z, false),
      'agresti-caffo': () => agrestiCaffoInterval(table, z),
    }[options.interval]();
    const pooled = (x1 + x0) / (n1 + n0);
    const nullError = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0));
    const empty = standardError === 0 && options.interval === 'wald';
    return {
      estimand: 'unadjusted contrast',
      measure: 'risk-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: { level: options.level, lower, upper },
      n: countArms(sample),
      details: {
        risks: { treated: p1, comparison: p0 },
        events: { treated: x1, comparison: x0 },
        interval: options.interval,
        numberNeededToTreat: needed(value, lower, upper),
        pValue: nullError > 0 ? normalPValue(value / nullError) : 1,
      },
      warnings: empty
        ? [{ kind: 'zero-variance', message: 'Both risks are 0 or 1: the Wald interval has no width. Use newcombe.' }]
        : [],
    };
  },
});

/** People to treat for one more event (fewer, when negative); limits only where the interval of the difference leaves out 0 (Altman 1998). */
function needed(value: number, lower: number, upper: number): { [name: string]: number | null } {
  const oneSided = lower * upper > 0;
  return {
    value: value === 0 ? null : 1 / value,
    lower: oneSided ? 1 / upper : null,
    upper: oneSided ? 1 / lower : null,
  };
}
