/** A categorical column: `codes[i]` indexes `levels`; -1 is missing. */
export interface CategoryColumn {
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/** A numeric column (NaN = missing) or a categorical one. */
export type Column = Float64Array | CategoryColumn;

/** Columns of equal length. Nothing in this library writes into them. */
export interface Table {
  readonly rows: number;
  readonly columns: Readonly<Record<string, Column>>;
}

export const isCategory = (column: Column): column is CategoryColumn => 'codes' in column;

/** Roles that name one column, and roles that name several. */
export const singleRoles = [
  'treatment',
  'outcome',
  'time',
  'event',
  'entry',
  'cluster',
  'weights',
  'instrument',
  'unit',
  'period',
  'firstTreated',
  'deviated',
] as const;
export const listRoles = ['covariates', 'strata'] as const;

export type SingleRole = (typeof singleRoles)[number];
export type ListRole = (typeof listRoles)[number];
export type Role = SingleRole | ListRole;

/**
 * Which column plays which part. `weights` are frequencies: a row of weight 3 stands for three equal rows. `entry` is the time from which
 * a row is followed. `firstTreated` is
 * the period in which a unit was first treated, 0 for never. `deviated` is 1 where a row ends because it left the strategy of its arm.
 */
export type Roles = { readonly [R in SingleRole]?: string | undefined } & {
  readonly [R in ListRole]?: readonly string[] | undefined;
};
