import type { Roles } from '@impact-ledger/stats';
import type { Columns, Draws } from '#calibration/draws';

/**
 * What is asked of a cell. `coverage`: the interval covers as often as it says, and the error is of the right size. `bias`: the figure is right, whatever its
 * error. `level`: at most the stated share of false alarms. `biased`: the figure is wrong by several standard deviations, which shows that
 * the data set is a test at all. `reported`: printed, not judged.
 */
export type Judged = 'coverage' | 'bias' | 'biased' | 'level' | 'reported';

/** One call of the catalogue in a scenario. */
export interface Cell {
  readonly id: string;
  readonly roles: Roles;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options that each data set gives: for methods that take summaries, not rows. */
  readonly optionsFrom?: (columns: Columns) => Readonly<Record<string, unknown>>;
  /** Interval and error from so many bootstrap samples of the whole method. */
  readonly bootstrap?: number;
  /** Name of the true value among the scenario's; ratios are given as logarithms and judged so. */
  readonly truth: string;
  readonly judged: Judged;
  /** Looks while the rows arrive: it counts as excluded what any of them excludes. */
  readonly looks?: number;
  /** For a method that judges looks: the method that gives the estimate of each. */
  readonly estimatedBy?: string;
  readonly note?: string;
}

/** A way in which data come about, with the true values known. */
export interface Scenario {
  /** Stable: results are stored under it, and random numbers follow from its place in the list. */
  readonly id: string;
  readonly title: string;
  readonly rows: number;
  /** Data sets for each one asked for, where they are cheap: the Monte-Carlo error falls with the root. One unless given. */
  readonly manifold?: number;
  /** Random numbers of one data set, at most. */
  readonly draws: number;
  readonly columns: (draws: Draws) => Columns;
  readonly truths: Readonly<Record<string, number>>;
  readonly cells: readonly Cell[];
}

/** What tells a cell from others of its method, for a table. */
export const describeOptions = ({ roles, options = {}, looks, bootstrap }: Cell): string =>
  [
    ...(roles.outcome === 'income' ? ['measured outcome'] : []),
    // The time of the figure says it for both.
    ...Object.entries(options)
      .filter(([name]) => name !== 'times' || options['tau'] === undefined)
      .map(([name, value]) => `${name} ${String(value)}`),
    ...(bootstrap === undefined ? [] : [`bootstrap ${bootstrap}`]),
    ...(looks === undefined ? [] : [`${looks} looks`]),
  ].join(', ');
