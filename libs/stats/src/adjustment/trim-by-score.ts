import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { propensityScore } from './propensity-score.js';

/**
 * Rows whose score lies in [lowest, highest], and how many were left out (Crump, Hotz, Imbens and Mitnik 2009). The
 * caller fits the score again on what remains. Error: single-arm when nobody of an arm remains.
 */
export function trimByScore<S extends SampleWith<'treatment' | 'outcome'>>(
  sample: S,
  [lowest, highest]: readonly number[],
): { sample: S; trimmed: number } {
  const { fitted } = propensityScore(sample);
  const kept = Uint32Array.from(
    Array.from(fitted.keys()).filter((i) => fitted[i]! >= lowest! && fitted[i]! <= highest!),
  );
  if (kept.length === sample.rows) return { sample, trimmed: 0 };
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]!);
  const frequency = pick(sample.frequency);
  const total = frequency.reduce((sum, f) => sum + f, 0);
  const treatment = pick(sample.treatment);
  if (treatment.every((t) => t === treatment[0])) {
    throw new StatisticalError(
      'single-arm',
      `Trimming to scores in [${lowest}, ${highest}] leaves rows of at most one arm. Widen the range.`,
      ['trim'],
    );
  }
  const covariates = { names: sample.covariates.names, columns: sample.covariates.columns.map(pick) };
  return {
    sample: { ...sample, rows: kept.length, total, frequency, treatment, outcome: pick(sample.outcome), covariates },
    trimmed: sample.total - total,
  };
}
