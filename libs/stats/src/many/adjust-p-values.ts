import { repeatedRows } from '../adjustment/repeat-rows.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { gather } from '../catalogue/kept-rows.js';
import { choice, level, numberList } from '../catalogue/option.js';
import { noInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';
import { adjustPValues, corrections } from './adjust.js';

/**
 * P-values corrected for their number, in their order in `details.adjusted`. The figure is the smallest adjusted p-value; `details.rejected`
 * counts those at or below 1 - level.
 *
 * Estimand: none: a bound on false rejections. `holm`, `bonferroni` and `hochberg` bound the chance of any, `benjamini-hochberg` and
 * `benjamini-yekutieli` their expected share among the rejections.
 * Assumes: valid p-values; for `hochberg` and `benjamini-hochberg` tests that are independent or positively dependent, for the others nothing
 * more.
 * Formula: Holm (1979), Hochberg (1988), Benjamini and Hochberg (1995), Benjamini and Yekutieli (2001), written out in `adjustPValues`.
 * Variance: none: a p-value has no error of its own.
 * Shapes: the outcome column or the option `pValues`, m values; `details.adjusted` has m.
 * Units: probabilities, 0 to 1.
 * Tested against: R p.adjust.
 * Errors: missing-role, invalid-option (one that is not between 0 and 1).
 *
 * @example p 0.01, 0.02, 0.04 by Holm: 0.03, 0.04, 0.04.
 */
export const adjustPValuesMethod = defineEstimator({
  id: 'adjust-p-values',
  group: 'many',
  what: 'P-values corrected for the number of tests.',
  estimand: 'multiplicity',
  required: [],
  optional: ['outcome'],
  options: {
    method: choice(corrections, 'Which error is bounded, and how.'),
    pValues: numberList('The p-values, instead of a column.', { minimum: 0, maximum: 1 }),
    level,
  },
  run(sample, options) {
    const p =
      options.pValues === null
        ? sample.outcome && gather(sample.outcome, repeatedRows(sample))
        : Float64Array.from(options.pValues);
    if (p === undefined) {
      throw new StatisticalError('missing-role', 'adjust-p-values needs an outcome column of p-values, or pValues.', [
        'outcome',
        'pValues',
      ]);
    }
    const impossible = p.find((value) => !(value >= 0 && value <= 1));
    if (impossible !== undefined) {
      throw new StatisticalError(
        'invalid-option',
        `${impossible} is no p-value: they lie between 0 and 1. Correct it.`,
        [sample.outcomeName ?? 'pValues'],
      );
    }
    const adjusted = adjustPValues(p, options.method);
    const alpha = 1 - options.level;
    const rejected = adjusted.reduce((sum, value) => (value <= alpha ? sum + 1 : sum), 0);
    return {
      estimand: 'multiplicity',
      measure: 'adjusted-p-value',
      value: adjusted.reduce((least, value) => Math.min(least, value), 1),
      standardError: null,
      standardErrorScale: 'natural',
      interval: noInterval(options.level),
      n: { total: p.length, treated: null, comparison: null, events: null },
      details: { adjusted: Array.from(adjusted), rejected },
    };
  },
});
