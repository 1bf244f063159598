import { addScoreInfluence } from '../adjustment/add-score-influence.js';
import {
  balancingWeights,
  refuseInfinite,
  targets,
  weightFunctions,
  type Target,
} from '../adjustment/balancing-weights.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice } from '../catalogue/option.js';
import type { Covariates, Grouping, SampleWith } from '../core/sample.js';
import { effectiveSampleSize, extremeWeightWarning } from '../diagnostics/effective-sample-size.js';
import { crossProduct, designOf } from '../models/design.js';
import { fitLogistic, type LogisticFit } from '../models/fit-logistic.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { censoredArm, type CensoredArm } from './censored-arm.js';
import { checkTrial, trialFinding, trialOptions, type TrialSample } from './trial-finding.js';

/**
 * Risk at the horizon of those who begin using at the start of a trial, minus that of those who do not, over a sequence of trials: a person
 * enters each trial (`strata`) until first use, once as a row of each. Every trial has its own time zero, at which arms are told and everybody
 * is still at risk, so that no time is immortal and no earlier user is a comparator.
 *
 * Estimand: without `deviated` the contrast of starting, whatever came later (initiation, like an intention to treat); with it that per
 * protocol. `target` (ATE, ATT, ATO, ATC) is over rows: the person-trials.
 * Assumes: covariates at the start of each trial hold all common causes of starting and the event, overlap, right models, and other censoring
 * unrelated to the event within an arm.
 * Formula: Hernán and others (2008); Danaei and others (2013). Arms are balanced by weights of a propensity score over all trials, with an
 * effect of each trial. Per protocol, rows are censored where they left their arm (a comparator who begins), and weighted by the inverse
 * probability of not having left (`censoredArm`; pooled logistic model by arm, with covariates, trial, period and its square).
 * Variance: by person (`cluster`): influences of all rows of a person are summed before they are squared, with what the fitted models add.
 * Shapes: a row for each person and trial: treatment, event and if wanted deviated, 0/1, time from that trial's start, cluster, strata,
 * covariates.
 * Units: risk between 0 and 1, times in one unit.
 * Tested against: R glm and survfit, and the stacked equations' error.
 * Errors: missing-role, event-and-deviation, no-events, too-few-clusters, no-overlap, beyond-follow-up, separation, collinear, no-variation.
 *
 * @example estimate('sequential-trials', trials, { treatment: 'treated', time: 'time', event: 'event', cluster: 'person',
 *   strata: ['trial'], covariates: ['age'] }, { horizon: 182, target: 'ATT' })
 */
export const sequentialTrials = defineEstimator({
  id: 'sequential-trials',
  group: 'target-trial',
  what: 'A trial begins at each of several dates; starters beside those not yet users, balanced and pooled.',
  estimand: 'risk on starting to use, minus on not starting (or, with deviations, on never using)',
  required: ['treatment', 'time', 'event', 'cluster', 'strata', 'covariates'],
  optional: ['deviated'],
  binary: ['deviated'],
  options: { target: choice(targets, 'Population of person-trials the figure speaks of.'), ...trialOptions },
  run(given, options) {
    const sample: TrialSample = { ...given, deviated: given.deviated ?? new Float64Array(given.rows) };
    checkTrial(sample);
    const { treatment, frequency } = sample;
    const { covariates, score, weights } = balanced(sample, given.strata, options.target);
    const of = (arm: 0 | 1): CensoredArm =>
      withScore(censoredArm(sample, arm, weights, covariates, options.periods), arm, sample, score, options.target);
    const finding = trialFinding(sample, [of(1), of(0)], options.target, options);
    return {
      ...finding,
      details: {
        ...finding.details,
        contrast: given.deviated === undefined ? 'initiation' : 'per-protocol',
        trials: given.strata.count,
        effectiveSampleSize: { ...effectiveSampleSize(treatment, weights, frequency) },
      },
      warnings: [
        ...nearSeparationWarning(score, 'treatment model'),
        ...extremeWeightWarning(treatment, weights, frequency),
        ...(finding.warnings ?? []),
      ],
    };
  },
});

/**
 * The weights that balance the arms of all trials, of a propensity score with an effect of each trial, and the covariates of it.
 * Errors: no-overlap, those of `fitLogistic`.
 */
export function balanced(
  sample: SampleWith<'treatment'>,
  strata: Grouping,
  target: Target,
): { readonly covariates: Covariates; readonly score: LogisticFit; readonly weights: Float64Array } {
  const { treatment, frequency } = sample;
  const covariates = withTrials(sample, strata);
  const score = fitLogistic(
    designOf(covariates.names, covariates.columns, frequency),
    treatment,
    frequency,
    'all person-trials (propensity score)',
  );
  const weights = balancingWeights(target, treatment, score.fitted);
  refuseInfinite(weights);
  return { covariates, score, weights };
}

/** The covariates and, but for the first trial, whether a row is of each. */
function withTrials({ covariates }: SampleWith<'treatment'>, { codes, count }: Grouping): Covariates {
  const others = Array.from({ length: count - 1 }, (_, i) => i + 1);
  return {
    names: [...covariates.names, ...others.map((trial) => `trial ${trial + 1}`)],
    columns: [
      ...covariates.columns,
      ...others.map((trial) => Float64Array.from(codes, (code) => (code === trial ? 1 : 0))),
    ],
    sources: [...covariates.sources, ...others.map(() => 'trial')],
  };
}

/** The same arm, whose influence also counts that the propensity score was fitted. */
function withScore(
  arm: CensoredArm,
  which: 0 | 1,
  { treatment, frequency }: SampleWith<'treatment'>,
  score: LogisticFit,
  target: Target,
): CensoredArm {
  const functions = weightFunctions[target];
  const slope = which === 1 ? functions.treatedSlope : functions.comparisonSlope;
  return {
    ...arm,
    influence(gain) {
      const influence = arm.influence(gain);
      const sensitivity = arm.share(gain).map((share, row) => frequency[row]! * slope(score.fitted[row]!) * share);
      addScoreInfluence(influence, score, treatment, crossProduct(score.design, sensitivity));
      return influence;
    },
  };
}
