import normal from '@stdlib/stats-base-dists-normal';
import student from '@stdlib/stats-base-dists-t';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, optionalNumber } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { normalCritical, studentCritical } from '../core/distributions.js';
import type { Finding } from '../core/estimate.js';
import { moments } from '../core/moments.js';
import { square } from '../core/power.js';
import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';

/**
 * Two one-sided tests: whether the difference lies within the margins. `details.pLower` tests that it is above the lower margin, `pUpper` that
 * it is below the upper one; `pValue` is the larger, `equivalent` when it is below 1 - level.
 *
 * Estimand: that of the difference tested: of the arms as they are, or of the estimate given.
 * Assumes: what the error assumes; margins chosen before looking.
 * Formula: Schuirmann (1987). The interval is that of the two tests, 2·level - 1: it lies within the margins exactly when both reject.
 * Variance: Welch's error and degrees of freedom for two means, the unpooled error and normal limits for two risks, or the one given.
 * Shapes: treatment 0/1 and outcome, one value a row; or the options `estimate`, `standardError` (and `degreesOfFreedom`) of any other method.
 * Units: those of the outcome.
 * Tested against: R t.test(mu, alternative).
 * Errors: invalid-option (margins), missing-role, too-few-rows, no-variation.
 *
 * @example estimate('equivalence', table, { treatment: 't', outcome: 'y' }, { margin: 0.05 })
 */
export const equivalence = defineEstimator({
  id: 'equivalence',
  group: 'many',
  what: 'Whether a difference lies within margins: two one-sided tests.',
  estimand: 'equivalence',
  required: [],
  optional: ['treatment', 'outcome'],
  options: {
    margin: optionalNumber('Half width of the margins around 0.', { minimum: Number.MIN_VALUE }),
    lowerMargin: optionalNumber('Lower margin; not set: -margin.'),
    upperMargin: optionalNumber('Upper margin; not set: margin.'),
    estimate: optionalNumber('A difference from elsewhere, instead of data.'),
    standardError: optionalNumber('Its standard error.', { minimum: Number.MIN_VALUE }),
    degreesOfFreedom: optionalNumber('Its degrees of freedom; not set: normal.', { minimum: 1 }),
    level,
  },
  run(sample, options): Finding {
    const [low, high] = margins(options);
    const { value, error, df } = options.estimate === null ? compare(sample) : given(options);
    const below = (t: number): number => (df === null ? normal.cdf(t, 0, 1) : student.cdf(t, df));
    const pLower = below((low - value) / error);
    const pUpper = below((value - high) / error);
    const pValue = Math.max(pLower, pUpper);
    const inner = 2 * options.level - 1;
    const reach = error * (inner <= 0 ? 0 : df === null ? normalCritical(inner) : studentCritical(inner, df));
    return {
      estimand: 'equivalence',
      measure: sample.outcomeIsBinary ? 'risk-difference' : 'mean-difference',
      value,
      standardError: error,
      standardErrorScale: 'natural',
      interval: { level: inner, lower: value - reach, upper: value + reach },
      n: options.estimate === null ? countArms(sample) : { total: 0, treated: null, comparison: null, events: null },
      details: {
        margins: { lower: low, upper: high },
        pLower,
        pUpper,
        pValue,
        equivalent: pValue < 1 - options.level,
        degreesOfFreedom: df,
      },
      warnings:
        options.estimate !== null && sample.rows > 0
          ? [{ kind: 'role-unused', message: 'The estimate was given as an option: the columns were not used.' }]
          : [],
    };
  },
});

interface Given {
  readonly margin: number | null;
  readonly lowerMargin: number | null;
  readonly upperMargin: number | null;
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly degreesOfFreedom: number | null;
}

function margins({ margin, lowerMargin, upperMargin }: Given): readonly [number, number] {
  const low = lowerMargin ?? (margin === null ? null : -margin);
  const high = upperMargin ?? margin;
  if (low === null || high === null || !(low < high)) {
    throw new StatisticalError(
      'invalid-option',
      'Equivalence needs a margin, or a lowerMargin below an upperMargin: the largest difference that would not matter.',
      ['margin', 'lowerMargin', 'upperMargin'],
    );
  }
  return [low, high];
}

interface Compared {
  readonly value: number;
  readonly error: number;
  readonly df: number | null;
}

function given({ estimate, standardError, degreesOfFreedom }: Given): Compared {
  if (standardError === null) {
    throw new StatisticalError('invalid-option', 'An estimate needs its standardError.', ['standardError']);
  }
  return { value: estimate!, error: standardError, df: degreesOfFreedom };
}

function compare({ treatment, outcome, frequency, outcomeIsBinary }: Sample): Compared {
  if (treatment === undefined || outcome === undefined) {
    throw new StatisticalError(
      'missing-role',
      'equivalence needs a treatment and an outcome, or an estimate and its standardError as options.',
      ['treatment', 'outcome', 'estimate'],
    );
  }
  const arm = (a: number): { mean: number; n: number; variance: number } => {
    const { n, mean, squares } = moments(
      outcome,
      frequency.map((f, i) => (treatment[i] === a ? f : 0)),
    );
    if (!outcomeIsBinary && n < 2)
      throw new StatisticalError('too-few-rows', 'An arm has one row: it has no spread. Use more rows.');
    return { mean, n, variance: squares / (outcomeIsBinary ? n : n - 1) / n };
  };
  const [comparison, treated] = [arm(0), arm(1)];
  const variance = treated.variance + comparison.variance;
  if (!(variance > 0)) {
    throw new StatisticalError(
      'no-variation',
      'The outcome does not vary within the arms: no error can be measured. Check the outcome column.',
    );
  }
  const df =
    square(variance) / (square(treated.variance) / (treated.n - 1) + square(comparison.variance) / (comparison.n - 1));
  return {
    value: treated.mean - comparison.mean,
    error: Math.sqrt(variance),
    df: outcomeIsBinary ? null : df,
  };
}
