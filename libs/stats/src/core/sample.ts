import type { Role } from './table.js';
import type { StatisticalWarning } from './estimate.js';

/** Numeric columns a model may use: categories are already expanded (first level that occurs is the reference). */
export interface Covariates {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** The covariate that each column is of: the levels of one category have the same. */
  readonly sources: readonly string[];
}

/** Groups of rows: `codes[i]` in 0..count-1. */
export interface Grouping {
  readonly codes: Int32Array;
  readonly count: number;
}

/**
 * Validated rows, complete in every column the estimator needs. Arrays may be the caller's own: read only.
 * `frequency` is always there (ones unless weights are given) and never 0; `total` is its sum.
 */
export interface Sample {
  readonly rows: number;
  readonly total: number;
  readonly frequency: Float64Array;
  readonly treatment?: Float64Array;
  readonly treatmentName?: string;
  readonly outcome?: Float64Array;
  readonly outcomeName?: string;
  /** Whether every outcome is 0 or 1. */
  readonly outcomeIsBinary: boolean;
  readonly time?: Float64Array;
  readonly event?: Float64Array;
  /** Time from which a row is followed (delayed entry), where not from 0. */
  readonly entry?: Float64Array;
  readonly covariates: Covariates;
  readonly instrument?: Float64Array;
  readonly instrumentName?: string;
  readonly unit?: Grouping;
  readonly period?: Float64Array;
  readonly firstTreated?: Float64Array;
  /** 1 where the row ends, without the event, because it left the strategy of its arm. */
  readonly deviated?: Float64Array;
  readonly strata?: Grouping;
  readonly cluster?: Grouping;
  readonly weights?: Float64Array;
  /** Weights that are not frequencies (weightType sampling); positive. */
  readonly samplingWeights?: Float64Array;
  /** Row of the caller's table behind each row used, from 0. */
  readonly tableRows: Uint32Array;
  readonly dropped: number;
  readonly warnings: readonly StatisticalWarning[];
}

/** A sample in which the door has checked that these roles are present. */
export type SampleWith<R extends Role> = Sample & Required<Pick<Sample, R & keyof Sample>>;
