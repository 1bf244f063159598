import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, optionalNumber } from '../catalogue/option.js';
import { findRoot } from '../core/find-root.js';
import { StatisticalError } from '../core/statistical-error.js';
import { designEffect, given, planned, power } from './planning.js';
import { powerOf } from './power-two-proportions.js';

/**
 * The smallest difference of two risks that a comparison of this size sees with the power asked for.
 *
 * Estimand: none: a plan.
 * Assumes: what `power-two-proportions` does.
 * Formula: that of `power-two-proportions` (Fleiss, Levin and Paik 2003, chapter 4), solved for the difference: its variance depends on the
 * effect, so there is no closed form.
 * Variance: pooled under no effect, unpooled under the effect.
 * Shapes: numbers in options; no rows.
 * Units: probability.
 * Tested against: the formula searched in R.
 * Errors: missing-role, not-estimable (not even the largest possible difference is seen so often).
 *
 * @example 0.50 without treatment, 77 and 77 people, power 0.9: 0.2496.
 */
export const minimumDetectableEffect = defineEstimator({
  id: 'minimum-detectable-effect',
  group: 'many',
  what: 'The smallest difference of two risks that a given size is likely to see.',
  estimand: 'planning',
  required: [],
  options: {
    comparisonRisk: optionalNumber('Risk expected without treatment; required.', { minimum: 1e-9, maximum: 1 - 1e-9 }),
    treated: optionalNumber('People treated; required.', { minimum: 2 }),
    comparison: optionalNumber('People compared with; required.', { minimum: 2 }),
    direction: choice(['increase', 'decrease'], 'Which way the effect is expected to go.'),
    power,
    designEffect,
    level,
  },
  run(_, options) {
    const [comparisonRisk, treated, comparison] = (['comparisonRisk', 'treated', 'comparison'] as const).map((name) =>
      given('minimum-detectable-effect', options, name),
    ) as [number, number, number];
    const sizes = { treated: treated / options.designEffect, comparison: comparison / options.designEffect };
    const largest = options.direction === 'increase' ? 1 - comparisonRisk : -comparisonRisk;
    const difference = findRoot(
      (d) => powerOf({ ...sizes, comparisonRisk, treatedRisk: comparisonRisk + d }, options.level) - options.power,
      0,
      largest * (1 - 1e-12),
    );
    if (difference === null) {
      throw new StatisticalError(
        'not-estimable',
        `${treated} and ${comparison} people see no ${options.direction} from ${comparisonRisk} with power ${options.power}, not even the largest possible. Include more people.`,
        ['treated', 'comparison'],
      );
    }
    return planned('detectable-difference', difference, options.level, treated + comparison, {
      treatedRisk: comparisonRisk + difference,
      riskRatio: (comparisonRisk + difference) / comparisonRisk,
    });
  },
});
