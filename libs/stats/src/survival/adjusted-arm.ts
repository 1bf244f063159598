import { addScoreInfluence } from '../adjustment/add-score-influence.js';
import { balancingWeights, weightFunctions, type Target } from '../adjustment/balancing-weights.js';
import { gather } from '../catalogue/kept-rows.js';
import { square } from '../core/power.js';
import type { SampleWith } from '../core/sample.js';
import { crossProduct } from '../models/design.js';
import type { LogisticFit } from '../models/fit-logistic.js';
import { curveInfluence } from './curve-influence.js';
import { followedIn, rowsOf, survivalCurve, type SurvivalCurve } from './survival-curve.js';

/** The weighted curve of one arm, and what each row of the sample does to a figure of it. */
export interface AdjustedArm {
  readonly curve: SurvivalCurve;
  /**
   * Influence of one copy of each row on a figure with the given gain (see `curveInfluence`), so that the variance of the
   * figure is the sum of its squares.
   */
  readonly influence: (gain: Float64Array) => Float64Array;
}

/** @param estimated whether the influence counts that the score was fitted, or takes the weights as given */
export function adjustedArm(
  sample: SampleWith<'treatment' | 'time' | 'event'>,
  score: LogisticFit,
  target: Target,
  arm: 0 | 1,
  estimated: boolean,
): AdjustedArm {
  const { treatment, frequency } = sample;
  const rows = rowsOf(treatment, arm);
  const balancing = balancingWeights(target, treatment, score.fitted);
  const slope = arm === 1 ? weightFunctions[target].treatedSlope : weightFunctions[target].comparisonSlope;
  const followed = followedIn(
    sample,
    arm,
    balancing.map((w, i) => w * frequency[i]!),
  );
  const curve = survivalCurve(followed);
  const weights = gather(balancing, rows);
  return {
    curve,
    influence(gain) {
      const each = curveInfluence(curve, followed, gain);
      const influence = new Float64Array(treatment.length);
      const sensitivity = new Float64Array(treatment.length);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        influence[row] = weights[i]! * each[i]!;
        sensitivity[row] = frequency[row]! * slope(score.fitted[row]!) * each[i]!;
      }
      if (estimated) addScoreInfluence(influence, score, treatment, crossProduct(score.design, sensitivity));
      return influence;
    },
  };
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
