import { targets, type Target } from '../adjustment/balancing-weights.js';
import { noVarianceWarning } from '../adjustment/contrast.js';
import { weightDistribution } from '../adjustment/weight-distribution.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { gather } from '../catalogue/kept-rows.js';
import { choice, level, optionalNumbers } from '../catalogue/option.js';
import { normalCritical, normalPValue } from '../core/distributions.js';
import { exp } from '../core/elementary.js';
import type { Details } from '../core/estimate.js';
import { plainInterval } from '../core/intervals.js';
import { weightedSum } from '../core/moments.js';
import type { SampleWith } from '../core/sample.js';
import { effectiveSampleSize, extremeWeightWarning } from '../diagnostics/effective-sample-size.js';
import { fewClustersWarning } from '../models/coefficients.js';
import type { LogisticFit } from '../models/fit-logistic.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { influenceError } from './adjusted-arm.js';
import { describeIncidence, incidenceAt } from './describe-incidence.js';
import { countEvents } from './event-codes.js';
import { followUp, refuseBeyond } from './follow-up.js';
import { incidenceCurve, incidenceInfluence, type IncidenceCurve } from './incidence-curve.js';
import { printedTimes } from './printed-times.js';
import { indexAt, rowsOf } from './survival-curve.js';
import { scoreAndWeights, weightedInfluence } from './weighted-arm.js';

/** Most times of a curve printed without `times`: each costs a pass over the rows for its error. */
const MOST_POINTS = 50;

/**
 * Share of people who would have had the event of cause 1 by a time under treatment and under comparison, when other causes may come first:
 * Aalen-Johansen curves of the arms weighted by the inverse probability of the arm given the covariates. The figure is the difference at the
 * last of `times` (default: the smaller of the arms' largest times), treated minus comparison; `details.ratio` has their ratio there.
 *
 * Estimand: the risk of cause 1 by then had all been treated minus had none been, other causes acting as they do, in the target population
 * (ATE, ATT, ATO, ATC): the total effect of Young and others (2020), through the other causes too.
 * Assumes: the covariates hold all common causes of treatment and of every cause, overlap, a right treatment model, and censoring unrelated to
 * any event within an arm.
 * Formula: Σ S(t-) Σ w dN₁ / Σ w Y over event times, S weighted likewise, w from a logistic score (Aalen and Johansen 1978; weights as Cole
 * and Hernán 2004).
 * Variance: the infinitesimal jackknife of the weighted curve by person, or by cluster where one is named, with the weights as given
 * (`fixed-weights`, survfit's robust error) or with what the fitted score adds (`estimated-score`, usually smaller). Plain limits; of the ratio on the log
 * scale.
 * Shapes: treatment 0/1, time, event codes (0 = censored, 1 = the event of interest, 2 and more = other causes), covariates and if wanted
 * cluster, one value a row.
 * Units: shares as probabilities, times in the unit of the time column.
 * Tested against: R survfit(weights, robust) of several states and stacked equations.
 * Errors: missing-role, separation, collinear, constant-covariate, no-overlap, not-event-codes, no-events, beyond-follow-up, negative-time,
 * too-few-clusters.
 *
 * @example estimate('adjusted-incidence', table, { treatment: 't', time: 'days', event: 'cause', covariates: ['age'] }, { times: [180] })
 */
export const adjustedIncidence = defineEstimator({
  id: 'adjusted-incidence',
  group: 'survival',
  what: 'Share with the event of cause 1 by a time when other causes compete, weighted to one population by the propensity score.',
  estimand: 'incidence had everybody of the target been in either arm',
  required: ['treatment', 'time', 'event', 'covariates'],
  optional: ['cluster'],
  eventCodes: true,
  options: {
    target: choice(targets, 'Population the curves speak of.'),
    variance: choice(['fixed-weights', 'estimated-score'], 'Error with the weights as given, or as estimated.'),
    times: optionalNumbers('Times at which to print the curves; not set: up to 50 event times of either arm.', {
      minimum: 0,
    }),
    level,
  },
  figure: (sample, options) => weightedCurves(sample, options).value,
  run(sample, options) {
    const { frequency, treatment, cluster, total } = sample;
    const { arms, at, value, score, weights, counts } = weightedCurves(sample, options);
    const times = options.times ?? printedTimes(eventTimes(arms, at), at, MOST_POINTS - 1);
    const points = times.map((time) => pointAt(arms, time, sample));
    const { difference, ratio } = pointAt(arms, at, sample);
    const { standardError } = difference;
    const treated = weightedSum(treatment, frequency);
    const curveOf = (arm: 'treated' | 'comparison'): Details =>
      describeIncidence(
        arms[arm === 'treated' ? 0 : 1].curve,
        points.map((point) => point[arm]),
        options.level,
      );
    return {
      estimand: options.target,
      measure: 'incidence-difference',
      value,
      standardError,
      standardErrorScale: 'natural',
      interval: plainInterval(value, standardError, options.level),
      n: { total, treated, comparison: total - treated, events: counts.first },
      details: {
        at,
        pValue: standardError > 0 ? normalPValue(value / standardError) : null,
        otherEvents: counts.other,
        ratio: ratio && ratioDetails(ratio, options.level),
        effectiveSampleSize: { ...effectiveSampleSize(treatment, weights, frequency) },
        weights: { ...weightDistribution(weights, frequency) },
        curves: { treated: curveOf('treated'), comparison: curveOf('comparison') },
        differences: points.map(({ time, difference }) => {
          const { lower, upper } = plainInterval(difference.value, difference.standardError, options.level);
          return { time, difference: difference.value, standardError: difference.standardError, lower, upper };
        }),
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

interface WeightedArm {
  readonly curve: IncidenceCurve;
  /** Influence of one copy of each row of the sample on the incidence at an entry of the curve. */
  readonly influence: (entry: number) => Float64Array;
}
type Arms = readonly [treated: WeightedArm, comparison: WeightedArm];

/** Everything but the errors, of which each is a pass over all rows. */
function weightedCurves(
  sample: Followed,
  options: {
    readonly target: Target;
    readonly variance: 'fixed-weights' | 'estimated-score';
    readonly times: readonly number[] | null;
  },
) {
  const counts = countEvents(sample);
  const { score, weights } = scoreAndWeights(sample, options.target);
  const estimated = options.variance === 'estimated-score';
  const of = (arm: 0 | 1): WeightedArm => weightedArm(sample, score, options.target, weights, arm, estimated);
  const arms: Arms = [of(1), of(0)];
  const reach = Math.min(...arms.map(({ curve }) => followUp(curve)));
  const at = options.times?.at(-1) ?? reach;
  refuseBeyond(reach, at, 'times');
  const value = incidenceAt(arms[0].curve, at) - incidenceAt(arms[1].curve, at);
  return { arms, at, value, score, weights, counts };
}

function weightedArm(
  sample: Followed,
  score: LogisticFit,
  target: Target,
  weights: Float64Array,
  arm: 0 | 1,
  estimated: boolean,
): WeightedArm {
  const { treatment, time, event, frequency } = sample;
  const rows = rowsOf(treatment, arm);
  const followed = { time: gather(time, rows), event: gather(event, rows) };
  const mass = Float64Array.from(rows, (row) => weights[row]! * frequency[row]!);
  const curve = incidenceCurve(followed.time, followed.event, mass);
  const influenceOf = weightedInfluence(sample, score, target, arm, estimated);
  return { curve, influence: (entry) => influenceOf(rows, incidenceInfluence(curve, followed, entry)) };
}

interface Told {
  readonly value: number;
  readonly standardError: number;
}
interface PointOfArm extends Told {
  readonly time: number;
}

function pointAt([treated, comparison]: Arms, time: number, by: Parameters<typeof influenceError>[1]) {
  const [one, other] = [treated, comparison].map(({ curve, influence }) => influence(indexAt(curve, time))) as [
    Float64Array,
    Float64Array,
  ];
  const of = (arm: WeightedArm, influence: Float64Array): PointOfArm => ({
    time,
    value: incidenceAt(arm.curve, time),
    standardError: influenceError(influence, by),
  });
  const points = { treated: of(treated, one), comparison: of(comparison, other) };
  const difference: Told = {
    value: points.treated.value - points.comparison.value,
    standardError: influenceError(
      one.map((each, row) => each - other[row]!),
      by,
    ),
  };
  return { time, ...points, difference, ratio: ratioAt(points, [one, other], by) };
}

/** Of the shares, with the error of its logarithm; null where an arm has no event of cause 1 yet. */
function ratioAt(
  { treated, comparison }: Record<'treated' | 'comparison', Told>,
  [one, other]: readonly [Float64Array, Float64Array],
  by: Parameters<typeof influenceError>[1],
): Told | null {
  if (!(treated.value > 0 && comparison.value > 0)) return null;
  return {
    value: treated.value / comparison.value,
    standardError: influenceError(
      one.map((each, row) => each / treated.value - other[row]! / comparison.value),
      by,
    ),
  };
}

function ratioDetails({ value, standardError }: Told, level: number): Details {
  const reach = normalCritical(level) * standardError;
  return {
    value,
    standardErrorLog: standardError,
    interval: { lower: value * exp(-reach), upper: value * exp(reach) },
  };
}

/** Of cause 1 in either arm, ascending, before a time. */
function eventTimes(arms: Arms, before: number): number[] {
  const all = arms.flatMap(({ curve }) =>
    Array.from(curve.time).filter((time, k) => curve.first[k]! > 0 && time < before),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}
