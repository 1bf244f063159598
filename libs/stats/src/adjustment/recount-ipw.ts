import type { Recount } from '../catalogue/define-estimator.js';
import type { SampleWith } from '../core/sample.js';
import { refitLogistic } from '../models/refit-logistic.js';
import { weightFunctions, type Target } from './balancing-weights.js';
import { propensityScore } from './propensity-score.js';

/** Contrast of the two Hajek means under other frequencies of the rows, the score fitted again; null where it has no finite one. */
export function recountIpw(
  sample: SampleWith<'treatment' | 'outcome'>,
  target: Target,
  measure: 'difference' | 'ratio',
): Recount | null {
  const { treatment, outcome } = sample;
  const refit = refitLogistic(propensityScore(sample), treatment);
  if (refit === null) return null;
  const { treated, comparison } = weightFunctions[target];
  return (given) => {
    const score = refit(given);
    if (score === null) return null;
    const { count, rows, frequency, fitted } = score;
    let [sumTreated, weightTreated, sumComparison, weightComparison] = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      if (treatment[row] === 1) {
        const w = frequency[i]! * treated(fitted[i]!);
        weightTreated += w;
        sumTreated += w * outcome[row]!;
      } else {
        const w = frequency[i]! * comparison(fitted[i]!);
        weightComparison += w;
        sumComparison += w * outcome[row]!;
      }
    }
    const [one, none] = [sumTreated / weightTreated, sumComparison / weightComparison];
    const value = measure === 'difference' ? one - none : one > 0 && none > 0 ? one / none : NaN;
    return Number.isFinite(value) ? value : null;
  };
}
