import { defineEstimator } from '../catalogue/define-estimator.js';
import { level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { StatisticalError } from '../core/statistical-error.js';
import { conditionalOddsRatio, conditionalTable, exactLimits, exactPValue } from './conditional-table.js';
import { twoByTwo } from './two-by-two.js';

/**
 * Fisher's exact test of a two-by-two table, valid at any size.
 *
 * Estimand: the odds ratio of the arms as they are, given both margins; an effect only when treatment was randomised.
 * Assumes: rows independent; conditional on both margins (noncentral hypergeometric).
 * Formula: the figure is the conditional maximum likelihood odds ratio, which differs a little from that of the table
 * (`details.sampleOddsRatio`). `details.pValue` is two-sided, the sum over tables no likelier than the observed one (Fisher 1935); the limits
 * invert the two one-sided tests (Cornfield 1956), so test and interval can disagree at the edge. A zero cell is no obstacle: the odds ratio
 * is 0, or infinite, which is null and warned of, with the one limit there is.
 * Variance: none: an exact test has no standard error.
 * Shapes: treatment and outcome, 0/1, one value a row.
 * Units: a ratio.
 * Tested against: R fisher.test, which stops its search for the odds ratio and its limits at 1e-4; here they go to rounding.
 * Errors: not-binary, single-arm, no-variation.
 *
 * @example 140 of 185 against 168 of 260: p 0.0164, odds ratio 1.7017 (1.0969 to 2.6638).
 */
export const fisherExact = defineEstimator({
  id: 'fisher-exact',
  group: 'two-groups',
  what: "Fisher's exact test, with the conditional odds ratio and its exact limits.",
  estimand: 'unadjusted contrast',
  required: ['treatment', 'outcome'],
  binary: ['outcome'],
  options: { level },
  run(sample, options) {
    const counts = twoByTwo(sample);
    const { x1, n1, x0, n0 } = counts;
    if (x1 + x0 === 0 || x1 + x0 === n1 + n0) {
      throw new StatisticalError(
        'no-variation',
        `Every outcome is ${x1 === 0 ? 0 : 1}: any odds ratio agrees with that. Look at the two risks instead.`,
      );
    }
    const table = conditionalTable(counts);
    const value = conditionalOddsRatio(table);
    const [lower, upper] = exactLimits(table, (1 - options.level) / 2);
    const sampleOddsRatio = (x1 * (n0 - x0)) / ((n1 - x1) * x0);
    const finiteOrNull = (odds: number | null): number | null => (odds === Infinity ? null : odds);
    return {
      estimand: 'unadjusted contrast',
      measure: 'odds-ratio',
      value: finiteOrNull(value),
      standardError: null,
      standardErrorScale: 'log',
      interval: { level: options.level, lower, upper: finiteOrNull(upper) },
      n: countArms(sample),
      details: {
        pValue: exactPValue(table),
        sampleOddsRatio,
        risks: { treated: x1 / n1, comparison: x0 / n0 },
        events: { treated: x1, comparison: x0 },
      },
      warnings:
        value === Infinity
          ? [{ kind: 'infinite-estimate', message: 'The odds ratio is infinite: only its lower limit is a number.' }]
          : [],
    };
  },
});
