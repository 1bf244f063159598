/**
 * A model matrix with an intercept and standardised columns, never written out: z = (x - centre)·scale is formed in
 * small blocks as it is needed. Standardising keeps Newton's steps and the normal equations well conditioned whatever
 * the units (age in years beside income in euros).
 */
export interface Design {
  readonly rows: number;
  /** Columns counting the intercept, which comes first. */
  readonly width: number;
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly centre: Float64Array;
  readonly scale: Float64Array;
}
