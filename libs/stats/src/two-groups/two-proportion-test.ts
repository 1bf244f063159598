import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { normalCritical, normalPValue } from '../core/distributions.js';
import { StatisticalError } from '../core/statistical-error.js';
import { twoByTwo } from './two-by-two.js';

/**
 * Test that two proportions are equal; the figure is their difference, treated minus comparison.
 *
 * Estimand: the difference of the arms as they are; an effect only when treatment was randomised.
 * Assumes: rows independent, and cells large enough for the normal approximation.
 * Formula: `details.statistic` is z, `chiSquare` its square (Pearson 1900, 1 degree of freedom), `pValue` two-sided. `correction: yates` takes
 * half a person off the distance (Yates 1934) and widens the limits by as much, as R's prop.test. The limits are Wald's within [-1, 1]: they
 * need not agree with the pooled test, and risk-difference has better ones.
 * Variance: `pooled` (the default) divides by the error under equality, `unpooled` by Wald's; `standardError` is Wald's.
 * Shapes: treatment and outcome, 0/1, one value a row.
 * Units: probability.
 * Tested against: R prop.test and chisq.test.
 * Errors: not-binary, single-arm; invalid-option for yates without pooling.
 *
 * @example 140 of 185 against 168 of 260: z 2.4911, p 0.0127; with yates p 0.0170.
 */
export const twoProportionTest = defineEstimator({
  id: 'two-proportion-test',
  group: 'two-groups',
  what: 'Test that two proportions are equal (z, chi-square).',
  estimand: 'unadjusted contrast',
  required: ['treatment', 'outcome'],
  binary: ['outcome'],
  options: {
    variance: choice(['pooled', 'unpooled'], 'Error under equality of the risks, or of the risks as they are.'),
    correction: choice(['none', 'yates'], 'Continuity correction.'),
    level,
  },
  run(sample, options) {
    const corrected = options.correction === 'yates';
    if (corrected && options.variance === 'unpooled') {
      throw new StatisticalError('invalid-option', 'Yates corrects the pooled test: use it with variance "pooled".', [
        'correction',
        'variance',
      ]);
    }
    const { x1, n1, x0, n0 } = twoByTwo(sample);
    const p1 = x1 / n1;
    const p0 = x0 / n0;
    const value = p1 - p0;
    const unit = 1 / n1 + 1 / n0;
    const pooled = (x1 + x0) / (n1 + n0);
    const standardError = Math.sqrt((p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0);
    const nullError = options.variance === 'pooled' ? Math.sqrt(pooled * (1 - pooled) * unit) : standardError;
    // Half a person, but never past zero.
    const shift = corrected ? Math.min(0.5 * unit, Math.abs(value)) : 0;
    const distance = value < 0 ? value + shift : value - shift;
    const statistic = nullError > 0 ? distance / nullError : null;
    const reach = normalCritical(options.level) * standardError + shift;
    return {
      estimand: 'unadjusted contrast',
      measure: 'risk-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: { level: options.level, lower: Math.max(-1, value - reach), upper: Math.min(1, value + reach) },
      n: countArms(sample),
      details: {
        risks: { treated: p1, comparison: p0 },
        events: { treated: x1, comparison: x0 },
        statistic,
        chiSquare: statistic === null ? null : statistic * statistic,
        pValue: statistic === null ? (value === 0 ? 1 : null) : normalPValue(statistic),
      },
      warnings:
        statistic === null || standardError === 0
          ? [
              {
                kind: 'zero-variance',
                message: 'Both risks are 0 or 1: their difference has no Wald error. Use fisher-exact.',
              },
            ]
          : [],
    };
  },
});
