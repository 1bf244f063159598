import { targets, type Target } from '../adjustment/balancing-weights.js';
import { noVarianceWarning } from '../adjustment/contrast.js';
import { weightDistribution } from '../adjustment/weight-distribution.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, integer, level, optionalNumber, optionalNumbers } from '../catalogue/option.js';
import { normalPValue } from '../core/distributions.js';
import { plainInterval } from '../core/intervals.js';
import { weightedSum } from '../core/moments.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { effectiveSampleSize, extremeWeightWarning } from '../diagnostics/effective-sample-size.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { adjustedArm, type AdjustedArm } from './adjusted-arm.js';
import { describeCurves, restrictedMeans, survivalAt, type Arms } from './adjusted-contrast.js';
import { followUp, refuseBeyond } from './follow-up.js';
import { scoreAndWeights } from './weighted-arm.js';

/**
 * Survival curves that the target population would have under treatment and under comparison: product-limit curves of the arms weighted by the
 * inverse probability of the arm given the covariates. The figure is survival at `tau`, treated minus comparison; `details.restrictedMean` has
 * the difference in mean time within tau.
 *
 * Estimand: survival by tau had all been treated minus had none been, in the target population (ATE, ATT, ATO, ATC).
 * Assumes: the covariates hold all common causes of treatment and event, overlap, a right treatment model, and censoring unrelated to the
 * event within an arm. With `censoring` pooled-logistic the last is asked only given the covariates: follow-up is cut into periods, and each
 * is weighted by the inverse probability of being followed to its beginning (`remainingWeights`), taken as given by both variances.
 * Formula: Π(1 - Σ w dN / Σ w Y), w from a logistic score (Cole and Hernán 2004; Xie and Liu 2005); weights of being followed as Robins
 * (1993).
 * Variance: the infinitesimal jackknife of the weighted curve by person, or by cluster where one is named, with the weights as given
 * (`fixed-weights`, survfit's robust error) or with what the fitted score adds (`estimated-score`, usually smaller). Greenwood's formula is
 * wrong for weighted curves. Limits of curves on the log scale, of differences plain.
 * Shapes: treatment and event, 0/1, time, covariates and if wanted entry and cluster, one value a row.
 * Units: survival as a probability, times in the unit of the time column.
 * Tested against: R survfit(weights, robust) and stacked equations.
 * Errors: missing-role, separation, collinear, constant-covariate, no-overlap, no-events, beyond-follow-up, negative-time, entry-after-time,
 * too-few-clusters.
 *
 * @example estimate('adjusted-survival', table, { treatment: 't', time: 'days', event: 'left', covariates: ['age'] }, { tau: 180 })
 */
export const adjustedSurvival = defineEstimator({
  id: 'adjusted-survival',
  group: 'survival',
  what: 'Survival curves of the arms, weighted to one population by the propensity score.',
  estimand: 'survival had everybody of the target been in either arm',
  required: ['treatment', 'time', 'event', 'covariates'],
  optional: ['entry', 'cluster'],
  options: {
    target: choice(targets, 'Population the curves speak of.'),
    variance: choice(['fixed-weights', 'estimated-score'], 'Error with the weights as given, or as estimated.'),
    censoring: choice(
      ['unrelated', 'pooled-logistic'],
      'Leaving unobserved is unrelated to the event within an arm, or given the covariates: weighted by its inverse probability.',
    ),
    periods: integer(10, 'Periods of equal length in which leaving unobserved is modelled.', {
      minimum: 2,
      maximum: 200,
    }),
    times: optionalNumbers('Times at which to print the curves; not set: up to 50 event times.', { minimum: 0 }),
    tau: optionalNumber(
      'Time of the figure; not set: the last of times, or the smaller of the largest times of the arms.',
      {
        minimum: 0,
      },
    ),
    level,
  },
  figure: (sample, options) => adjustedCurves(sample, options).value,
  run(sample, options) {
    const { frequency, treatment, cluster, total } = sample;
    const { arms, tau, value, score, weights, events } = adjustedCurves(sample, options);
    const { standardError, described } = describeCurves(arms, tau, options.times, sample, options.level);
    const treated = weightedSum(treatment, frequency);
    return {
      estimand: options.target,
      measure: 'survival-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: plainInterval(value, standardError, options.level),
      n: { total, treated, comparison: total - treated, events },
      details: {
        tau,
        pValue: standardError > 0 ? normalPValue(value / standardError) : null,
        restrictedMean: restrictedMeans(arms, tau, sample, options.level),
        effectiveSampleSize: { ...effectiveSampleSize(treatment, weights, frequency) },
        weights: { ...weightDistribution(weights, frequency) },
        largestCensoringWeight: Math.max(...arms.map(({ largestWeight }) => largestWeight)),
        ...described,
      },
      warnings: [
        ...nearSeparationWarning(score, 'treatment model'),
        ...extremeWeightWarning(treatment, weights, frequency),
        ...noVarianceWarning(standardError),
        ...fewClustersWarning(cluster, 'CR0'),
      ],
    };
  },
});

type Followed = SampleWith<'treatment' | 'time' | 'event'>;
interface Choices {
  readonly target: Target;
  readonly variance: 'fixed-weights' | 'estimated-score';
  readonly censoring: 'unrelated' | 'pooled-logistic';
  readonly periods: number;
  readonly times: readonly number[] | null;
  readonly tau: number | null;
}

/** Everything but the errors, of which each is a pass over all rows. */
function adjustedCurves(sample: Followed, options: Choices) {
  const { event, frequency } = sample;
  const events = weightedSum(event, frequency);
  if (events === 0)
    throw new StatisticalError(
      'no-events',
      'Nobody has the event: both curves stay at 1. Check the event column, or follow people longer.',
    );
  const { score, weights } = scoreAndWeights(sample, options.target);
  const estimated = options.variance === 'estimated-score';
  const cuts = options.censoring === 'unrelated' ? [] : periodCuts(sample, options.periods);
  const of = (arm: 0 | 1): AdjustedArm => adjustedArm(sample, score, options.target, arm, estimated, cuts);
  const arms: Arms = [of(1), of(0)];
  const reach = Math.min(...arms.map(({ curve }) => followUp(curve)));
  const tau = options.tau ?? options.times?.at(-1) ?? reach;
  refuseBeyond(reach, tau, 'tau');
  const value = survivalAt(arms[0].curve, tau) - survivalAt(arms[1].curve, tau);
  return { arms, tau, value, score, weights, events };
}

/** Ends of all periods but the last, over the follow-up of both arms. */
function periodCuts({ time }: SampleWith<'time'>, periods: number): number[] {
  const end = time.reduce((most, t) => Math.max(most, t), 0);
  return end === 0 ? [] : Array.from({ length: periods - 1 }, (_, j) => (end * (j + 1)) / periods);
}
