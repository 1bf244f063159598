import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { normalPValue } from '../core/distributions.js';
import { logInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';
import { twoByTwo } from './two-by-two.js';
import { log } from '../core/elementary.js';

/**
 * Ratio of the odds of a 0/1 outcome, treated over comparison; near a risk ratio only when the outcome is rare.
 *
 * Estimand: the ratio of the arms as they are; an effect only when treatment was randomised.
 * Assumes: rows independent, outcome 0/1; nothing is adjusted.
 * Formula: x₁(n₀ - x₀) / ((n₁ - x₁)x₀), limits exp(log OR ± z·se): Woolf (1955). `details.pValue` is the Wald test of the log odds ratio,
 * which agrees with the interval.
 * Variance: of the logarithm, 1/x₁ + 1/(n₁ - x₁) + 1/x₀ + 1/(n₀ - x₀).
 * Shapes: treatment and outcome, 0/1, one value a row.
 * Units: a ratio; `standardError` is that of its logarithm.
 * Tested against: R.
 * Errors: not-binary, single-arm; zero-cell when a cell of the table is empty, where `fisher-exact` still answers.
 *
 * @example 140 of 185 against 168 of 260: 1.7037 (1.1180 to 2.5961).
 */
export const oddsRatio = defineEstimator({
  id: 'odds-ratio',
  group: 'two-groups',
  what: 'Ratio of the odds of a 0/1 outcome, treated over comparison.',
  estimand: 'unadjusted contrast',
  required: ['treatment', 'outcome'],
  binary: ['outcome'],
  options: { interval: choice(['woolf'], 'How the limits are found.'), level },
  run(sample, options) {
    const { x1, n1, x0, n0 } = twoByTwo(sample);
    const [y1, y0] = [n1 - x1, n0 - x0];
    if (x1 === 0 || y1 === 0 || x0 === 0 || y0 === 0) {
      const arm = x1 === 0 || y1 === 0 ? 'treated' : 'comparison';
      const lacks = x1 === 0 || (y1 > 0 && x0 === 0) ? 'no events' : 'nothing but events';
      throw new StatisticalError(
        'zero-cell',
        `The ${arm} arm has ${lacks}, where Woolf's odds ratio does not exist. Use fisher-exact, or ask for the risk difference.`,
      );
    }
    const value = (x1 * y0) / (y1 * x0);
    const standardError = Math.sqrt(1 / x1 + 1 / y1 + 1 / x0 + 1 / y0);
    return {
      estimand: 'unadjusted contrast',
      measure: 'odds-ratio',
      value,
      standardError,
      standardErrorScale: 'log',
      interval: logInterval(value, standardError, options.level),
      n: countArms(sample),
      details: {
        odds: { treated: x1 / y1, comparison: x0 / y0 },
        risks: { treated: x1 / n1, comparison: x0 / n0 },
        events: { treated: x1, comparison: x0 },
        interval: options.interval,
        pValue: normalPValue(log(value) / standardError),
      },
    };
  },
});
