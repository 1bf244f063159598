import type { StatisticalWarning } from '../core/estimate.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';

/** Units seen in every period: one number per unit and period. */
export interface Panel {
  readonly units: number;
  /** How often each unit counts, and the sum. */
  readonly frequency: Float64Array;
  readonly total: number;
  /** Ascending. */
  readonly periods: readonly number[];
  /** First period of treatment of each unit, 0 for never (or only after the last period). */
  readonly first: Float64Array;
  /** First periods that occur, ascending, without 0. */
  readonly groups: readonly number[];
  /** By period, then unit. */
  readonly outcome: readonly Float64Array[];
  /** By covariate, then period, then unit. */
  readonly covariates: readonly (readonly Float64Array[])[];
  readonly covariateNames: readonly string[];
  readonly warnings: readonly StatisticalWarning[];
}

type Panelled = SampleWith<'outcome' | 'unit' | 'period' | 'firstTreated'>;

/**
 * Rows to a balanced panel: units that miss a period, and units treated from the first period on (nothing is known of them
 * untreated), are left out and warned of. A unit treated only after the last period counts as never treated.
 * Errors: too-few-rows (fewer than two periods), repeated-observation, changing-unit (first period or frequency), single-arm.
 */
export function panelOf(sample: Panelled): Panel {
  const { unit, period, firstTreated, frequency, rows } = sample;
  const periods = [...new Set(period)].sort((a, b) => a - b);
  if (periods.length < 2) {
    throw new StatisticalError(
      'too-few-rows',
      'There is one period: a change needs at least two. Check the period column.',
    );
  }
  const [begin, end] = [periods[0]!, periods.at(-1)!];
  const column = new Map(periods.map((value, t) => [value, t]));
  // Row of each unit in each period, plus 1; 0 where there is none.
  const rowOf = new Uint32Array(unit.count * periods.length);
  const seen = new Uint32Array(unit.count);
  const firstRow = new Uint32Array(unit.count);
  for (let i = 0; i < rows; i++) {
    const code = unit.codes[i]!;
    const cell = code * periods.length + column.get(period[i]!)!;
    if (rowOf[cell] !== 0) {
      throw new StatisticalError(
        'repeated-observation',
        `A unit has two rows in period ${period[i]}: a panel has one row per unit and period. Add them up, or name a finer unit.`,
        ['unit', 'period'],
      );
    }
    rowOf[cell] = i + 1;
    if (seen[code]!++ === 0) firstRow[code] = i;
    const before = firstRow[code]!;
    if (firstTreated[before] !== firstTreated[i] || frequency[before] !== frequency[i]) {
      const what = firstTreated[before] !== firstTreated[i] ? 'first treated period' : 'weight';
      throw new StatisticalError(
        'changing-unit',
        `A unit changes its ${what} between rows: it must be the same in all. Correct it, or leave the weights out.`,
        ['firstTreated', 'weights'],
      );
    }
  }
  const complete = seen.map((count) => (count === periods.length ? 1 : 0));
  const start = (code: number): number => firstTreated[firstRow[code]!]!;
  const always = (code: number): boolean => start(code) !== 0 && start(code) <= begin;
  const codes: number[] = [];
  let incomplete = 0;
  let alwaysTreated = 0;
  for (let code = 0; code < unit.count; code++) {
    if (complete[code] === 0) incomplete++;
    else if (always(code)) alwaysTreated++;
    else codes.push(code);
  }
  const first = Float64Array.from(codes, (code) => (start(code) > end ? 0 : start(code)));
  const groups = [...new Set(first)].filter((g) => g !== 0).sort((a, b) => a - b);
  if (groups.length === 0 || codes.length === 0) {
    throw new StatisticalError(
      'single-arm',
      'No unit with all periods starts treatment after the first of them: there is no before and after to compare. Check the first-treated column, or add earlier periods.',
      ['firstTreated'],
    );
  }
  const pick = (values: Float64Array, t: number): Float64Array =>
    Float64Array.from(codes, (code) => values[rowOf[code * periods.length + t]! - 1]!);
  const own = Float64Array.from(codes, (code) => frequency[firstRow[code]!]!);
  const dropped = (count: number, kind: string, why: string): StatisticalWarning[] =>
    count === 0 ? [] : [{ kind, message: `${count} units ${why} and were left out.` }];
  return {
    units: codes.length,
    frequency: own,
    total: own.reduce((sum, f) => sum + f, 0),
    periods,
    first,
    groups,
    outcome: periods.map((_, t) => pick(sample.outcome, t)),
    covariates: sample.covariates.columns.map((values) => periods.map((_, t) => pick(values, t))),
    covariateNames: sample.covariates.names,
    warnings: [
      ...dropped(incomplete, 'unbalanced-panel', 'miss a period'),
      ...dropped(alwaysTreated, 'always-treated', 'are treated from the first period on'),
    ],
  };
}
