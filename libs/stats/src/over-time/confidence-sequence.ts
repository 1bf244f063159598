import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, numberList, optionalNumber } from '../catalogue/option.js';
import { log, log1p } from '../core/elementary.js';
import type { Finding } from '../core/estimate.js';
import { StatisticalError } from '../core/statistical-error.js';
import { LOOKS_WHAT, looksGiven, type LookGiven } from './looks-given.js';

/** Width is least where the sequence is tuned; below this share of it the limits are wide, and the theory young. */
const EARLY = 50;

/**
 * Confidence sequence: limits that hold at *all* times together with probability `level`, however often one looks and whatever makes one stop.
 *
 * Estimand: treatment minus comparison, by AIPW scores when covariates are named, otherwise the difference of means; or that of the looks
 * given.
 * Assumes: rows independent and many: asymptotic, so start at a hundred people or more. With covariates no unmeasured confounding, which no
 * sequence cures.
 * Formula: estimate ± σ sqrt(2(nρ² + 1)/(n²ρ²) · ln(sqrt(nρ² + 1)/α)), σ = SE √n (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024). ρ² =
 * (-2 ln α + ln(1 - 2 ln α))/`tunedAt` makes the limits narrowest at about `tunedAt` people; choose it before looking.
 * Variance: that of the estimate at this look; the sequence widens it.
 * Shapes: treatment 0/1, outcome and if wanted covariates, one value a row; or options with one value a look so far.
 * Units: those of the outcome.
 * Tested against: the formula written out, in R and in the reference.
 * Errors: missing-role, invalid-option, no-variation.
 *
 * @example estimate 0.1, SE 0.02 among 10000, tuned there: 0.0393 to 0.1607 (a fixed look: 0.0608 to 0.1392).
 */
export const confidenceSequence = defineEstimator({
  id: 'confidence-sequence',
  group: 'over-time',
  what: 'Limits that hold at all times together, however often one looks.',
  estimand: 'ATE',
  required: [],
  optional: ['treatment', 'outcome', 'covariates'],
  options: {
    tunedAt: optionalNumber('Number of people at which the limits should be narrowest; required.', { minimum: 1 }),
    estimates: numberList(LOOKS_WHAT.estimates),
    standardErrors: numberList(LOOKS_WHAT.standardErrors, { minimum: Number.MIN_VALUE }),
    counts: numberList(LOOKS_WHAT.counts, { minimum: 2 }),
    level,
  },
  run(sample, options): Finding {
    const { tunedAt } = options;
    if (tunedAt === null) {
      throw new StatisticalError(
        'missing-role',
        'confidence-sequence needs tunedAt, the number of people at which it should be narrowest: the size planned, not the one reached.',
        ['tunedAt'],
      );
    }
    const { looks, finding } = looksGiven('confidence-sequence', sample, options, options.level);
    const alpha = 1 - options.level;
    let lower = -Infinity;
    let upper = Infinity;
    const described = looks.map((look) => {
      const reach = sequenceReach(look, tunedAt, alpha);
      lower = Math.max(lower, look.estimate - reach);
      upper = Math.min(upper, look.estimate + reach);
      return { ...look, lower: look.estimate - reach, upper: look.estimate + reach };
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
      details: {
        looks: described,
        // The truth lies in all of them with probability `level`, so in what they share; nothing when they share nothing.
        intersection: lower <= upper ? { lower, upper } : null,
        rhoSquared: rhoSquared(tunedAt, alpha),
      },
      warnings: [
        ...(finding?.warnings ?? []),
        ...(last.count < EARLY
          ? [{ kind: 'early-look', message: `${last.count} people are few for limits that hold asymptotically.` }]
          : []),
      ],
    };
  },
});

const rhoSquared = (tunedAt: number, alpha: number): number => (-2 * log(alpha) + log1p(-2 * log(alpha))) / tunedAt;

/** Half the width at a look. */
export function sequenceReach({ standardError, count }: LookGiven, tunedAt: number, alpha: number): number {
  const growth = count * rhoSquared(tunedAt, alpha);
  return standardError * Math.sqrt((2 * (growth + 1) * (0.5 * log1p(growth) - log(alpha))) / growth);
}
