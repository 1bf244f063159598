import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, optionalNumber } from '../catalogue/option.js';
import type { Finding, StatisticalWarning } from '../core/estimate.js';
import { logInterval, noInterval } from '../core/intervals.js';
import type { Sample, SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { twoByTwo } from '../two-groups/two-by-two.js';
import { countArms } from '../core/arms.js';
import { pow } from '../core/power.js';

/**
 * How strongly an unmeasured confounder would have to be tied to both treatment and outcome, on the risk ratio scale, to explain a ratio away.
 * `details.limit` is the same for the limit nearest 1, and 1 when the interval already holds 1.
 *
 * Estimand: none: a bound on what is not seen, for a ratio and its limits.
 * Assumes: nothing of the confounder's distribution; a ratio of risks, or one turned into it.
 * Formula: RR + sqrt(RR(RR - 1)) (VanderWeele and Ding 2017). For a common outcome an odds ratio enters as its square root, a hazard ratio as
 * (1 - 0.5^sqrt(HR))/(1 - 0.5^sqrt(1/HR)).
 * Variance: none: it follows from the ratio; the limit carries the uncertainty.
 * Shapes: a ratio and its limits as options, or treatment and a 0/1 outcome, one value a row (risk ratio with Katz limits).
 * Units: a risk ratio, 1 or more.
 * Tested against: the published example below, and the reference's table.
 * Errors: missing-role (neither), invalid-option (limits that do not hold the ratio), zero-cell, not-binary.
 *
 * @example ratio 3.9, limits 1.8 to 8.7: 7.26, limit 3.00.
 */
export const eValue = defineEstimator({
  id: 'e-value',
  group: 'sensitivity',
  what: 'Strength an unmeasured confounder would need to explain a ratio away.',
  estimand: 'sensitivity',
  required: [],
  optional: ['treatment', 'outcome'],
  binary: ['outcome'],
  options: {
    scale: choice(['risk-ratio', 'odds-ratio', 'hazard-ratio'], 'What the ratio is.'),
    outcome: choice(
      ['common', 'rare'],
      'A rare outcome (below 15 % by the end) lets odds and hazard ratios stand for risk ratios.',
    ),
    ratio: optionalNumber('The ratio, above 0; not set: computed from treatment and outcome.', {
      minimum: Number.MIN_VALUE,
    }),
    lower: optionalNumber('Its lower limit.', { minimum: 0 }),
    upper: optionalNumber('Its upper limit.', { minimum: 0 }),
    level,
  },
  run(sample, options): Finding {
    const given =
      options.ratio === null
        ? fromSample(sample, options.level)
        : fromOptions(sample, options.ratio, options.lower, options.upper);
    const scale = options.ratio === null ? 'risk-ratio' : options.scale;
    const convert = (ratio: number): number => asRiskRatio(ratio, scale, options.outcome);
    const limit = limitEValue(convert(given.ratio), mapped(given.lower, convert), mapped(given.upper, convert));
    return {
      estimand: 'sensitivity',
      measure: 'e-value',
      value: eValueOf(convert(given.ratio)),
      standardError: null,
      standardErrorScale: 'natural',
      interval: noInterval(options.level),
      n: given.n,
      details: { ratio: given.ratio, riskRatio: convert(given.ratio), lower: given.lower, upper: given.upper, limit },
      warnings: given.warnings,
    };
  },
});

interface Given {
  readonly ratio: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: Finding['n'];
  readonly warnings: readonly StatisticalWarning[];
}

/** RR + sqrt(RR(RR - 1)) for RR of at least 1, of its inverse below. */
export function eValueOf(riskRatio: number): number {
  const away = riskRatio < 1 ? 1 / riskRatio : riskRatio;
  return away + Math.sqrt(away * (away - 1));
}

function limitEValue(ratio: number, lower: number | null, upper: number | null): number | null {
  const nearest = ratio >= 1 ? lower : upper;
  if (nearest === null) return null;
  const crosses = ratio >= 1 ? nearest <= 1 : nearest >= 1;
  return crosses ? 1 : eValueOf(nearest);
}

function asRiskRatio(
  ratio: number,
  scale: 'risk-ratio' | 'odds-ratio' | 'hazard-ratio',
  outcome: 'common' | 'rare',
): number {
  if (scale === 'risk-ratio' || outcome === 'rare') return ratio;
  if (scale === 'odds-ratio') return Math.sqrt(ratio);
  return (1 - pow(0.5, Math.sqrt(ratio))) / (1 - pow(0.5, Math.sqrt(1 / ratio)));
}

function fromOptions(sample: Sample, ratio: number, lower: number | null, upper: number | null): Given {
  if ((lower !== null && lower > ratio) || (upper !== null && upper < ratio)) {
    throw new StatisticalError('invalid-option', `The limits ${lower} to ${upper} do not hold the ratio ${ratio}.`, [
      'lower',
      'upper',
    ]);
  }
  const warnings =
    sample.rows > 0
      ? [{ kind: 'role-unused', message: 'The ratio was given as an option: the columns were not used.' }]
      : [];
  return { ratio, lower, upper, n: { total: 0, treated: null, comparison: null, events: null }, warnings };
}

function fromSample(sample: Sample, level: number): Given {
  if (sample.treatment === undefined || sample.outcome === undefined) {
    throw new StatisticalError('missing-role', 'e-value needs the option ratio, or a treatment and an outcome.', [
      'ratio',
      'treatment',
      'outcome',
    ]);
  }
  const { x1, n1, x0, n0 } = twoByTwo(sample as SampleWith<'treatment' | 'outcome'>);
  if (x1 === 0 || x0 === 0)
    throw new StatisticalError(
      'zero-cell',
      'An arm has no events, so the ratio cannot be explained away by any finite confounder. Look at the risk-difference.',
    );
  const ratio = x1 / n1 / (x0 / n0);
  const { lower, upper } = logInterval(ratio, Math.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0), level);
  return { ratio, lower, upper, n: countArms(sample), warnings: [] };
}

const mapped = (value: number | null, convert: (ratio: number) => number): number | null =>
  value === null ? null : value === 0 ? 0 : convert(value);
