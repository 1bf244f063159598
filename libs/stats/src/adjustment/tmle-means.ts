import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { ArmMeans } from './contrast.js';
import type { Nuisances } from './nuisances.js';
import { exp, log } from '../core/elementary.js';

type Trial = SampleWith<'treatment' | 'outcome'>;

/** Scores nearer 0 or 1 are moved to these: tmle in R bounds likewise. */
export const SCORE_BOUNDS = [0.005, 0.995] as const;
/** A prediction of exactly 0 or 1 has no logit. */
const PREDICTION_BOUND = 5e-4;

const logit = (p: number): number => log(p / (1 - p));
const expit = (x: number): number => 1 / (1 + exp(-x));
const within = (p: number, [low, high]: readonly [number, number]): number => Math.min(high, Math.max(low, p));

export interface TargetedMeans extends ArmMeans {
  /** Rows, by frequency, whose score was moved. */
  readonly bounded: number;
  /** Intercepts of the fluctuations on the logit scale. */
  readonly fluctuation: { readonly treated: number | null; readonly comparison: number };
}

/**
 * Predictions of each arm, shifted on the logit scale so that their weighted residuals vanish, then averaged over the target.
 * The outcome is scaled to 0..1 by its observed range and back. Error: no-variation.
 */
export function targetedMeans(sample: Trial, nuisances: Nuisances, target: 'ATE' | 'ATT'): TargetedMeans {
  const { treatment, outcome, frequency, rows, total } = sample;
  const [low, span] = rangeOf(outcome);
  let bounded = 0;
  const score = nuisances.score.map((p, i) => {
    const kept = within(p, SCORE_BOUNDS);
    if (kept !== p) bounded += frequency[i]!;
    return kept;
  });
  const share = treatment.reduce((sum, t, i) => sum + t * frequency[i]!, 0) / total;
  const weight = (a: 0 | 1, i: number): number => {
    if (target === 'ATT') return a === 1 ? 1 : score[i]! / (1 - score[i]!);
    return 1 / (a === 1 ? score[i]! : 1 - score[i]!);
  };
  const scaled = outcome.map((y) => (y - low) / span);
  const arm = (a: 0 | 1, predicted: Float64Array): { mean: number; influence: Float64Array; shift: number } => {
    const offset = predicted.map((m) => logit(within((m - low) / span, [PREDICTION_BOUND, 1 - PREDICTION_BOUND])));
    const weights = frequency.map((f, i) => (treatment[i] === a ? f * weight(a, i) : 0));
    const shift = fluctuate(scaled, offset, weights);
    const updated = offset.map((eta) => low + span * expit(eta + shift));
    const belongs = (i: number): number => (target === 'ATE' ? 1 : treatment[i]! / share);
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += (frequency[i]! * belongs(i) * updated[i]!) / total;
    const influence = updated.map((m, i) => {
      const residual = treatment[i] === a ? (weight(a, i) * (outcome[i]! - m)) / (target === 'ATE' ? 1 : share) : 0;
      return belongs(i) * (m - mean) + residual;
    });
    return { mean, influence, shift };
  };
  const comparison = arm(0, nuisances.comparison);
  const common = { comparison: comparison.mean, comparisonInfluence: comparison.influence, bounded };
  if (nuisances.treated !== null) {
    const treated = arm(1, nuisances.treated);
    const fluctuation = { treated: treated.shift, comparison: comparison.shift };
    return { ...common, treated: treated.mean, treatedInfluence: treated.influence, fluctuation };
  }
  let mean = 0;
  for (let i = 0; i < rows; i++) mean += (frequency[i]! * treatment[i]! * outcome[i]!) / (share * total);
  const treatedInfluence = outcome.map((y, i) => (treatment[i]! * (y - mean)) / share);
  return { ...common, treated: mean, treatedInfluence, fluctuation: { treated: null, comparison: comparison.shift } };
}

function rangeOf(outcome: Float64Array): readonly [low: number, span: number] {
  let low = Infinity;
  let high = -Infinity;
  for (const y of outcome) {
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  if (!(high > low)) {
    throw new StatisticalError('no-variation', `Every outcome is ${low}: there is nothing to model. Look at the data.`);
  }
  return [low, high - low];
}

/** Intercept e with Σ w(y - expit(offset + e)) = 0: Newton's method, halved when it overshoots; the function is monotone. */
function fluctuate(y: Float64Array, offset: Float64Array, weights: Float64Array): number {
  let shift = 0;
  let before = Infinity;
  let step = 0;
  for (let iteration = 0; iteration < 200; iteration++) {
    let score = 0;
    let information = 0;
    let size = 0;
    for (let i = 0; i < y.length; i++) {
      const w = weights[i]!;
      if (w === 0) continue;
      const p = expit(offset[i]! + shift);
      score += w * (y[i]! - p);
      information += w * p * (1 - p);
      size += w;
    }
    if (Math.abs(score) <= 1e-15 * size) return shift;
    if (Math.abs(score) > before) {
      step /= 2;
      shift -= step;
      if (Math.abs(step) < 1e-15) return shift;
      continue;
    }
    before = Math.abs(score);
    if (!(information > 1e-12 * size)) break;
    step = Math.max(-5, Math.min(5, score / information));
    shift += step;
    if (Math.abs(step) < 1e-15 * (1 + Math.abs(shift))) return shift;
  }
  throw new StatisticalError(
    'no-variation',
    'Among one arm the outcome is always at an end of its range, so its predictions cannot be shifted. Use aipw with outcomeModel linear.',
  );
}
