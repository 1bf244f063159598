import { StatisticalError } from '../core/statistical-error.js';
import type { Followed } from './survival-curve.js';

/** Some three hundred bytes are held for each while a model of leaving is fitted: ten gigabytes. */
const MOST_PIECES = 2 ** 25;

/** Follow-up cut into periods: one row for each person and period, in the order of the people and then of time. */
export interface PersonPeriods {
  /** Row of the uncut follow-up that each belongs to. */
  readonly owner: Uint32Array;
  /** Number of the period, from 0. */
  readonly period: Int32Array;
  readonly entry: Float64Array;
  readonly time: Float64Array;
  readonly event: Float64Array;
}

/**
 * Cuts (entry, time] at the given times; the event stays with the last piece. As survival::survSplit.
 *
 * @param cuts ascending; a person who leaves exactly at a cut has no piece after it
 * Errors: too-large, before any memory is taken.
 */
export function personPeriods(
  { time, event, entry }: Omit<Followed, 'weight'>,
  cuts: readonly number[],
): PersonPeriods {
  if (cuts.length === 0) return whole(time, event, entry);
  const piecesOf = (i: number, visit: (from: number, until: number, period: number) => void): void => {
    let from = entry === undefined ? 0 : entry[i]!;
    let period = 0;
    for (const cut of cuts) {
      if (cut >= time[i]!) break;
      if (cut > from) {
        visit(from, cut, period);
        from = cut;
      }
      period++;
    }
    visit(from, time[i]!, period);
  };
  let rows = 0;
  for (let i = 0; i < time.length; i++) piecesOf(i, () => rows++);
  if (rows > MOST_PIECES) throw tooLarge(time.length, cuts.length + 1, rows);
  const pieces = {
    owner: new Uint32Array(rows),
    period: new Int32Array(rows),
    entry: new Float64Array(rows),
    time: new Float64Array(rows),
    event: new Float64Array(rows),
  };
  let next = 0;
  for (let i = 0; i < time.length; i++) {
    piecesOf(i, (from, until, period) => {
      pieces.owner[next] = i;
      pieces.period[next] = period;
      pieces.entry[next] = from;
      pieces.time[next] = until;
      pieces.event[next] = until === time[i] ? event[i]! : 0;
      next++;
    });
  }
  return pieces;
}

/** One piece for everybody, in the columns as they are: of millions no copy is made. */
function whole(time: Float64Array, event: Float64Array, entry: Float64Array | undefined): PersonPeriods {
  return {
    owner: new Uint32Array(time.length).map((_, i) => i),
    period: new Int32Array(time.length),
    entry: entry ?? new Float64Array(time.length),
    time,
    event,
  };
}

function tooLarge(rows: number, periods: number, pieces: number): StatisticalError {
  const fewer = Math.max(1, Math.floor(MOST_PIECES / rows) - 1);
  return new StatisticalError(
    'too-large',
    `The follow-up of ${rows} rows, cut into ${periods} periods, makes ${pieces} pieces, more than the ${MOST_PIECES} that memory is meant for. Set the option "periods" to ${fewer}, or choose fewer rows.`,
    ['periods'],
  );
}
