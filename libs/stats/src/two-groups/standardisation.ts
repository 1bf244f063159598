import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { logInterval, plainInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';
import { stratifiedTables } from './stratified-tables.js';
import type { TwoByTwo } from './two-by-two.js';
import { square } from '../core/power.js';

const weightOf: Readonly<Record<'ATE' | 'ATT' | 'ATC', (table: TwoByTwo) => number>> = {
  ATE: ({ n1, n0 }) => n1 + n0,
  ATT: ({ n1 }) => n1,
  ATC: ({ n0 }) => n0,
};

/**
 * Direct standardisation: the risk of each arm averaged over the strata with the weights of a target population, and the difference or ratio
 * of the two averages.
 *
 * Estimand: the effect among everyone (ATE), the treated (ATT) or the comparison group (ATC).
 * Assumes: no unmeasured confounding within strata and both arms in each; strata with one arm are left out, warned of, and rename the
 * estimand.
 * Formula: Σ wₛ p₁ₛ - Σ wₛ p₀ₛ, w the target's share of each stratum (Rothman, Greenland and Lash 2008, chapter 15).
 * Variance: of a weighted sum of independent proportions with fixed weights, Σ w²p(1 - p)/n: the strata's sizes are taken as known; for the
 * ratio that of the logarithm by the delta method.
 * Shapes: treatment and outcome, 0/1, and one or more strata columns, one value a row.
 * Units: probability for `rd`; a ratio for `rr`, `standardError` that of its logarithm.
 * Tested against: R.
 * Errors: missing-role (strata), not-binary, single-arm, zero-cell (a ratio without events).
 *
 * @example estimate('standardisation', table, { treatment: 't', outcome: 'hired', strata: ['region'] }, { target: 'ATT' })
 */
export const standardisation = defineEstimator({
  id: 'standardisation',
  group: 'two-groups',
  what: 'Risks of both arms standardised to one population over strata, and their contrast.',
  estimand: 'ATE, ATT or ATC',
  required: ['treatment', 'outcome', 'strata'],
  binary: ['outcome'],
  options: {
    target: choice(['ATE', 'ATT', 'ATC'], 'Population the effect speaks of.'),
    measure: choice(['rd', 'rr'], 'Risk difference or risk ratio.'),
    level,
  },
  run(sample, options) {
    const { tables, n, strata, warnings } = stratifiedTables(sample);
    const weigh = weightOf[options.target];
    const total = tables.reduce((all, table) => all + weigh(table), 0);
    const arm = (events: 'x1' | 'x0', size: 'n1' | 'n0'): { risk: number; variance: number } => {
      let risk = 0;
      let variance = 0;
      for (const table of tables) {
        const share = weigh(table) / total;
        const p = table[events] / table[size];
        risk += share * p;
        variance += (share * share * p * (1 - p)) / table[size];
      }
      return { risk, variance };
    };
    const treated = arm('x1', 'n1');
    const comparison = arm('x0', 'n0');
    const ratio = options.measure === 'rr';
    if (ratio && !(treated.risk > 0 && comparison.risk > 0)) {
      throw new StatisticalError('zero-cell', 'An arm has no events, so the ratio has no error. Ask for measure rd.', [
        'measure',
      ]);
    }
    const value = ratio ? treated.risk / comparison.risk : treated.risk - comparison.risk;
    const standardError = ratio
      ? Math.sqrt(treated.variance / square(treated.risk) + comparison.variance / square(comparison.risk))
      : Math.sqrt(treated.variance + comparison.variance);
    return {
      estimand: strata.rowsOutside > 0 ? `${options.target} where both arms occur` : options.target,
      measure: ratio ? 'risk-ratio' : 'risk-difference',
      value,
      standardError,
      standardErrorScale: ratio ? 'log' : 'natural',
      interval: (ratio ? logInterval : plainInterval)(value, standardError, options.level),
      n,
      details: { risks: { treated: treated.risk, comparison: comparison.risk }, strata: { ...strata } },
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
