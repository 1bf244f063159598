import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, numberList, optionalNumber } from '../catalogue/option.js';
import { exp, log, log1p } from '../core/elementary.js';
import type { Finding } from '../core/estimate.js';
import { StatisticalError } from '../core/statistical-error.js';
import { LOOKS_WHAT, looksGiven, type LookGiven } from './looks-given.js';

/**
 * Mixture sequential probability ratio test: one may stop when the ratio Λ is at least 1/α, at any time; `details.pValue` is always valid, the
 * least 1/Λ so far.
 *
 * Estimand: none but the null hypothesis of no difference; the estimate shown is that of `confidence-sequence`, whose limits need no choice of
 * effect.
 * Assumes: V taken as known, hence large samples; `tau`, the size of effect one expects on the scale of the estimate, chosen before looking.
 * Formula: likelihood averaged over effects N(0, τ²) over that of no effect, Λ = sqrt(V/(V + τ²)) exp(τ² d²/(2V(V + τ²))), V = SE² (Robbins
 * 1970; Johari, Koomen, Pekelis and Walsh 2022).
 * Variance: V, that of the estimate at this look.
 * Shapes: rows or looks as `confidence-sequence`.
 * Units: Λ has none; `tau` is in units of the outcome.
 * Tested against: the formula written out, in R and in the reference.
 * Errors: missing-role, invalid-option, no-variation.
 *
 * @example estimate 0.1, SE 0.02, tau 0.1: Λ = 32538.6.
 */
export const msprt = defineEstimator({
  id: 'msprt',
  group: 'over-time',
  what: 'Sequential test whose p-value is valid at every look.',
  estimand: 'ATE',
  required: [],
  optional: ['treatment', 'outcome', 'covariates'],
  options: {
    tau: optionalNumber('Size of effect expected: standard deviation of the mixture; required.', {
      minimum: Number.MIN_VALUE,
    }),
    estimates: numberList(LOOKS_WHAT.estimates),
    standardErrors: numberList(LOOKS_WHAT.standardErrors, { minimum: Number.MIN_VALUE }),
    counts: numberList(LOOKS_WHAT.counts, { minimum: 2 }),
    level,
  },
  run(sample, options): Finding {
    const { tau } = options;
    if (tau === null) {
      throw new StatisticalError(
        'missing-role',
        'msprt needs tau, the size of effect expected, chosen before looking.',
        ['tau'],
      );
    }
    const { looks, finding } = looksGiven('msprt', sample, options, options.level);
    const alpha = 1 - options.level;
    let largest = 0;
    const described = looks.map((look) => {
      const logRatio = logLikelihoodRatio(look, tau);
      largest = Math.max(largest, logRatio);
      const reach = mixtureReach(look, tau, alpha);
      return { ...look, logRatio, pValue: exp(-largest), lower: look.estimate - reach, upper: look.estimate + reach };
    });
    const last = described.at(-1)!;
    return {
      estimand: finding?.estimand ?? 'effect',
      measure: finding?.measure ?? 'mean-difference',
      value: last.estimate,
      standardError: last.standardError,
      standardErrorScale: 'natural',
      interval: { level: options.level, lower: last.lower, upper: last.upper },
      n: finding?.n ?? { total: last.count, treated: null, comparison: null, events: null },
      details: { looks: described, logRatio: last.logRatio, pValue: last.pValue },
      warnings: finding?.warnings ?? [],
    };
  },
});

function logLikelihoodRatio({ estimate, standardError }: LookGiven, tau: number): number {
  const v = standardError * standardError;
  const t = tau * tau;
  return -0.5 * log1p(t / v) + (t * estimate * estimate) / (2 * v * (v + t));
}

/** The effects whose own ratio has not reached 1/α. */
function mixtureReach({ standardError }: LookGiven, tau: number, alpha: number): number {
  const v = standardError * standardError;
  const t = tau * tau;
  return Math.sqrt(((2 * v * (v + t)) / t) * (0.5 * log1p(t / v) - log(alpha)));
}
