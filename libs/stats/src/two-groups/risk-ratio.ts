import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { normalCritical } from '../core/distributions.js';
import { logInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';
import { scoreIntervalRatio } from './score-interval-ratio.js';
import { twoByTwo } from './two-by-two.js';

/**
 * Ratio of two proportions, treated over comparison.
 *
 * Estimand: the ratio of the arms as they are; the effect in the population only when treatment was randomised.
 * Assumes: rows independent, outcome 0/1; nothing is adjusted.
 * Formula: (x₁/n₁)/(x₀/n₀); limits by Katz and others (1978), Koopman (1984), or Miettinen and Nurminen (1985), which is Koopman with the
 * factor N/(N-1).
 * Variance: of the logarithm, 1/x₁ - 1/n₁ + 1/x₀ - 1/n₀ (Katz); null when the treated arm has no events.
 * Shapes: treatment and outcome, 0/1, one value a row.
 * Units: a ratio; `standardError` is that of its logarithm.
 * Tested against: R.
 * Errors: not-binary, single-arm; zero-cell when the comparison arm has no events, or Katz meets an empty arm.
 *
 * @example 140 of 185 against 168 of 260: 1.1712 (Katz 1.0372 to 1.3225).
 */
export const riskRatio = defineEstimator({
  id: 'risk-ratio',
  group: 'two-groups',
  what: 'Ratio of two proportions, treated over comparison.',
  estimand: 'unadjusted contrast',
  required: ['treatment', 'outcome'],
  binary: ['outcome'],
  options: { interval: choice(['katz', 'koopman', 'miettinen-nurminen'], 'How the limits are found.'), level },
  run(sample, options) {
    const table = twoByTwo(sample);
    const { x1, n1, x0, n0 } = table;
    if (x0 === 0)
      throw new StatisticalError(
        'zero-cell',
        'The comparison arm has no events, so the ratio does not exist. Ask for the risk difference.',
      );
    if (x1 === 0 && options.interval === 'katz') {
      throw new StatisticalError(
        'zero-cell',
        'The treated arm has no events, where the Katz interval does not exist. Use koopman.',
        ['interval'],
      );
    }
    const value = x1 / n1 / (x0 / n0);
    const standardError = x1 === 0 ? null : Math.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0);
    const z = normalCritical(options.level);
    const score = (corrected: boolean): { level: number; lower: number; upper: number | null } => {
      const [lower, upper] = scoreIntervalRatio(table, z, corrected);
      return { level: options.level, lower, upper };
    };
    return {
      estimand: 'unadjusted contrast',
      measure: 'risk-ratio',
      value,
      standardError,
      standardErrorScale: 'log',
      interval:
        options.interval === 'katz'
          ? logInterval(value, standardError!, options.level)
          : score(options.interval === 'miettinen-nurminen'),
      n: countArms(sample),
      details: {
        risks: { treated: x1 / n1, comparison: x0 / n0 },
        events: { treated: x1, comparison: x0 },
        interval: options.interval,
      },
    };
  },
});
