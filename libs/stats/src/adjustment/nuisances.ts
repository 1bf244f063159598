import type { SampleWith } from '../core/sample.js';
import type { LogisticFit } from '../models/fit-logistic.js';
import { assignFolds } from './assign-folds.js';
import { outcomeModel, type OutcomeModel, type OutcomeModelKind } from './outcome-model.js';
import { propensityScore } from './propensity-score.js';

/** Everything AIPW predicts. The fits themselves are there only without cross-fitting. */
export interface Nuisances {
  readonly score: Float64Array;
  /** Predicted outcome under treatment; null for the ATT, which does not need it. */
  readonly treated: Float64Array | null;
  readonly comparison: Float64Array;
  readonly fits: {
    readonly score: LogisticFit;
    readonly treated: OutcomeModel | null;
    readonly comparison: OutcomeModel;
  } | null;
}

type Trial = SampleWith<'treatment' | 'outcome'>;

/** Score and outcome models, on all rows or cross-fitted. Errors: those of the models, saying which arm and fold. */
export function fitNuisances(
  sample: Trial,
  kind: OutcomeModelKind,
  target: 'ATE' | 'ATT',
  folds: number,
  seed: number,
): Nuisances {
  if (folds === 1) {
    const fits = fitOn(sample, sample.frequency, kind, target, '');
    return {
      score: fits.score.fitted,
      treated: fits.treated?.fitted ?? null,
      comparison: fits.comparison.fitted,
      fits,
    };
  }
  const fold = assignFolds(sample.treatment, folds, seed, sample.cluster);
  const score = new Float64Array(sample.rows);
  const treated = target === 'ATE' ? new Float64Array(sample.rows) : null;
  const comparison = new Float64Array(sample.rows);
  for (let k = 0; k < folds; k++) {
    const others = sample.frequency.map((f, i) => (fold[i] === k ? 0 : f));
    const fits = fitOn(sample, others, kind, target, ` outside fold ${k + 1}`);
    for (let i = 0; i < sample.rows; i++) {
      if (fold[i] !== k) continue;
      score[i] = fits.score.fitted[i]!;
      comparison[i] = fits.comparison.fitted[i]!;
      if (treated !== null) treated[i] = fits.treated!.fitted[i]!;
    }
  }
  return { score, treated, comparison, fits: null };
}

function fitOn(
  sample: Trial,
  frequency: Float64Array,
  kind: OutcomeModelKind,
  target: 'ATE' | 'ATT',
  where: string,
): NonNullable<Nuisances['fits']> {
  const { treatment } = sample;
  const score = propensityScore(sample, frequency, `the rows used${where} (treatment model)`);
  const armModel = (arm: 0 | 1, among: string): OutcomeModel => {
    const own = frequency.map((f, i) => (treatment[i] === arm ? f : 0));
    // The design of the score: the stacked variance relies on both models being in the same coordinates.
    return outcomeModel(kind, score.design, sample, own, `${among}${where}`);
  };
  return {
    score,
    treated: target === 'ATE' ? armModel(1, 'the treated rows') : null,
    comparison: armModel(0, 'the comparison rows'),
  };
}
