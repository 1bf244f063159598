import { defineEstimator } from '../catalogue/define-estimator.js';
import { level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { studentCritical, studentPValue } from '../core/distributions.js';
import { moments } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { square } from '../core/power.js';

/**
 * Difference of two means with unequal variances, treated minus comparison.
 *
 * Estimand: the difference of the arms as they are; the effect in the population only when treatment was randomised.
 * Assumes: rows independent, and means near normal: a few dozen rows an arm, more when the outcome has a long tail.
 * Formula: mean₁ - mean₀ ± t·se, Welch (1947) with Satterthwaite's (1946) degrees of freedom.
 * Variance: s₁²/n₁ + s₀²/n₀, each s² dividing by n - 1.
 * Shapes: treatment 0/1 and a measured outcome, one value a row.
 * Units: those of the outcome.
 * Tested against: R t.test.
 * Errors: single-arm, too-few-rows (an arm of one), no-variation.
 *
 * @example estimate('welch', table, { treatment: 't', outcome: 'income' })
 */
export const welch = defineEstimator({
  id: 'welch',
  group: 'two-groups',
  what: 'Difference of two means, treated minus comparison, without assuming equal variances.',
  estimand: 'unadjusted contrast',
  required: ['treatment', 'outcome'],
  options: { level },
  run(sample, options) {
    const { treatment, outcome, frequency } = sample;
    const arm = (a: 0 | 1): { n: number; mean: number; share: number } => {
      const { n, mean, squares } = moments(
        outcome,
        frequency.map((f, i) => (treatment[i] === a ? f : 0)),
      );
      if (n < 2)
        throw new StatisticalError(
          'too-few-rows',
          `The ${a === 1 ? 'treated' : 'comparison'} arm has one row: a variance needs two. Use more rows.`,
        );
      return { n, mean, share: squares / (n - 1) / n };
    };
    const treated = arm(1);
    const comparison = arm(0);
    const variance = treated.share + comparison.share;
    if (!(variance > 0))
      throw new StatisticalError(
        'no-variation',
        'The outcome does not vary within either arm: there is no error to compare the difference with. Check the outcome column.',
      );
    const value = treated.mean - comparison.mean;
    const standardError = Math.sqrt(variance);
    const degreesOfFreedom =
      square(variance) / (square(treated.share) / (treated.n - 1) + square(comparison.share) / (comparison.n - 1));
    const reach = studentCritical(options.level, degreesOfFreedom) * standardError;
    return {
      estimand: 'unadjusted contrast',
      measure: sample.outcomeIsBinary ? 'risk-difference' : 'mean-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: { level: options.level, lower: value - reach, upper: value + reach },
      n: countArms(sample),
      details: {
        means: { treated: treated.mean, comparison: comparison.mean },
        degreesOfFreedom,
        statistic: value / standardError,
        pValue: studentPValue(value / standardError, degreesOfFreedom),
      },
    };
  },
});
