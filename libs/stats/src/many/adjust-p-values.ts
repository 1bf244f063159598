import { repeatedRows } from '../adjustment/repeat-rows.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { gather } from '../catalogue/kept-rows.js';
import { choice, level, numberList } from '../catalogue/option.js';
import { noInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';
import { adjustPValues, corrections } from './adjust.js';

/**
 * P-values corrected for their number, from the outcome column or the option `pValues`, in their order in `details.adjusted`.
 * `holm`, `bonferroni` and `hochberg` bound the chance of any false rejection (hochberg for tests that are independent or
 * positively dependent), `benjamini-hochberg` (the same assumption) and `benjamini-yekutieli` (any dependence) the expected share of
 * false ones among the rejections. The figure is the smallest adjusted p-value; `details.rejected` counts those at or below 1 - level.
 * Formulas in `adjustPValues`. Tested against R p.adjust. Errors: missing-role, invalid-option (no p-value between 0 and 1).
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
