import type { Protocol } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';
import { cohortStudy, random, tableOf } from './people.js';

const HORIZON = 180;
const GRACE = 21;

/** Use within three weeks beside none, of clones; adjusted for `age` and `region`. */
export const graceStudy: Protocol = {
  ...cohortStudy,
  timeZero: { rule: 'grace', days: GRACE, label: { en: 'the start', fr: 'le départ' } },
  arms: { column: 'treated', treated: { en: 'use' }, comparison: { en: 'no use' } },
  outcome: {
    ...cohortStudy.outcome,
    kind: 'time_to_event',
    column: 'event',
    unit: 'day',
    survival: { time: 'time', event: 'event' },
    primaryHorizon: HORIZON,
  },
  primary: { method: 'clone-censor-weight', options: {}, label: { en: 'clones', fr: 'clones' } },
};

/** Beginning to use in the week before each of so many trials beside not; with `per_protocol`, beside never. */
export const trialsStudy = (contrast: 'initiation' | 'per_protocol'): Protocol => ({
  ...graceStudy,
  timeZero: { rule: 'sequential_trials', every: 7, trials: 3, contrast, label: { en: 'each week' } },
  primary: { method: 'sequential-trials', options: {}, label: { en: 'trials', fr: 'essais' } },
});

export interface Using {
  /** Chance of beginning on each of six weekly days, for somebody of this age (skewed, mean 0, standard deviation 1). */
  readonly chance: (age: number, day: number) => number;
  /** How many times as fast the event comes after use. */
  readonly faster?: number;
}

interface Person {
  readonly age: number;
  readonly region: number;
  readonly use: number;
  readonly event: number;
}

function peopleOf(count: number, { chance, faster = 1 }: Using): Person[] {
  const next = random(31);
  return Array.from({ length: count }, () => {
    const age = -Math.log(1 - next()) - 1;
    const region = Math.floor(3 * next());
    const needed = -400 * Math.log(1 - next()) * Math.exp(-0.2 * age);
    const use = [7, 14, 21, 28, 35, 42].find((day) => next() < chance(age, day) && day < needed) ?? Infinity;
    const event = Math.ceil(use === Infinity ? needed : use + (needed - use) / faster);
    return { age, region, use, event };
  });
}

interface Row extends Person {
  readonly person: number;
  readonly treated: 0 | 1;
  readonly trial: number;
  /** Day of leaving the arm. */
  readonly leaves: number;
  readonly from: number;
}

function tableOfRows(rows: readonly Row[]): Table {
  const of = (value: (row: Row) => number): Float64Array => Float64Array.from(rows, value);
  const ends = ({ event, leaves, from }: Row): number => Math.min(event, leaves, HORIZON + from) - from;
  const left = (row: Row): boolean => row.leaves < row.event && row.leaves - row.from === ends(row);
  return tableOf({
    person: of(({ person }) => person),
    treated: of(({ treated }) => treated),
    trial: of(({ trial }) => trial),
    time: of(ends),
    event: of((row) => Number(!left(row) && row.event - row.from === ends(row))),
    deviated: of((row) => Number(left(row))),
    age: of(({ age }) => age),
    region: { codes: Int32Array.from(rows, ({ region }) => region), levels: ['north', 'south', 'west'] },
  });
}

/** Two clones of each person, as the cohort builder makes them. */
export const clonesOf = (count: number, using: Using): Table =>
  tableOfRows(
    peopleOf(count, using).flatMap((each, person): Row[] => [
      { ...each, person, treated: 1, trial: 0, from: 0, leaves: each.use <= GRACE ? Infinity : GRACE },
      { ...each, person, treated: 0, trial: 0, from: 0, leaves: each.use <= GRACE ? each.use : Infinity },
    ]),
  );

/** A row for each week of those still at risk who had not used the service before it. */
export const trialsOf = (count: number, using: Using, contrast: 'initiation' | 'per_protocol'): Table =>
  tableOfRows(
    peopleOf(count, using).flatMap((each, person) =>
      [1, 2, 3].flatMap((trial): Row[] => {
        const from = 7 * trial;
        if (each.event <= from || each.use < from) return [];
        const treated = each.use === from ? 1 : 0;
        const leaves = contrast === 'initiation' || treated === 1 ? Infinity : each.use;
        return [{ ...each, person, treated, trial, from, leaves }];
      }),
    ),
  );
