import { noVarianceWarning } from '../adjustment/contrast.js';
import { integer, level, optionalNumber, optionalNumbers } from '../catalogue/option.js';
import { normalPValue } from '../core/distributions.js';
import type { Finding } from '../core/estimate.js';
import { plainInterval } from '../core/intervals.js';
import { weightedSum } from '../core/moments.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { describeCurves, restrictedMeans, survivalAt } from '../survival/adjusted-contrast.js';
import { followUp, refuseBeyond } from '../survival/follow-up.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import type { CensoredArm } from './censored-arm.js';

export type TrialSample = SampleWith<'treatment' | 'time' | 'event' | 'deviated' | 'cluster'>;

/** Options of both methods. */
export const trialOptions = {
  horizon: optionalNumber('Time of the figure; not set: the smaller of the largest times of the arms.', { minimum: 0 }),
  periods: integer(60, 'Most periods in which leaving the strategy is modelled.', { minimum: 1, maximum: 400 }),
  times: optionalNumbers('Times at which to print the curves; not set: up to 50 event times.', { minimum: 0 }),
  level,
};

/** Rows that cannot be: the event and the deviation at one row's end; no event; one person. */
export function checkTrial({ event, deviated, frequency, cluster }: TrialSample): void {
  if (weightedSum(event, frequency) === 0) {
    throw new StatisticalError(
      'no-events',
      'Nobody has the event: both curves stay at 1. Check the event column, or follow people longer.',
    );
  }
  if (event.some((e, i) => e === 1 && deviated[i] === 1)) {
    throw new StatisticalError(
      'event-and-deviation',
      'Some row has both the event and a deviation: a row ends with the first of them. Set the later one to 0.',
      ['deviated'],
    );
  }
  if (cluster.count < 2) {
    throw new StatisticalError('too-few-clusters', 'All rows are of one person: name the column of the person.', [
      'cluster',
    ]);
  }
}

/** The figure of two arms: risk at the horizon, treated minus comparison, with its error by person. */
export function trialFinding(
  sample: TrialSample,
  arms: readonly [CensoredArm, CensoredArm],
  estimand: string,
  options: { readonly horizon: number | null; readonly times: readonly number[] | null; readonly level: number },
): Finding {
  const { event, frequency, treatment, cluster, total } = sample;
  const reach = Math.min(...arms.map(({ curve }) => followUp(curve)));
  const horizon = options.horizon ?? reach;
  refuseBeyond(reach, horizon, 'horizon');
  const [treatedRisk, comparisonRisk] = arms.map(({ curve }) => 1 - survivalAt(curve, horizon)) as [number, number];
  const value = treatedRisk - comparisonRisk;
  const { standardError, described } = describeCurves(arms, horizon, options.times, sample, options.level);
  const treated = weightedSum(treatment, frequency);
  const eventsOf = (arm: 0 | 1): number =>
    event.reduce((sum, e, i) => sum + (treatment[i] === arm ? e * frequency[i]! : 0), 0);
  const [one, other] = arms;
  return {
    estimand,
    measure: 'risk-difference',
    value,
    standardError,
    standardErrorScale: 'natural',
    interval: plainInterval(value, standardError, options.level),
    n: { total, treated, comparison: total - treated, events: weightedSum(event, frequency) },
    details: {
      horizon,
      pValue: standardError > 0 ? normalPValue(value / standardError) : null,
      persons: cluster.count,
      risks: { treated: treatedRisk, comparison: comparisonRisk },
      events: { treated: eventsOf(1), comparison: eventsOf(0) },
      deviated: { treated: one.deviated, comparison: other.deviated },
      largestWeight: { treated: one.largestWeight, comparison: other.largestWeight },
      restrictedMean: restrictedMeans(arms, horizon, sample, options.level),
      ...described,
    },
    warnings: [
      ...arms.flatMap(({ fit }) => (fit === null ? [] : nearSeparationWarning(fit, 'model of leaving the strategy'))),
      ...noVarianceWarning(standardError),
    ],
  };
}
