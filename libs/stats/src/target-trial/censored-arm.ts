import type { Covariates } from '../core/sample.js';
import { multiply } from '../core/cholesky.js';
import { crossProduct, linearPredictor } from '../models/design.js';
import type { LogisticFit } from '../models/fit-logistic.js';
import type { AdjustedArm } from '../survival/adjusted-arm.js';
import { curveInfluence } from '../survival/curve-influence.js';
import { survivalCurve } from '../survival/survival-curve.js';
import { stayingIn, type FollowedSample, type LeavingModel, type Staying } from './staying.js';

/** The curve of an arm had everybody kept to its strategy. */
export interface CensoredArm extends AdjustedArm {
  /** Rows censored because they left the strategy. */
  readonly deviated: number;
  /** What a unit of a row's base weight, times that of its inverse probability, adds to a figure with the given gain. */
  readonly share: (gain: Float64Array) => Float64Array;
  readonly fit: LogisticFit | null;
}

/**
 * Rows of an arm, each censored where it left the strategy, and weighted by the inverse probability of not having left it by
 * then given the covariates: the product over earlier periods of 1/(1 - p) (`stayingIn`, which tells the parameters).
 *
 * The influence counts that p was fitted: without it errors are too large, mostly.
 * Errors: those of `fitLogistic`.
 */
export function censoredArm(
  sample: FollowedSample,
  arm: 0 | 1,
  base: Float64Array,
  covariates: Covariates,
  periods: number,
): CensoredArm {
  const { treatment, frequency, deviated } = sample;
  const staying = stayingIn(sample, arm, base, covariates, periods);
  const { rows, whole, pieces, origin, model, remaining } = staying;
  const { owner } = pieces;
  const weight = remaining.map((w, i) => w * whole.weight[owner[i]!]!);
  // Where nothing was cut everybody is there from the beginning, which needs no times of entry, nor to sort by them.
  const entry = owner.length === rows.length ? undefined : pieces.entry;
  const followed = { time: pieces.time, event: pieces.event, entry, weight };
  const curve = survivalCurve(followed);

  const shares = (gain: Float64Array): Float64Array => {
    const each = curveInfluence(curve, followed, gain);
    return each.map((value, i) => remaining[i]! * value);
  };
  return {
    curve,
    largestWeight: remaining.reduce((most, w) => Math.max(most, w), 1),
    deviated: rows.reduce((sum, row) => sum + frequency[row]! * deviated[row]!, 0),
    fit: model?.fit ?? null,
    share(gain) {
      const total = new Float64Array(treatment.length);
      shares(gain).forEach((value, i) => (total[origin[i]!]! += value));
      return total;
    },
    influence(gain) {
      const influence = new Float64Array(treatment.length);
      const parts = shares(gain);
      for (let i = 0; i < owner.length; i++) influence[origin[i]!]! += base[origin[i]!]! * parts[i]!;
      if (model !== null) addModelInfluence(influence, staying, model, parts, base, frequency);
      return influence;
    },
  };
}

/** What a row does to a figure through the model: its score, along the figure's slope in the coefficients. */
function addModelInfluence(
  influence: Float64Array,
  { pieces: { owner }, origin, leaves }: Staying,
  { fit, asked }: LeavingModel,
  parts: Float64Array,
  base: Float64Array,
  frequency: Float64Array,
): void {
  // Staying through a piece divides the weight of all later pieces of the row.
  const later = new Float64Array(owner.length);
  for (let i = owner.length - 2; i >= 0; i--) {
    if (owner[i] !== owner[i + 1]) continue;
    const row = origin[i + 1]!;
    later[i] = later[i + 1]! + frequency[row]! * base[row]! * parts[i + 1]!;
  }
  const slope = Float64Array.from(asked, (piece, at) => fit.fitted[at]! * later[piece]!);
  const along = linearPredictor(fit.design, multiply(fit.bread, crossProduct(fit.design, slope)));
  asked.forEach((piece, at) => (influence[origin[piece]!]! += (leaves[piece]! - fit.fitted[at]!) * along[at]!));
}
