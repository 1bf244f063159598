import type { LocalText } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';

/**
 * The table a cohort built from event logs becomes: what estimators read. Beside the columns of the persons that the
 * protocol names, under their own names, each row has, as numbers (Float64Array) unless told otherwise:
 *
 * | column            | what                                                                                        |
 * |-------------------|---------------------------------------------------------------------------------------------|
 * | `person`          | 0 .. n-1, the same in every row of a person: variances are by this column                   |
 * | `treated`         | 1 or 0, the arm of this row                                                                 |
 * | `time`            | days from this row's time zero to its event or censoring; 0.5 for an event on day zero; 0   |
 * |                   | for a clone that deviates on day zero                                                       |
 * | `event`           | 0 censored, 1 the outcome, 2.. the codes of `competingEvents`                               |
 * | `outcome`         | 1 or 0 by the primary horizon; missing when censored, or deviated, before it                |
 * | `deviated`        | 1 when `time` is that of leaving the row's strategy (its `event` is then 0), else 0         |
 * | `trial`           | 1, 2, .. of sequential trials, 0 under any other rule                                       |
 * | `calendar_month`  | of time zero, a category such as "2025-03"                                                  |
 * | `days_registered` | from `registeredOn` to time zero; absent without that column                                |
 * | `outcome_<days>`  | as `outcome`, by each further horizon                                                       |
 *
 * Of these, the ones the protocol names are there; under `grace` and `sequential_trials`, all of them.
 *
 * Rows are in the order of persons in their file, then of trials, the treated clone before the other.
 *
 * Rows by rule of time zero. `assignment`, `landmark`: one a person. `grace`: two a person, each the strategy of its
 * `treated`; the treated clone that did not use by the last day of grace deviates on that day, the other deviates on
 * the day of a use within it; what happened before counts in both. `sequential_trials`: one for each trial the person
 * is at risk in and has not used before; trial k starts k times `every` days after the start, its treated are those who
 * first used since the trial before; with `per_protocol` the others deviate on the day of their first use.
 *
 * A binary outcome keeps rows that are mature only (time zero + horizon + reporting lag no later than the extraction).
 * A time to event keeps every row followed for a day at least; follow-up ends with the longest horizon, at the
 * extraction less the reporting lag, or with an exit.
 */
export interface TrialTable {
  readonly table: Table;
  readonly report: LogReport;
}

/** A rule on rows of a log, and how many it met. */
export interface LogCount {
  readonly part: 'persons' | 'exposures' | 'outcomes' | 'exits';
  readonly rule: string;
  readonly label: LocalText;
  /** Rows of the log. */
  readonly rows: number;
  /** False when the rows were only counted, true when they were dropped. */
  readonly dropped: boolean;
}

/** Of outcomes old enough to be known, those declared within so many days. */
export interface Completeness {
  readonly days: number;
  readonly share: number;
}

export interface LogReport {
  readonly counts: readonly LogCount[];
  /** By a quarter, half, all and twice the reporting lag; empty without the day of declaration. */
  readonly completeness: readonly Completeness[];
}
