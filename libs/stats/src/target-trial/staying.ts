import { gather } from '../catalogue/kept-rows.js';
import type { Covariates, SampleWith } from '../core/sample.js';
import { designOf } from '../models/design.js';
import { fitLogistic, type LogisticFit } from '../models/fit-logistic.js';
import { originsOf, tiesMadeEqual } from '../survival/adjusted-arm.js';
import { personPeriods, type PersonPeriods } from '../survival/person-periods.js';
import { followedIn, rowsOf, type Followed } from '../survival/survival-curve.js';
import { deviationCuts } from './deviation-cuts.js';

/** What the model of leaving reads: no event, only how long a row was followed and whether it then left its strategy. */
export type FollowedSample = SampleWith<'treatment' | 'time' | 'event' | 'deviated'>;

/** The rows of an arm cut into the periods in which they could leave it, with the probabilities of not leaving. */
export interface Staying {
  /** Rows of the sample that are of the arm. */
  readonly rows: Uint32Array;
  readonly whole: Followed;
  readonly pieces: PersonPeriods;
  /** Row of the sample behind each piece. */
  readonly origin: Uint32Array;
  /** 1 for a piece at whose end its row left. */
  readonly leaves: Float64Array;
  /** Null when nobody leaves. */
  readonly model: LeavingModel | null;
  /** Of each piece, the probability of not leaving at its end; 1 where nobody was asked. */
  readonly stay: Float64Array;
  /** Of each piece, the inverse probability of not having left before it. */
  readonly remaining: Float64Array;
}

export interface LeavingModel {
  readonly fit: LogisticFit;
  /** Pieces whose row was asked: it left at their end, or went on. */
  readonly asked: Uint32Array;
}

/**
 * Probability of not having left the strategy, from one logistic model of all periods of the arm (Robins 1993; Cain and others
 * 2010). A row is asked in a period whether it leaves only if it is followed to the period's end: whoever had the event before
 * was never asked.
 *
 * @param base weight of one copy of each row of the sample, before that of staying
 * @param covariates of the model of leaving, one value for each row of the sample
 * @param periods most periods; each time at which a row of the arm leaves ends one where there are no more than this
 * Errors: those of `fitLogistic`.
 */
export function stayingIn(
  sample: FollowedSample,
  arm: 0 | 1,
  base: Float64Array,
  covariates: Covariates,
  periods: number,
): Staying {
  const { treatment, frequency, deviated } = sample;
  const rows = rowsOf(treatment, arm);
  const among = `the ${arm === 1 ? 'treated' : 'comparison'} rows (model of leaving the strategy)`;
  const weighted = followedIn(
    sample,
    arm,
    base.map((w, i) => w * frequency[i]!),
  );
  const cutTimes = deviationCuts(weighted.time, gather(deviated, rows), periods);
  const { whole: tied, cuts } = tiesMadeEqual(weighted, cutTimes);
  // From before time 0, so that whoever leaves at time 0 is asked together with those who stay.
  const whole = { ...tied, entry: new Float64Array(rows.length).fill(-1) };
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
  return { rows, whole, pieces, origin, leaves, model, stay, remaining };
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
  const rows = Uint32Array.from(asked, (piece) => origin[piece]!);
  const at = Float64Array.from(asked, (i) => period[i]!);
  const trend = [at, at.map((p) => p * p)].slice(0, leaving.size - 1);
  const counts = gather(frequency, rows);
  const columns = [...covariates.columns.map((column) => gather(column, rows)), ...trend];
  const names = [...covariates.names, ...['period', 'period squared'].slice(0, trend.length)];
  return { fit: fitLogistic(designOf(names, columns, counts), gather(leaves, asked), counts, among), asked };
}
