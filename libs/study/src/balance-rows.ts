import { MOST_IMBALANCE, type BalanceRow, type Protocol } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';
import { numericColumns, type NumericColumn } from './score.js';
import { weightedShift, weightedSmd } from './weighted-smd.js';

/** The weights whose balance is compared. */
export interface Weightings {
  /** Null: all rows alike. */
  readonly before: Float64Array | null;
  /** Null: nothing was adjusted. */
  readonly after: Float64Array | null;
  /** Weights at time zero, where `after` is of those who kept to their strategy. */
  readonly start?: Float64Array;
}

export type Denominator = 'pooled' | 'treated';

/** Every covariate as numbers, under its name. */
export const covariateColumns = (table: Table, { covariates }: Protocol): NumericColumn[] =>
  numericColumns(
    table,
    covariates.map(({ column }) => column),
  );

/** A row of the table of balance for each column. A missing value leaves its row of the table only. */
export function balanceRows(
  columns: readonly NumericColumn[],
  arm: Float64Array,
  { before, after, start }: Weightings,
  denominator: Denominator,
  protocol: Protocol,
): BalanceRow[] {
  return columns.map((column) => {
    const values = column.values();
    return {
      name: column.name,
      label: labelOf(column, protocol),
      before: weightedSmd(values, arm, before, denominator),
      after: after && weightedSmd(values, arm, after, denominator),
      ...(start && after && { fromStart: weightedShift(values, arm, start, after, denominator) }),
    };
  });
}

/** Squares and two-way products, of centred columns so that they are not the means again. */
export function secondOrder(columns: readonly NumericColumn[], protocol: Protocol): NumericColumn[] {
  const centred = columns.map((column) => {
    const values = column.values();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  });
  return columns.flatMap((first, i) =>
    columns.slice(i).flatMap((other, offset) => {
      // The product of two levels of one category is zero, and the square of a level is the level.
      if (first.level !== undefined && first.column === other.column) return [];
      const [one, two] = [labelOf(first, protocol), labelOf(other, protocol)];
      return [
        {
          name: `${first.name} × ${other.name}`,
          column: `${first.name} × ${other.name}`,
          label: { en: `${one.en} × ${two.en}`, fr: `${one.fr} × ${two.fr}` },
          values: () => centred[i]!.map((value, row) => value * centred[i + offset]![row]!),
        },
      ];
    }),
  );
}

/** The differences that are judged: between the arms, and of each from its start. */
export const judgedIn = (rows: readonly BalanceRow[]): number[] =>
  rows.flatMap(({ before, after, fromStart }) => [
    after ?? before,
    ...(fromStart ? [fromStart.treated, fromStart.comparison] : []),
  ]);

/** The largest size of any difference that is judged. */
export const largestOf = (rows: readonly BalanceRow[]): number =>
  judgedIn(rows).reduce((size, difference) => Math.max(size, Math.abs(difference)), 0);

/** Of squares and products, of which there are many, those that are not balanced; all are judged. */
export const worthShowing = (second: readonly BalanceRow[]): BalanceRow[] =>
  second.filter((row) => largestOf([row]) > MOST_IMBALANCE);

/** In both languages, so that a row reads whole in either. */
function labelOf({ column, level, label }: NumericColumn, { covariates }: Protocol): { en: string; fr: string } {
  const own = label ?? covariates.find((covariate) => covariate.column === column)!.label;
  const suffix = level === undefined ? '' : `: ${level}`;
  const en = own.en ?? own.fr ?? column;
  const fr = own.fr ?? own.en ?? column;
  return { en: `${en}${suffix}`, fr: `${fr}${suffix && ` :${suffix.slice(1)}`}` };
}
