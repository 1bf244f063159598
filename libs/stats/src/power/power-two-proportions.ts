import normal from '@stdlib/stats-base-dists-normal';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { integer, level, number, optionalNumber } from '../catalogue/option.js';
import { normalCritical } from '../core/distributions.js';
import { findRoot } from '../core/find-root.js';
import { pow } from '../core/power.js';
import { StatisticalError } from '../core/statistical-error.js';
import { designEffect, given, planned, power } from './planning.js';

/** Sizes and risks of two arms. */
export interface Plan {
  readonly treatedRisk: number;
  readonly comparisonRisk: number;
  readonly treated: number;
  readonly comparison: number;
}

/**
 * Power of the two-sided pooled z test of two risks: Φ((|p₁ - p₀| - z √(p̄(1 - p̄)(1/n₁ + 1/n₀))) / √(p₁q₁/n₁ + p₀q₀/n₀)) (Fleiss, Levin
 * and Paik 2003, chapter 4, without continuity correction); rejection on the wrong side is not counted as success.
 */
export function powerOf({ treatedRisk, comparisonRisk, treated, comparison }: Plan, level: number): number {
  const pooled = (treated * treatedRisk + comparison * comparisonRisk) / (treated + comparison);
  const underNull = Math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / comparison));
  const underEffect = Math.sqrt(
    (treatedRisk * (1 - treatedRisk)) / treated + (comparisonRisk * (1 - comparisonRisk)) / comparison,
  );
  const distance = Math.abs(treatedRisk - comparisonRisk) - normalCritical(level) * underNull;
  return normal.cdf(distance / underEffect, 0, 1);
}

const risk = (what: string) => optionalNumber(what, { minimum: 1e-9, maximum: 1 - 1e-9 });

/**
 * Power of a comparison of two risks, and the size that has the power asked for. Without arm sizes the figure is the power asked for, reached
 * at `details.required`.
 *
 * Estimand: none: a plan.
 * Assumes: independent people but for `designEffect`, which divides them: clusters, or weights that leave a smaller effective sample.
 * Formula: `powerOf`, the convention of R's power.prop.test for equal arms (Fleiss, Levin and Paik 2003, chapter 4).
 * Variance: pooled under no effect, unpooled under the effect; rejection on the wrong side is not counted.
 * Shapes: numbers in options; no rows.
 * Units: a probability; sizes in people.
 * Tested against: R power.prop.test.
 * Errors: missing-role (a risk that is not given), invalid-option (equal risks).
 *
 * @example 0.50 against 0.75, power 0.9: 76.7 a group, as R's power.prop.test.
 */
export const powerTwoProportions = defineEstimator({
  id: 'power-two-proportions',
  group: 'many',
  what: 'Chance that a comparison of two risks sees a difference, and the size it takes.',
  estimand: 'planning',
  required: [],
  options: {
    comparisonRisk: risk('Risk expected without treatment; required.'),
    treatedRisk: risk('Risk expected with it; required.'),
    treated: integer(0, 'People treated; 0: the size is asked for.', { minimum: 0 }),
    comparison: integer(0, 'People compared with.', { minimum: 0 }),
    share: number(0.5, 'Share treated, where the size is asked for.', { minimum: 0.001, maximum: 0.999 }),
    power,
    designEffect,
    level,
  },
  run(_, options) {
    const id = 'power-two-proportions';
    const comparisonRisk = given(id, options, 'comparisonRisk');
    const treatedRisk = given(id, options, 'treatedRisk');
    if (treatedRisk === comparisonRisk) {
      throw new StatisticalError(
        'invalid-option',
        `Both risks are ${treatedRisk}: no size sees a difference of none.`,
        ['treatedRisk'],
      );
    }
    const { treated, comparison, share, designEffect: effect } = options;
    if (treated > 0 !== comparison > 0) {
      throw new StatisticalError(
        'invalid-option',
        'Give the people of both arms, treated and comparison, or of neither.',
        ['treated', 'comparison'],
      );
    }
    const sized = treated > 0;
    const fraction = sized ? treated / (treated + comparison) : share;
    const at = (total: number): number =>
      powerOf(
        { treatedRisk, comparisonRisk, treated: total * fraction, comparison: total * (1 - fraction) },
        options.level,
      );
    const total = findRoot((logTotal) => at(pow(2, logTotal)) - options.power, 0, 60);
    const exact = total === null ? null : pow(2, total) * effect;
    const value = sized ? at((treated + comparison) / effect) : options.power;
    return planned('power', value, options.level, treated + comparison, {
      difference: treatedRisk - comparisonRisk,
      required:
        exact === null
          ? null
          : {
              total: Math.ceil(exact * fraction) + Math.ceil(exact * (1 - fraction)),
              treated: Math.ceil(exact * fraction),
              comparison: Math.ceil(exact * (1 - fraction)),
              exact,
            },
    });
  },
});
