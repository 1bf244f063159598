import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level, optionalNumber, optionalNumbers } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import type { Finding, StatisticalWarning } from '../core/estimate.js';
import { noInterval } from '../core/intervals.js';
import type { Sample, SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { differencesOfMatches, differencesOfPairs } from './matched-differences.js';
import { criticalGamma, signedRankTest, signTest, type BiasTest } from './rosenbaum-limits.js';

const GAMMAS = [1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/**
 * How much hidden bias would overturn a matched comparison: the factor gamma by which two people alike on the covariates may differ in their
 * odds of treatment before the one-sided test at 1 - level could lose its significance.
 *
 * Estimand: none: a bound on what is not seen. The figure is the critical gamma, 1 when the test is not significant at all, in the direction
 * of the observed excess.
 * Assumes: independent pairs.
 * Formula: Rosenbaum (2002, chapter 4). A 0/1 outcome takes the sign (McNemar) test, exact; a measured one Wilcoxon's signed ranks with the
 * normal approximation. `details.bounds` has the largest and smallest p-value at each `gamma`.
 * Variance: that of the test at its worst distribution for each gamma.
 * Shapes: pairs: the strata (one treated and one comparison row each), or 1:1 nearest matching on the covariates as `matching` does by
 * default, or the counts of discordant pairs as options.
 * Units: a ratio of odds, 1 or more.
 * Tested against: R pbinom and wilcox.test.
 * Errors: missing-role, invalid-option (counts), no-variation (no pair differs), no-overlap, those of the score (separation, collinear).
 *
 * @example 60 of 95 discordant pairs favour treatment: gamma 1.186.
 */
export const rosenbaumBounds = defineEstimator({
  id: 'rosenbaum-bounds',
  group: 'sensitivity',
  what: 'Hidden bias that would overturn a matched comparison.',
  estimand: 'sensitivity',
  required: [],
  optional: ['treatment', 'outcome', 'covariates', 'strata'],
  options: {
    test: choice(['auto', 'sign', 'signed-rank'], 'Test of the pairs; auto is sign for a 0/1 outcome.'),
    gamma: optionalNumbers('Biases to give bounds for; not set: eight from 1 to 3.', { minimum: 1, maximum: 1e6 }),
    treatedOnly: optionalNumber('Pairs in which only the treated had the outcome, instead of data.', { minimum: 0 }),
    comparisonOnly: optionalNumber('Pairs in which only the comparison row had it.', { minimum: 0 }),
    level,
  },
  run(sample, options): Finding {
    const { treatedOnly, comparisonOnly } = options;
    const found =
      treatedOnly !== null || comparisonOnly !== null
        ? fromCounts(sample, treatedOnly, comparisonOnly)
        : fromSample(sample, options.test);
    const { bias } = found;
    if (bias.informative === 0) {
      throw new StatisticalError(
        'no-variation',
        'No pair differs in its outcome: there is no effect to be explained away. Check the outcome column and the pairs.',
      );
    }
    const value = criticalGamma(bias, 1 - options.level);
    return {
      estimand: 'sensitivity',
      measure: 'critical-gamma',
      value,
      standardError: null,
      standardErrorScale: 'natural',
      interval: noInterval(options.level),
      n: found.n,
      details: {
        test: bias.test,
        direction: bias.direction,
        pairs: found.pairs,
        discordant: bias.informative,
        statistic: bias.statistic,
        pValue: bias.bounds(1).upper,
        bounds: (options.gamma ?? GAMMAS).map((gamma) => ({ gamma, ...bias.bounds(gamma) })),
      },
      warnings: found.warnings,
    };
  },
});

interface Found {
  readonly bias: BiasTest;
  readonly pairs: number | null;
  readonly n: Finding['n'];
  readonly warnings: readonly StatisticalWarning[];
}

function fromCounts(sample: Sample, treatedOnly: number | null, comparisonOnly: number | null): Found {
  if (treatedOnly === null || comparisonOnly === null || !Number.isInteger(treatedOnly + comparisonOnly)) {
    throw new StatisticalError(
      'invalid-option',
      'Give both treatedOnly and comparisonOnly, as whole numbers of pairs.',
      ['treatedOnly', 'comparisonOnly'],
    );
  }
  const unused = { kind: 'role-unused', message: 'The counts were given as options: the columns were not used.' };
  return {
    bias: signTest(treatedOnly, comparisonOnly),
    pairs: null,
    n: { total: 0, treated: null, comparison: null, events: null },
    warnings: sample.rows > 0 ? [unused] : [],
  };
}

function fromSample(sample: Sample, test: 'auto' | 'sign' | 'signed-rank'): Found {
  if (sample.treatment === undefined || sample.outcome === undefined) {
    throw new StatisticalError(
      'missing-role',
      'rosenbaum-bounds needs a treatment and an outcome with pairs (strata) or covariates to match on, or counts as options.',
      ['treatment', 'outcome', 'strata', 'covariates'],
    );
  }
  const trial = sample as SampleWith<'treatment' | 'outcome'>;
  const { differences, outside } =
    sample.strata === undefined ? differencesOfMatches(trial) : differencesOfPairs(trial);
  const sign = test === 'sign' || (test === 'auto' && sample.outcomeIsBinary);
  const count = (keep: (d: number) => boolean): number => differences.reduce((sum, d) => (keep(d) ? sum + 1 : sum), 0);
  return {
    bias: sign
      ? signTest(
          count((d) => d > 0),
          count((d) => d < 0),
        )
      : signedRankTest(differences),
    pairs: differences.length,
    n: countArms(sample),
    warnings:
      outside > 0 ? [{ kind: 'unmatched', message: `${outside} rows are in no whole pair and were not used.` }] : [],
  };
}
