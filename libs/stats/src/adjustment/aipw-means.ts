import { multiply } from '../core/cholesky.js';
import { weightedSum } from '../core/moments.js';
import type { SampleWith } from '../core/sample.js';
import { crossProduct, linearPredictor } from '../models/design.js';
import type { Design } from '../models/model-matrix.js';
import { addScoreInfluence } from './add-score-influence.js';
import type { ArmMeans } from './contrast.js';
import type { Nuisances } from './nuisances.js';
import type { OutcomeModel } from './outcome-model.js';

type Trial = SampleWith<'treatment' | 'outcome'>;

/**
 * Mean outcome of each arm in the target population and the influence of every row.
 *
 * ATE: μₐ = mean of mₐ(x) + 1{T = a}(Y - mₐ(x))/P(T = a | x).
 * ATT: μ₁ = mean of Y over the treated; μ₀ = μ₁ - Σ[T(Y - m₀) - (1-T)·p/(1-p)·(Y - m₀)] / ΣT.
 *
 * @param stacked add the influence of the estimated coefficients of both models (needs `nuisances.fits`)
 */
export function aipwMeans(sample: Trial, nuisances: Nuisances, target: 'ATE' | 'ATT', stacked: boolean): ArmMeans {
  return target === 'ATE' ? wholePopulation(sample, nuisances, stacked) : amongTreated(sample, nuisances, stacked);
}

function wholePopulation(sample: Trial, nuisances: Nuisances, stacked: boolean): ArmMeans {
  const { treatment, outcome, frequency, rows, total } = sample;
  const { fits } = nuisances;
  const arm = (
    a: 0 | 1,
    predicted: Float64Array,
    model: OutcomeModel | null,
  ): { mean: number; influence: Float64Array } => {
    const chance = (i: number): number => (a === 1 ? nuisances.score[i]! : 1 - nuisances.score[i]!);
    const influence = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const correction = treatment[i] === a ? (outcome[i]! - predicted[i]!) / chance(i) : 0;
      influence[i] = predicted[i]! + correction;
    }
    const mean = weightedSum(influence, frequency) / total;
    for (let i = 0; i < rows; i++) influence[i]! -= mean;
    if (stacked) {
      const byScore = new Float64Array(rows);
      const byModel = new Float64Array(rows);
      for (let i = 0; i < rows; i++) {
        const own = treatment[i] === a ? 1 : 0;
        // d(1/chance)/dη is -(1-chance)/chance for the treated and +(1-chance)/chance for the comparison rows.
        const slope = ((a === 1 ? -1 : 1) * (1 - chance(i))) / chance(i);
        byScore[i] = frequency[i]! * own * (outcome[i]! - predicted[i]!) * slope;
        byModel[i] = frequency[i]! * (1 - own / chance(i)) * model!.slope(i);
      }
      addScoreInfluence(influence, fits!.score, treatment, crossProduct(fits!.score.design, byScore));
      addModelInfluence(influence, sample, a, model!, fits!.score.design, byModel);
    }
    return { mean, influence };
  };
  const treated = arm(1, nuisances.treated!, fits?.treated ?? null);
  const comparison = arm(0, nuisances.comparison, fits?.comparison ?? null);
  return {
    treated: treated.mean,
    comparison: comparison.mean,
    treatedInfluence: treated.influence,
    comparisonInfluence: comparison.influence,
  };
}

function amongTreated(sample: Trial, nuisances: Nuisances, stacked: boolean): ArmMeans {
  const { treatment, outcome, frequency, rows, total } = sample;
  const { score, comparison, fits } = nuisances;
  const share = weightedSum(treatment, frequency) / total;
  const odds = (i: number): number => score[i]! / (1 - score[i]!);
  const treatedMean =
    weightedSum(
      outcome.map((y, i) => y * treatment[i]!),
      frequency,
    ) /
    (share * total);
  const counterfactual = outcome.map((y, i) => (treatment[i] === 1 ? comparison[i]! : odds(i) * (y - comparison[i]!)));
  const comparisonMean = weightedSum(counterfactual, frequency) / (share * total);
  const treatedInfluence = outcome.map((y, i) => (treatment[i]! * (y - treatedMean)) / share);
  const comparisonInfluence = Float64Array.from(
    counterfactual,
    (value, i) => (value - treatment[i]! * comparisonMean) / share,
  );
  if (stacked) {
    const byScore = new Float64Array(rows);
    const byModel = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const untreated = 1 - treatment[i]!;
      byScore[i] = (frequency[i]! * untreated * odds(i) * (outcome[i]! - comparison[i]!)) / share;
      byModel[i] = (frequency[i]! * (treatment[i]! - untreated * odds(i)) * fits!.comparison.slope(i)) / share;
    }
    addScoreInfluence(comparisonInfluence, fits!.score, treatment, crossProduct(fits!.score.design, byScore));
    addModelInfluence(comparisonInfluence, sample, 0, fits!.comparison, fits!.score.design, byModel);
  }
  return { treated: treatedMean, comparison: comparisonMean, treatedInfluence, comparisonInfluence };
}

/** Adds (y - m) zᵀ·bread·gradient for the rows the outcome model was fitted on. */
function addModelInfluence(
  influence: Float64Array,
  { treatment, outcome }: Trial,
  arm: 0 | 1,
  model: OutcomeModel,
  design: Design,
  derivative: Float64Array,
): void {
  const along = linearPredictor(design, multiply(model.bread, crossProduct(design, derivative)));
  for (let i = 0; i < influence.length; i++) {
    if (treatment[i] === arm) influence[i]! += (outcome[i]! - model.fitted[i]!) * along[i]!;
  }
}
