import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, number, optionalNumber } from '../catalogue/option.js';
import { normalCritical } from '../core/distributions.js';
import type { Finding, StatisticalWarning } from '../core/estimate.js';
import { given } from '../power/planning.js';

/**
 * Cost of one more outcome: cost per person over effect per person. When the interval of the effect includes 0 the cost of an outcome is
 * *unbounded*: no figure is given, for a ratio to an effect that may be none, or negative, misleads (it jumps from +∞ to -∞).
 *
 * Estimand: the ratio of mean cost to mean effect, both per person reached. Net benefit, effect × `outcomeValue` - cost, always exists and is
 * in `details.netBenefit` when a value is given.
 * Assumes: cost and effect jointly near normal; their `covariance` is 0 unless given.
 * Formula: Fieller's (1954) limits, those ratios r for which cost - r·effect is not told from 0.
 * Variance: of both as given; the error of cost is 0 when it is a known price. The ratio has none.
 * Shapes: numbers in options; no rows.
 * Units: money per outcome; the effect on the outcome's scale, oriented so that more is better.
 * Tested against: the limits searched by uniroot in R.
 * Errors: missing-role, invalid-option.
 *
 * @example cost 40, effect 0.08 (SE 0.02): 500 (335.6 to 980.4).
 */
export const costPerOutcome = defineEstimator({
  id: 'cost-per-outcome',
  group: 'economics',
  what: 'Cost of one more outcome, or why that has no bound, and the net benefit.',
  estimand: 'cost of one more outcome',
  required: [],
  options: {
    cost: optionalNumber('Cost per person reached, more than without; required.'),
    costStandardError: number(0, 'Its standard error.', { minimum: 0 }),
    effect: optionalNumber('Outcomes gained per person reached; required.'),
    effectStandardError: optionalNumber('Its standard error; required.', { minimum: Number.MIN_VALUE }),
    covariance: number(0, 'Covariance of cost and effect.'),
    outcomeValue: optionalNumber('What one outcome is worth, for the net benefit.', { minimum: 0 }),
    level,
  },
  run(_, options): Finding {
    const [cost, effect, effectError] = (['cost', 'effect', 'effectStandardError'] as const).map((name) =>
      given('cost-per-outcome', options, name),
    ) as [number, number, number];
    const { costStandardError, covariance, outcomeValue } = options;
    const z = normalCritical(options.level);
    const z2 = z * z;
    const varianceCost = costStandardError * costStandardError;
    const varianceEffect = effectError * effectError;
    // (cost - r effect)² <= z² (V_c - 2 r C + r² V_e), a quadratic in r that opens upwards when the effect is told from 0.
    const a = effect * effect - z2 * varianceEffect;
    const bounded = a > 0;
    const b = cost * effect - z2 * covariance;
    const c = cost * cost - z2 * varianceCost;
    const root = bounded ? Math.sqrt(Math.max(0, b * b - a * c)) : 0;
    const net = (worth: number) => {
      const value = worth * effect - cost;
      const error = Math.sqrt(Math.max(0, worth * worth * varianceEffect + varianceCost - 2 * worth * covariance));
      return { value, standardError: error, lower: value - z * error, upper: value + z * error };
    };
    const status = !bounded ? 'unbounded' : effect > 0 ? 'bounded' : 'outcomes-lost';
    return {
      estimand: 'cost of one more outcome',
      measure: 'cost-per-outcome',
      value: status === 'bounded' ? cost / effect : null,
      standardError: null,
      standardErrorScale: 'natural',
      interval:
        status === 'bounded'
          ? { level: options.level, lower: (b - root) / a, upper: (b + root) / a }
          : { level: options.level, lower: null, upper: null },
      n: { total: 0, treated: null, comparison: null, events: null },
      details: { status, ratio: cost / effect, netBenefit: outcomeValue === null ? null : net(outcomeValue) },
      warnings: warningsOf(status),
    };
  },
});

function warningsOf(status: 'bounded' | 'unbounded' | 'outcomes-lost'): StatisticalWarning[] {
  if (status === 'bounded') return [];
  const message =
    status === 'unbounded'
      ? 'The interval of the effect includes 0, so the cost of an outcome has no bound: judge by the net benefit (outcomeValue).'
      : 'Outcomes are lost, not gained: there is no cost of one more. Judge by the net benefit (outcomeValue).';
  return [{ kind: status, message }];
}
