/**
 * Why an estimate cannot be given. Stable words: pages, problem documents and tests read them.
 */
export type StatisticalErrorKind =
  | 'unknown-estimator'
  | 'unknown-option'
  | 'invalid-option'
  | 'missing-role'
  | 'repeated-role'
  | 'unknown-column'
  | 'wrong-column-type'
  | 'wrong-column-length'
  | 'not-binary'
  | 'not-event-codes'
  | 'not-finite'
  | 'negative-time'
  | 'entry-after-time'
  | 'event-and-deviation'
  | 'weights-not-frequencies'
  | 'negative-weight'
  | 'no-rows'
  | 'too-few-rows'
  | 'repeated-observation'
  | 'changing-unit'
  | 'single-arm'
  | 'no-events'
  | 'no-variation'
  | 'constant-covariate'
  | 'collinear'
  | 'separation'
  | 'no-overlap'
  | 'no-convergence'
  | 'zero-cell'
  | 'too-few-clusters'
  | 'beyond-follow-up'
  | 'too-large'
  | 'not-estimable';

/**
 * An input from which no honest figure can be computed. The message says what is wrong, where, and the way out.
 */
export class StatisticalError extends Error {
  override readonly name = 'StatisticalError';

  constructor(
    readonly kind: StatisticalErrorKind,
    message: string,
    /** Columns or options at fault, for a program that marks them. */
    readonly names: readonly string[] = [],
  ) {
    super(message);
  }
}
