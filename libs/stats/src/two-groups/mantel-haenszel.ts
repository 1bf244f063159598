import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { chiSquarePValue } from '../core/distributions.js';
import { logInterval, plainInterval } from '../core/intervals.js';
import { cochranMantelHaenszel, pooledDifference, pooledOddsRatio, pooledRiskRatio } from './mantel-haenszel-rules.js';
import { stratifiedTables } from './stratified-tables.js';

const measures = { rd: 'risk-difference', rr: 'risk-ratio', or: 'odds-ratio' } as const;

/**
 * One contrast of two proportions over strata, weighted by Mantel and Haenszel: n₁n₀/n for the difference.
 *
 * Estimand: the contrast common to the strata; when they differ, an average that weights strata by how much they tell, not by how many people
 * they hold (standardisation does that).
 * Assumes: no unmeasured confounding within strata. Few large or many small strata are both fine.
 * Formula: Mantel and Haenszel (1959), Σ wᵢ dᵢ / Σ wᵢ for `rd`, their ratios for `rr` and `or`. `details.chiSquare` is the
 * Cochran-Mantel-Haenszel test without continuity correction, `chiSquareCorrected` with it.
 * Variance: of `rd` Sato (1989) or Greenland and Robins (1985); of `rr` Greenland and Robins; of `or` Robins, Breslow and Greenland (1986).
 * Shapes: treatment and outcome, 0/1, and one or more strata columns, one value a row.
 * Units: probability for `rd`; a ratio otherwise, `standardError` that of its logarithm.
 * Tested against: R mantelhaen.test and the formulas.
 * Errors: missing-role (strata), not-binary, single-arm, zero-cell, not-estimable.
 *
 * @example estimate('mantel-haenszel', table, { treatment: 't', outcome: 'hired', strata: ['region'] }, { measure: 'rr' })
 */
export const mantelHaenszel = defineEstimator({
  id: 'mantel-haenszel',
  group: 'two-groups',
  what: 'Contrast of two proportions pooled over strata (Mantel-Haenszel).',
  estimand: 'contrast common to the strata',
  required: ['treatment', 'outcome', 'strata'],
  binary: ['outcome'],
  options: {
    measure: choice(['rd', 'rr', 'or'], 'Risk difference, risk ratio or odds ratio.'),
    variance: choice(['sato', 'greenland-robins'], 'Variance of the risk difference; the ratios have one.'),
    level,
  },
  run(sample, options) {
    const { tables, n, strata, warnings } = stratifiedTables(sample);
    const { value, standardError } = {
      rd: () => pooledDifference(tables, options.variance),
      rr: () => pooledRiskRatio(tables),
      or: () => pooledOddsRatio(tables),
    }[options.measure]();
    const natural = options.measure === 'rd';
    const test = cochranMantelHaenszel(tables);
    return {
      estimand: 'contrast common to the strata',
      measure: measures[options.measure],
      value,
      standardError,
      standardErrorScale: natural ? 'natural' : 'log',
      interval: (natural ? plainInterval : logInterval)(value, standardError, options.level),
      n,
      details: {
        strata: { ...strata },
        chiSquare: test?.plain ?? null,
        chiSquareCorrected: test?.corrected ?? null,
        pValue: test === null ? 1 : chiSquarePValue(test.plain),
      },
      warnings: [
        ...warnings,
        ...(standardError === 0
          ? [
              {
                kind: 'zero-variance',
                message: 'The outcome does not vary within strata: an error of 0 is not certainty.',
              },
            ]
          : []),
      ],
    };
  },
});
