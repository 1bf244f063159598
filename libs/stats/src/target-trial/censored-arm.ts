import { gather } from '../catalogue/kept-rows.js';
import type { Covariates, SampleWith } from '../core/sample.js';
import { multiply } from '../core/cholesky.js';
import { crossProduct, designOf, linearPredictor } from '../models/design.js';
import { fitLogistic, type LogisticFit } from '../models/fit-logistic.js';
import { originsOf, tiesMadeEqual, type AdjustedArm } from '../survival/adjusted-arm.js';
import { curveInfluence } from '../survival/curve-influence.js';
import { personPeriods, type PersonPeriods } from '../survival/person-periods.js';
import { followedIn, rowsOf, survivalCurve } from '../survival/survival-curve.js';
import { deviationCuts } from './deviation-cuts.js';

type TrialSample = SampleWith<'treatment' | 'time' | 'event' | 'deviated'>;

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
 * then given the covariates: the product over earlier periods of 1/(1 - p), with p from one logistic model of all periods of
 * the arm (Robins 1993; Cain and others 2010). A row is asked in a period whether it leaves only if it is followed to the
 * period's end: whoever had the event before was never asked.
 *
 * The influence counts that p was fitted: without it errors are too large, mostly.
 *
 * @param base weight of one copy of each row of the sample, before that of staying
 * @param covariates of the model of leaving, one value for each row of the sample
 * @param periods most periods; each time at which a row of the arm leaves ends one where there are no more than this
 * Errors: those of `fitLogistic`.
 */
export function censoredArm(
  sample: TrialSample,
  arm: 0 | 1,
  base: Float64Array,
  covariates: Covariates,
  periods: number,
): CensoredArm {
  const { treatment, frequency, deviated } = sample;
  const rows = rowsOf(treatment, arm);
  const among = `the ${arm === 1 ? 'treated' : 'comparison'} rows (model of leaving the strategy)`;
  const weighted = followedIn(
    sample,
    arm,
    base.map((w, i) => w * frequency[i]!),
  );
  // From before time 0, so that whoever leaves at time 0 is asked together with those who stay.
  const entry = new Float64Array(rows.length).fill(-1);
  const cutTimes = deviationCuts(gather(sample.time, rows), gather(deviated, rows), periods);
  const { whole, cuts } = tiesMadeEqual({ ...weighted, entry }, cutTimes);
  const pieces = personPeriods(whole, cuts);
  const { owner } = pieces;
  const origin = originsOf(rows, owner);
  const leaves = new Float64Array(owner.length);
  for (let i = 0; i < owner.length; i++) {
    const last = i + 1 === owner.length || owner[i + 1] !== owner[i];
    leaves[i] = last ? deviated[origin[i]!]! : 0;
  }
  const model = modelOfLeaving(pieces, leaves, covariates, origin, frequency, among);
  const stay = new Float64Array(owner.length).fill(1);
  model?.asked.forEach((piece, at) => (stay[piece] = 1 - model.fit.fitted[at]!));
  const remaining = new Float64Array(owner.length).fill(1);
  for (let i = 1; i < owner.length; i++) {
    if (owner[i] === owner[i - 1]) remaining[i] = remaining[i - 1]! / stay[i - 1]!;
  }
  const weight = remaining.map((w, i) => w * whole.weight[owner[i]!]!);
  const followed = { time: pieces.time, event: pieces.event, entry: pieces.entry, weight };
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
      if (model !== null) addModelInfluence(influence, model, pieces, parts, leaves, origin, base, frequency);
      return influence;
    },
  };
}

interface LeavingModel {
  readonly fit: LogisticFit;
  /** Pieces whose row was asked: it left at their end, or went on. */
  readonly asked: Uint32Array;
}

function modelOfLeaving(
  { owner, period }: PersonPeriods,
  leaves: Float64Array,
  covariates: Covariates,
  origin: Uint32Array,
  frequency: Float64Array,
  among: string,
): LeavingModel | null {
  const leaving = new Set<number>();
  for (let i = 0; i < owner.length; i++) if (leaves[i] === 1) leaving.add(period[i]!);
  if (leaving.size === 0) return null;
  const goesOn = (i: number): boolean => i + 1 < owner.length && owner[i + 1] === owner[i];
  const asked = Uint32Array.from(owner.keys()).filter((i) => leaving.has(period[i]!) && (leaves[i] === 1 || goesOn(i)));
  const rows = gatherRows(origin, asked);
  const at = Float64Array.from(asked, (i) => period[i]!);
  const trend = [at, at.map((p) => p * p)].slice(0, leaving.size - 1);
  const counts = gather(frequency, rows);
  const columns = [...covariates.columns.map((column) => gather(column, rows)), ...trend];
  const names = [...covariates.names, ...['period', 'period squared'].slice(0, trend.length)];
  return { fit: fitLogistic(designOf(names, columns, counts), gather(leaves, asked), counts, among), asked };
}

/** What a row does to a figure through the model: its score, along the figure's slope in the coefficients. */
function addModelInfluence(
  influence: Float64Array,
  { fit, asked }: LeavingModel,
  { owner }: PersonPeriods,
  parts: Float64Array,
  leaves: Float64Array,
  origin: Uint32Array,
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

const gatherRows = (origin: Uint32Array, pieces: Uint32Array): Uint32Array =>
  Uint32Array.from(pieces, (piece) => origin[piece]!);
