import { balancingWeights, type Target } from '../adjustment/balancing-weights.js';
import { gather } from '../catalogue/kept-rows.js';
import { square } from '../core/power.js';
import type { SampleWith } from '../core/sample.js';
import type { LogisticFit } from '../models/fit-logistic.js';
import { curveInfluence } from './curve-influence.js';
import { distinctTimes, joined } from './distinct-times.js';
import { personPeriods } from './person-periods.js';
import { remainingWeights } from './remaining-weights.js';
import { followedIn, rowsOf, survivalCurve, type Followed, type SurvivalCurve } from './survival-curve.js';
import { weightedInfluence } from './weighted-arm.js';

/** The weighted curve of one arm, and what each row of the sample does to a figure of it. */
export interface AdjustedArm {
  readonly curve: SurvivalCurve;
  /** Largest inverse probability of being followed; 1 without such weights. */
  readonly largestWeight: number;
  /**
   * Influence of one copy of each row on a figure with the given gain (see `curveInfluence`), so that the variance of the
   * figure is the sum of its squares.
   */
  readonly influence: (gain: Float64Array) => Float64Array;
}

/**
 * @param estimated whether the influence counts that the score was fitted, or takes the weights as given
 * @param cuts with some, rows are also weighted by the inverse probability of being followed to each of these times
 */
export function adjustedArm(
  sample: SampleWith<'treatment' | 'time' | 'event'>,
  score: LogisticFit,
  target: Target,
  arm: 0 | 1,
  estimated: boolean,
  cuts: readonly number[],
): AdjustedArm {
  const { treatment, frequency } = sample;
  const rows = rowsOf(treatment, arm);
  const balancing = balancingWeights(target, treatment, score.fitted);
  const whole = followedIn(
    sample,
    arm,
    balancing.map((w, i) => w * frequency[i]!),
  );
  const { followed, owner, remaining } = cuts.length === 0 ? uncut(whole) : cutAt(cuts, whole, rows, sample, arm);
  const curve = survivalCurve(followed);
  const origin = originsOf(rows, owner);
  const influenceOf = weightedInfluence(sample, score, target, arm, estimated);
  return {
    curve,
    largestWeight: remaining.reduce((most, w) => Math.max(most, w), 1),
    influence(gain) {
      const share = curveInfluence(curve, followed, gain);
      for (let i = 0; i < share.length; i++) share[i]! *= remaining[i]!;
      return influenceOf(origin, share);
    },
  };
}

interface WeightedRows {
  readonly followed: Followed;
  /** Row of the arm behind each row of `followed`. */
  readonly owner: Uint32Array;
  /** Inverse probability of being followed that is in its weight. */
  readonly remaining: Float64Array;
}

function uncut(whole: Followed): WeightedRows {
  const owner = new Uint32Array(whole.time.length);
  for (let i = 0; i < owner.length; i++) owner[i] = i;
  return { followed: whole, owner, remaining: new Float64Array(owner.length).fill(1) };
}

function cutAt(
  givenCuts: readonly number[],
  given: Followed,
  rows: Uint32Array,
  { covariates, frequency }: SampleWith<'treatment'>,
  arm: 0 | 1,
): WeightedRows {
  const { whole, cuts } = tiesMadeEqual(given, givenCuts);
  const pieces = personPeriods(whole, cuts);
  const { owner, time, event, entry } = pieces;
  const origin = originsOf(rows, owner);
  const leaves = new Float64Array(owner.length);
  for (let i = 0; i < owner.length; i++) leaves[i] = time[i] === whole.time[owner[i]!] && event[i] === 0 ? 1 : 0;
  const remaining = remainingWeights(
    pieces,
    leaves,
    { ...covariates, columns: covariates.columns.map((column) => gather(column, origin)) },
    gather(frequency, origin),
    `the ${arm === 1 ? 'treated' : 'comparison'} rows (model of leaving unobserved)`,
  );
  const weight = new Float64Array(owner.length);
  for (let i = 0; i < owner.length; i++) weight[i] = whole.weight[owner[i]!]! * remaining[i]!;
  // A first piece that begins at 0 is there from the beginning, also for an event at time 0.
  return { followed: { time, event, weight, entry: entry.map((t) => (t === 0 ? -1 : t)) }, owner, remaining };
}

/**
 * Times so close that curves take them for one are made equal, cuts among them: somebody who leaves a hair after a cut would
 * otherwise have a last piece in which nobody is at risk.
 */
export function tiesMadeEqual(given: Followed, cuts: readonly number[]): { whole: Followed; cuts: number[] } {
  const entry = given.entry ?? new Float64Array(0);
  const { time, code } = distinctTimes(joined(joined(given.time, entry), Float64Array.from(cuts)));
  const equal = Float64Array.from(code, (k) => time[k]!);
  const rows = given.time.length;
  return {
    whole: { ...given, time: equal.subarray(0, rows), entry: given.entry && equal.subarray(rows, 2 * rows) },
    cuts: [...new Set(equal.subarray(rows + entry.length))],
  };
}

/** Row of the sample behind each piece of an arm's follow-up. */
export function originsOf(rows: Uint32Array, owner: Uint32Array): Uint32Array {
  const origin = new Uint32Array(owner.length);
  for (let i = 0; i < owner.length; i++) origin[i] = rows[owner[i]!]!;
  return origin;
}

/** Root of the summed squares of influences, of clusters where there are any. */
export function influenceError(
  influence: Float64Array,
  { frequency, cluster }: Pick<SampleWith<'time'>, 'frequency' | 'cluster'>,
): number {
  let squares = 0;
  if (cluster === undefined) {
    for (let i = 0; i < influence.length; i++) squares += frequency[i]! * square(influence[i]!);
    return Math.sqrt(squares);
  }
  const sums = new Float64Array(cluster.count);
  for (let i = 0; i < influence.length; i++) sums[cluster.codes[i]!]! += frequency[i]! * influence[i]!;
  for (const sum of sums) squares += square(sum);
  return Math.sqrt(squares);
}
