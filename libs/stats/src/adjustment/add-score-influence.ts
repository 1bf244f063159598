import { multiply } from '../core/cholesky.js';
import { linearPredictor } from '../models/design.js';
import type { LogisticFit } from '../models/fit-logistic.js';

/** Adds (t - p) zᵀ·bread·gradient: what row i does to the figure through the score's coefficients. */
export function addScoreInfluence(
  influence: Float64Array,
  score: LogisticFit,
  treatment: Float64Array,
  gradient: Float64Array,
): void {
  const along = linearPredictor(score.design, multiply(score.bread, gradient));
  for (let i = 0; i < influence.length; i++) influence[i]! += (treatment[i]! - score.fitted[i]!) * along[i]!;
}
