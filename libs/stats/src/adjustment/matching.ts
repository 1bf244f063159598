import { defineEstimator } from '../catalogue/define-estimator.js';
import { gather } from '../catalogue/kept-rows.js';
import { choice, columns, flag, integer, level, optionalNumber } from '../catalogue/option.js';
import { extentOf } from '../core/descriptive.js';
import type { Json, StatisticalWarning } from '../core/estimate.js';
import { plainInterval } from '../core/intervals.js';
import type { Sample } from '../core/sample.js';
import { stableOrder } from '../core/stable-order.js';
import { StatisticalError } from '../core/statistical-error.js';
import { covariateBalance, weightedArms } from '../diagnostics/covariate-balance.js';
import { effectiveSampleSize } from '../diagnostics/effective-sample-size.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { noVarianceWarning } from './contrast.js';
import { matchSample, nobodyMatched, type MatchedSample, type MatchingTarget } from './match-sample.js';
import { abadieImbensVariance, clusterPairVariance } from './matching-variance.js';

/** More pairs than these are not listed: they would be most of the answer's bytes. */
const LISTED = 100_000;

/**
 * Nearest-neighbour matching on the propensity score: each treated row is compared with the comparison rows of nearest score.
 *
 * Estimand: the effect among the treated (ATT), the comparison group (ATC) or everyone (ATE, with replacement). Rows left without a partner
 * are dropped and rename the estimand "matched".
 * Assumes: no unmeasured confounding given the covariates, and overlap.
 * Formula: mean of (own outcome - mean outcome of the partners) over the matched rows of the target (Rosenbaum and Rubin 1983). Greedy pairs
 * as MatchIt 4.7 (`matchNearest`); no caliper by default. `caliper` counts standard deviations of the score over all rows. `exact` columns (or
 * the strata role) must agree within a pair. With frequencies each copy of a row is matched on its own.
 * Variance: `cluster-pair` is CR1 by matched set (Abadie and Spiess 2022), refused with replacement, where sets share rows; `abadie-imbens`
 * (2006, one outcome variance, as Matching::Match) needs replacement and averages ties within Matching's tolerance. `auto` takes the one that
 * applies, keeping MatchIt's pairs. Both take the score as known. A bootstrap of this figure is not valid (Abadie and Imbens 2008).
 * Shapes: treatment 0/1, outcome 0/1 or measured, covariates, one value a row; `details.pairs` lists row numbers from 1.
 * Units: those of the outcome.
 * Tested against: MatchIt 4.7.2 and Matching 4.10.8.
 * Errors: invalid-option (variance and replacement that exclude each other), no-overlap (no pair), too-few-rows, those of the score
 * (separation, collinear).
 *
 * @example estimate('matching', table, { treatment: 't', outcome: 'y', covariates: ['age'] }, { caliper: 0.2 })
 */
export const matching = defineEstimator({
  id: 'matching',
  group: 'adjustment',
  what: 'Nearest-neighbour matching on the propensity score.',
  estimand: 'ATT, ATC or ATE',
  required: ['treatment', 'outcome', 'covariates'],
  optional: ['strata'],
  options: {
    target: choice(['ATT', 'ATC', 'ATE'], 'Population the effect speaks of; ATE needs replacement.'),
    ratio: integer(1, 'Partners of each row.', { minimum: 1, maximum: 50 }),
    replace: flag('Whether a row may be the partner of several.'),
    caliper: optionalNumber('Largest distance, in standard deviations of the score; not set: none.', {
      minimum: Number.MIN_VALUE,
    }),
    order: choice(['largest', 'data'], 'Who chooses first: the largest score, or the first row.'),
    exact: columns('strata', 'Columns that must agree within a pair.'),
    distance: choice(['score'], 'What is near: the estimated propensity score.'),
    variance: choice(
      ['auto', 'cluster-pair', 'abadie-imbens'],
      'Error by matched set, or that of matching with replacement; auto takes the one that applies.',
    ),
    level,
  },
  run(sample, options) {
    const { target, replace, ratio, order, caliper } = options;
    const variance = options.variance === 'auto' ? (replace ? 'abadie-imbens' : 'cluster-pair') : options.variance;
    refuseMismatch(target, replace, variance);
    const averageTies = options.variance === 'abadie-imbens';
    const matched = matchSample(sample, sample.outcome, { target, replace, ratio, order, caliper, averageTies });
    const { treatment, outcome, imputation, weights, matches } = matched;
    const sign = treatment.map((t) => (t === 1 ? 1 : -1));
    const value = meanDifference(matched, sign);
    const squaredError =
      variance === 'cluster-pair'
        ? clusterPairVariance(matches!, weights, outcome)
        : abadieImbensVariance(imputation, outcome, sign, value, target === 'ATE');
    const standardError = refuseOnePair(squaredError);
    const used = (row: number): boolean => weights[row]! > 0;
    const count = (keep: (row: number) => boolean): number =>
      treatment.reduce((sum, _, row) => (used(row) && keep(row) ? sum + 1 : sum), 0);
    const once = new Float64Array(weights.length).fill(1);
    return {
      estimand: matched.unmatched > 0 ? `matched ${target}` : target,
      measure: sample.outcomeIsBinary ? 'risk-difference' : 'mean-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: plainInterval(value, standardError, options.level),
      n: {
        total: count(() => true),
        treated: count((row) => treatment[row] === 1),
        comparison: count((row) => treatment[row] === 0),
        events: sample.outcomeIsBinary ? count((row) => outcome[row] === 1) : null,
      },
      details: {
        pairs: pairsOf(matched, sample),
        balance: balanceRows(matched, sample, target),
        variance,
        unmatched: matched.unmatched,
        caliper: matched.caliper,
        effectiveSampleSize: { ...effectiveSampleSize(treatment, weights, once) },
        scoreRange: extentOf(matched.scoreOfRow),
      },
      warnings: [
        ...nearSeparationWarning(matched.score, 'treatment model'),
        ...unmatchedWarning(matched.unmatched, caliper !== null),
        ...noVarianceWarning(standardError),
      ],
    };
  },
});

function refuseMismatch(target: MatchingTarget, replace: boolean, variance: 'cluster-pair' | 'abadie-imbens'): void {
  if (target === 'ATE' && !replace) {
    throw new StatisticalError('invalid-option', 'target ATE matches every row both ways: set replace to true.', [
      'target',
      'replace',
    ]);
  }
  if (variance === 'cluster-pair' && replace) {
    throw new StatisticalError(
      'invalid-option',
      'With replacement matched sets share rows, so cluster-pair errors do not hold: use variance abadie-imbens.',
      ['variance', 'replace'],
    );
  }
  if (variance === 'abadie-imbens' && !replace) {
    throw new StatisticalError(
      'invalid-option',
      'variance abadie-imbens is that of matching with replacement: set replace to true, or use cluster-pair.',
      ['variance', 'replace'],
    );
  }
}

function meanDifference({ imputation, outcome }: MatchedSample, sign: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < outcome.length; i++) {
    const partner = imputation.imputed[i]!;
    if (Number.isNaN(partner)) continue;
    sum += sign[i]! * (outcome[i]! - partner);
    count++;
  }
  if (count > 0) return sum / count;
  throw nobodyMatched();
}

function refuseOnePair(squaredError: number): number {
  if (Number.isFinite(squaredError)) return Math.sqrt(Math.max(0, squaredError));
  throw new StatisticalError(
    'too-few-rows',
    'One matched set has no spread to measure an error from. Widen the caliper.',
  );
}

/** [row, partner, ...] of each matched row, as rows of the table from 1: the treated first under the ATT. */
function pairsOf({ matches, sampleRow }: MatchedSample, { tableRows }: Sample): Json {
  if (matches === null || matches.treated.length > LISTED) return null;
  const number = (row: number): number => tableRows[sampleRow[row]!]! + 1;
  const pairs: number[][] = [];
  matches.treated.forEach((row, k) => {
    const partners = Array.from(matches.partners.subarray(k * matches.ratio, (k + 1) * matches.ratio));
    const found = partners.filter((other) => other >= 0);
    if (found.length > 0) pairs.push([number(row), ...found.map(number)]);
  });
  return pairs;
}

/** The score and each covariate after matching; standard deviations are those before it, of the treated for the ATT. */
function balanceRows(matched: MatchedSample, sample: Sample, target: MatchingTarget): Json {
  const { treatment, weights, sampleRow, scoreOfRow } = matched;
  const once = new Float64Array(weights.length).fill(1);
  const plain = weightedArms(treatment, once, once);
  const after = weightedArms(treatment, weights, once);
  const row = (name: string, x: Float64Array): Json => ({
    ...covariateBalance(name, x, stableOrder(x), plain, after, target === 'ATT' ? 'treated' : 'pooled'),
  });
  const { names, columns: given } = sample.covariates;
  return [row('score', scoreOfRow), ...names.map((name, j) => row(name, gather(given[j]!, sampleRow)))];
}

function unmatchedWarning(unmatched: number, byCaliper: boolean): StatisticalWarning[] {
  const reason = byCaliper ? 'within the caliper' : 'left';
  return unmatched === 0
    ? []
    : [
        {
          kind: 'unmatched',
          message: `${unmatched} rows found no partner ${reason} and were dropped: the figure speaks of the matched only.`,
        },
      ];
}
