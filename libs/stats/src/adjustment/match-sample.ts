import { gather } from '../catalogue/kept-rows.js';
import { moments } from '../core/moments.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { LogisticFit } from '../models/fit-logistic.js';
import { imputeFromPairs, imputeNearestSets, type Imputation } from './imputed-outcomes.js';
import { matchNearest, type Matches, type MatchingRule } from './nearest-matching.js';
import { propensityScore } from './propensity-score.js';
import { repeatedRows } from './repeat-rows.js';

export type MatchingTarget = 'ATT' | 'ATC' | 'ATE';

export interface MatchingRequest extends Omit<MatchingRule, 'caliper'> {
  readonly target: MatchingTarget;
  /** Largest distance in standard deviations of the score over all rows; null is none. */
  readonly caliper: number | null;
  /** Average all partners equally near instead of taking the first. */
  readonly averageTies: boolean;
}

/** Rows after frequencies are written out; `sampleRow[i]` is the row of the sample behind row i. */
export interface MatchedSample {
  readonly score: LogisticFit;
  readonly sampleRow: Uint32Array;
  readonly treatment: Float64Array;
  readonly outcome: Float64Array;
  readonly scoreOfRow: Float64Array;
  readonly caliper: number | null;
  /** The pairs, when ties are not averaged and one arm is matched. */
  readonly matches: Matches | null;
  readonly imputation: Imputation;
  /** Weight of each row in the matched comparison. */
  readonly weights: Float64Array;
  readonly unmatched: number;
}

/** Matches the target's rows on the estimated score. Errors: those of `propensityScore`. */
export function matchSample(
  sample: SampleWith<'treatment' | 'covariates'>,
  given: Float64Array,
  request: MatchingRequest,
): MatchedSample {
  const score = propensityScore(sample);
  const sampleRow = repeatedRows(sample);
  const scoreOfRow = gather(score.fitted, sampleRow);
  const treatment = gather(sample.treatment, sampleRow);
  const outcome = gather(given, sampleRow);
  const strata = sample.strata ? Int32Array.from(sampleRow, (row) => sample.strata!.codes[row]!) : null;
  const { n, squares } = moments(scoreOfRow, new Float64Array(sampleRow.length).fill(1));
  const variance = squares / (n - 1);
  const caliper = request.caliper === null ? null : request.caliper * Math.sqrt(variance);
  const reach = caliper ?? Infinity;
  const impute = (arm: Float64Array): { matches: Matches | null; imputation: Imputation } => {
    if (request.averageTies) {
      const sets = imputeNearestSets(scoreOfRow, arm, outcome, strata, request.ratio, reach, variance);
      return { matches: null, imputation: sets };
    }
    const matches = matchNearest(scoreOfRow, arm, strata, { ...request, caliper: reach });
    return { matches, imputation: imputeFromPairs(matches, outcome) };
  };
  const swapped = (): Float64Array => treatment.map((t) => 1 - t);
  const { matches, imputation } =
    request.target === 'ATE'
      ? { matches: null, imputation: merge(impute(treatment).imputation, impute(swapped()).imputation) }
      : impute(request.target === 'ATT' ? treatment : swapped());
  const focal = (row: number): boolean =>
    request.target === 'ATE' || (treatment[row] === 1) === (request.target === 'ATT');
  let unmatched = 0;
  const weights = imputation.uses.map((uses, row) => {
    const matched = !Number.isNaN(imputation.imputed[row]!);
    if (focal(row) && !matched) unmatched++;
    return uses + (matched ? 1 : 0);
  });
  return { score, sampleRow, treatment, outcome, scoreOfRow, caliper, matches, imputation, weights, unmatched };
}

export const nobodyMatched = (): StatisticalError =>
  new StatisticalError('no-overlap', 'No row found a partner: widen the caliper, or match on fewer exact columns.');

/** Every row is matched in one of the two and serves in the other. */
function merge(treated: Imputation, comparison: Imputation): Imputation {
  return {
    imputed: treated.imputed.map((value, i) => (Number.isNaN(value) ? comparison.imputed[i]! : value)),
    spread: treated.spread.map((value, i) => value + comparison.spread[i]!),
    uses: treated.uses.map((value, i) => value + comparison.uses[i]!),
    squaredUses: treated.squaredUses.map((value, i) => value + comparison.squaredUses[i]!),
  };
}
