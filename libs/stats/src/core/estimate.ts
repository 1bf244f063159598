/** A caution that travels with the figure. `kind` is stable, `message` is for people. */
export interface StatisticalWarning {
  readonly kind: string;
  readonly message: string;
}

/** What a figure measures, in one word; the unit follows from it (see docs/methods.md). */
export type Measure =
  | 'risk-difference'
  | 'risk-ratio'
  | 'odds-ratio'
  | 'hazard-ratio'
  | 'mean-difference'
  | 'mean-ratio'
  | 'coefficient'
  | 'survival'
  | 'survival-difference'
  | 'rmst-difference'
  | 'incidence'
  | 'incidence-difference'
  | 'max-absolute-smd'
  | 'equipoise-share'
  | 'treated-share'
  | 'robustness-value'
  | 'e-value'
  | 'critical-gamma'
  | 'adjusted-p-value'
  | 'systematic-error'
  | 'calibrated-ratio'
  | 'calibrated-difference'
  | 'critical-value'
  | 'power'
  | 'detectable-difference'
  | 'cost-per-outcome'
  | 'benefit-cost-ratio';

export interface Interval {
  /** Nominal coverage, for example 0.95. */
  readonly level: number;
  /** null when the method gives no such limit. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Rows behind a figure; a row of frequency f counts f times. */
export interface Counts {
  /** Rows used: after dropping missing values and trimming. */
  readonly total: number;
  readonly treated: number | null;
  readonly comparison: number | null;
  /** Rows used with outcome or event 1; null for a measured outcome. */
  readonly events: number | null;
  /** Rows left out because a needed value is missing. */
  readonly dropped: number;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Details = { readonly [key: string]: Json };

/**
 * The one answer every estimator gives. Plain JSON: numbers are finite or null.
 * For ratios `value` and `interval` are on the natural scale and `standardError` is that of the logarithm.
 */
export interface Estimate {
  readonly method: string;
  readonly estimand: string;
  readonly measure: Measure;
  readonly value: number | null;
  readonly standardError: number | null;
  readonly standardErrorScale: 'natural' | 'log';
  readonly interval: Interval;
  readonly n: Counts;
  readonly details: Details;
  readonly warnings: readonly StatisticalWarning[];
}

/** What an estimator returns to the door, which adds the method, the dropped rows and the warnings about the data. */
export interface Finding extends Omit<Estimate, 'method' | 'n' | 'warnings'> {
  readonly n: Omit<Counts, 'dropped'>;
  readonly warnings?: readonly StatisticalWarning[];
}
