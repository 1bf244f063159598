import { clusterSquares } from '../adjustment/cluster-squares.js';
import { noVarianceWarning } from '../adjustment/contrast.js';
import { propensityScore } from '../adjustment/propensity-score.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { level, optionalNumber, optionalNumbers } from '../catalogue/option.js';
import { normalPValue } from '../core/distributions.js';
import type { Details } from '../core/estimate.js';
import { plainInterval } from '../core/intervals.js';
import { weightedSum } from '../core/moments.js';
import { square } from '../core/power.js';
import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { doublyRobustArm, stepsUntil, type DoublyRobustArm } from './doubly-robust-arm.js';
import { refuseBeyond } from './follow-up.js';

/** Weights beyond this rest the figure on single rows. */
const EXTREME = 50;

/**
 * Doubly robust survival curves: augmented inverse probability of treatment and of being followed. `details.restrictedMean` has the difference
 * in mean time within tau. The work is rows times distinct times.
 *
 * Estimand: survival by `tau`, treated minus comparison, had everybody been in either arm (ATE).
 * Assumes: no unmeasured confounding, overlap, leaving unrelated to the event given the covariates; and that the model of the event is right,
 * or those of the treatment and of leaving are: one side suffices.
 * Formula: mean of the corrected predictions of `doublyRobustArm` (Robins and Rotnitzky 1992; Hubbard, van der Laan and Robins 2000; Westling
 * and others 2024). The score by logistic regression; in each arm a Cox model of the event and one of leaving unobserved, both on follow-up up
 * to tau, Breslow ties. A curve may leave 0 to 1 or rise, and is then warned of.
 * Variance: influence function, sqrt(Σ(φ - mean)²)/n, by cluster where one is named; right when all models are, *not* doubly robust: the
 * bootstrap is.
 * Shapes: treatment and event, 0/1, time, covariates and if wanted cluster, one value a row.
 * Units: survival as a probability, times in the unit of the time column.
 * Tested against: coxph and glm put together in R, literally (bench/reference/aipcw.R): no package of Debian has an oracle.
 * Errors: those of the models (separation, collinear, constant-covariate), no-events, beyond-follow-up, no-overlap, too-few-clusters,
 * negative-time.
 *
 * @example estimate('aipcw', table, { treatment: 't', time: 'days', event: 'left', covariates: ['age'] }, { tau: 180 })
 */
export const aipcw = defineEstimator({
  id: 'aipcw',
  group: 'survival',
  what: 'Survival curves adjusted twice: right if the model of the event is, or those of treatment and of leaving.',
  estimand: 'ATE',
  required: ['treatment', 'time', 'event', 'covariates'],
  optional: ['cluster'],
  options: {
    times: optionalNumbers('Times at which to print the curves, in ascending order; not set: tau.', { minimum: 0 }),
    tau: optionalNumber(
      'Time of the figure; not set: the last of times, or the smaller of the largest times of the arms.',
      { minimum: 0 },
    ),
    level,
  },
  run(sample, options) {
    const { event, frequency, treatment, time, total } = sample;
    const events = weightedSum(event, frequency);
    const reach = Math.min(...([1, 0] as const).map((arm) => longest(time, treatment, arm)));
    const tau = options.tau ?? options.times?.at(-1) ?? reach;
    const times = [...new Set([...(options.times ?? []), tau])].sort((a, b) => a - b);
    refuseBeyond(reach, times.at(-1)!, 'tau', 'times');
    const steps = stepsUntil(sample, times.at(-1)!);
    if (steps.event.every((e) => e === 0)) {
      throw new StatisticalError(
        'no-events',
        `Nobody has the event by ${times.at(-1)}: both curves stay at 1. Check the event column, or choose later times.`,
      );
    }
    const score = propensityScore(sample);
    const [treated, comparison] = ([1, 0] as const).map((arm) => {
      const chance = (i: number): number => (arm === 1 ? score.fitted[i]! : 1 - score.fitted[i]!);
      return doublyRobustArm(sample, arm, chance, steps, times, times.at(-1)!);
    }) as [DoublyRobustArm, DoublyRobustArm];
    const largestWeight = Math.max(treated.largestWeight, comparison.largestWeight);
    if (!Number.isFinite(largestWeight)) {
      throw new StatisticalError(
        'no-overlap',
        'Some rows have no chance of their arm, or of being followed. Choose an earlier tau, or fewer covariates.',
      );
    }
    const at = times.indexOf(tau);
    const contrast = (ones: Float64Array, others: Float64Array): readonly [value: number, error: number] =>
      meanWithError(
        ones.map((phi, i) => phi - others[i]!),
        sample,
      );
    const [value, standardError] = contrast(treated.survival[at]!, comparison.survival[at]!);
    const [difference, restrictedError] = contrast(treated.restricted, comparison.restricted);
    const curves = {
      treated: describe(treated, times, sample, options.level),
      comparison: describe(comparison, times, sample, options.level),
    };
    const joined = weightedSum(treatment, frequency);
    return {
      estimand: 'ATE',
      measure: 'survival-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: plainInterval(value, standardError, options.level),
      n: { total, treated: joined, comparison: total - joined, events },
      details: {
        tau,
        pValue: standardError > 0 ? normalPValue(value / standardError) : null,
        restrictedMean: {
          until: times.at(-1)!,
          difference,
          standardError: restrictedError,
          interval: { ...plainInterval(difference, restrictedError, options.level) },
          means: {
            treated: meanWithError(treated.restricted, sample)[0],
            comparison: meanWithError(comparison.restricted, sample)[0],
          },
        },
        largestWeight,
        curves,
        ...(options.times && {
          differences: times.map((time, k) => {
            const [difference, error] = contrast(treated.survival[k]!, comparison.survival[k]!);
            const { lower, upper } = plainInterval(difference, error, options.level);
            return { time, difference, standardError: error, lower, upper };
          }),
        }),
      },
      warnings: [
        ...nearSeparationWarning(score, 'treatment model'),
        ...(largestWeight > EXTREME
          ? [
              {
                kind: 'extreme-weights',
                message: `A row counts up to ${Math.round(largestWeight)} times: the figure hangs on few rows. Look at overlap, or choose an earlier tau.`,
              },
            ]
          : []),
        ...improperWarning(curves),
        ...noVarianceWarning(standardError),
        ...fewClustersWarning(sample.cluster, 'CR1'),
      ],
    };
  },
});

function longest(time: Float64Array, treatment: Float64Array, arm: 0 | 1): number {
  let most = 0;
  for (let i = 0; i < time.length; i++) if (treatment[i] === arm) most = Math.max(most, time[i]!);
  return most;
}

/** Mean over the rows, and its error by row or by cluster. */
function meanWithError(phi: Float64Array, { frequency, total, cluster }: Sample): readonly [number, number] {
  const mean = weightedSum(phi, frequency) / total;
  if (cluster !== undefined) {
    return [mean, Math.sqrt(clusterSquares(cluster, (i) => frequency[i]! * (phi[i]! - mean))) / total];
  }
  let squares = 0;
  for (let i = 0; i < phi.length; i++) squares += frequency[i]! * square(phi[i]! - mean);
  return [mean, Math.sqrt(squares) / total];
}

type Curve = { readonly at: readonly { readonly survival: number }[] };

function describe(
  { survival }: DoublyRobustArm,
  times: readonly number[],
  sample: Sample,
  level: number,
): Curve & Details {
  return {
    at: times.map((time, k) => {
      const [mean, standardError] = meanWithError(survival[k]!, sample);
      const { lower, upper } = plainInterval(mean, standardError, level);
      return { time, survival: mean, standardError, lower, upper };
    }),
  };
}

/** A corrected curve is no curve by construction. */
function improperWarning(curves: Readonly<Record<string, Curve>>): { kind: string; message: string }[] {
  const improper = Object.values(curves).some(({ at }) =>
    at.some(({ survival }, k) => survival < 0 || survival > 1 || survival > (at[k - 1]?.survival ?? 1) + 1e-12),
  );
  return improper
    ? [
        {
          kind: 'improper-curve',
          message: 'A curve rises or leaves 0 to 1: too few people are left, or overlap is poor. Choose earlier times.',
        },
      ]
    : [];
}
