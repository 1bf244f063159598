import { gather } from '../catalogue/kept-rows.js';
import type { Covariates } from '../core/sample.js';
import { designOf } from '../models/design.js';
import { fitLogistic } from '../models/fit-logistic.js';
import type { PersonPeriods } from './person-periods.js';

/**
 * Inverse probability of still being followed at the beginning of each person-period, given the covariates: the product over
 * the person's earlier periods of 1/(1 - p), with p the probability of leaving unobserved in a period (Robins 1993;
 * Hernán, Brumback and Robins 2000). p comes from one logistic model of all person-periods (pooled: discrete-time hazards)
 * with the covariates, the number of the period and its square. Within a period leaving counts as unrelated to the event:
 * shorter periods ask less of that.
 *
 * For clones of a person the same holds: `leaves` then marks the period in which a clone deviates.
 *
 * @param leaves 1 in the person-period after which the person is no longer observed, without the event
 * @param covariates one value for each person-period, so they may change over time
 * @param frequency rows that each person-period stands for
 * @param among names the rows in messages
 * Errors: those of `fitLogistic`.
 */
export function remainingWeights(
  { owner, period }: Pick<PersonPeriods, 'owner' | 'period'>,
  leaves: Float64Array,
  covariates: Covariates,
  frequency: Float64Array,
  among: string,
): Float64Array {
  const weights = new Float64Array(owner.length).fill(1);
  // Leaving in the last period cannot matter: no weight comes after it.
  const last = period.reduce((most, p) => Math.max(most, p), 0);
  const informative = new Float64Array(owner.length);
  let leaving = 0;
  for (let i = 0; i < owner.length; i++) {
    informative[i] = period[i] === last ? 0 : frequency[i]!;
    leaving += informative[i]! * leaves[i]!;
  }
  if (leaving === 0) return weights;

  const trend = [Float64Array.from(period), Float64Array.from(period, (p) => p * p)].slice(0, Math.max(0, last - 1));
  const rows = Uint32Array.from(informative.keys()).filter((i) => informative[i]! > 0);
  const varying = [...covariates.columns, ...trend].map((column) => gather(column, rows));
  const names = [...covariates.names, ...['period', 'period squared'].slice(0, trend.length)];
  const fit = fitLogistic(
    designOf(names, varying, gather(frequency, rows)),
    gather(leaves, rows),
    gather(frequency, rows),
    among,
  );
  const stays = new Float64Array(owner.length).fill(1);
  for (let at = 0; at < rows.length; at++) stays[rows[at]!] = 1 - fit.fitted[at]!;
  for (let i = 1; i < owner.length; i++) {
    if (owner[i] === owner[i - 1]) weights[i] = weights[i - 1]! / stays[i - 1]!;
  }
  return weights;
}
