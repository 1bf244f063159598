import { balancingWeights, type Target } from '../adjustment/balancing-weights.js';
import { propensityScore } from '../adjustment/propensity-score.js';
import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { noInterval } from '../core/intervals.js';
import { repeatedQuantiles } from '../core/quantile.js';
import { stableOrder } from '../core/stable-order.js';
import { nearSeparationWarning } from '../models/near-separation.js';
import { cStatistic } from './c-statistic.js';
import { effectiveSampleSize } from './effective-sample-size.js';
import { scoreCalibration } from './score-calibration.js';

const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/**
 * Whether both treatments were a real possibility for the people compared. The figure is the share of rows in empirical equipoise.
 *
 * Estimand: none: a description of these rows, which reads no outcome.
 * Assumes: a right model of the score.
 * Formula: preference score in [0.3, 0.7], where logit(preference) = logit(score) - logit(share treated) (Walker, Patrick, Lauer and others
 * 2013; half of each arm or more is their rule); Kish's (1965) effective sample size for the chosen weights and for each target.
 * Variance: none: a share of these rows.
 * Shapes: treatment 0/1 and covariates, one value a row; `details` has the share by arm, quantiles and range of the score, its calibration in
 * tenths and c statistic.
 * Units: shares and scores between 0 and 1; effective sizes in rows.
 * Tested against: R.
 * Errors: single-arm, those of the score (separation, collinear, constant-covariate).
 *
 * @example estimate('overlap', table, { treatment: 't', covariates: ['age', 'region'] })
 */
export const overlap = defineEstimator({
  id: 'overlap',
  group: 'diagnostics',
  what: 'Overlap of the arms: share in equipoise, range of the propensity score, effective sample size.',
  estimand: 'diagnostic',
  required: ['treatment', 'covariates'],
  options: {
    weights: choice(['none', 'ATE', 'ATT', 'ATO', 'ATC'], 'Weights whose effective sample size is reported first.'),
    level,
  },
  run(sample, options) {
    const { treatment, frequency, rows } = sample;
    const counts = countArms(sample);
    const score = propensityScore(sample);
    const prevalenceOdds = counts.treated / counts.comparison;
    const within = [0, 0];
    const range = [[1, 0] as [number, number], [1, 0] as [number, number]];
    for (let i = 0; i < rows; i++) {
      const p = score.fitted[i]!;
      const odds = p / (1 - p) / prevalenceOdds;
      const arm = treatment[i]!;
      if (odds >= 3 / 7 && odds <= 7 / 3) within[arm]! += frequency[i]!;
      range[arm] = [Math.min(range[arm]![0], p), Math.max(range[arm]![1], p)];
    }
    const equipoise = { treated: within[1]! / counts.treated, comparison: within[0]! / counts.comparison };
    const sizeFor = (target: Target | 'none'): { treated: number; comparison: number } =>
      target === 'none'
        ? { treated: counts.treated, comparison: counts.comparison }
        : { ...effectiveSampleSize(treatment, balancingWeights(target, treatment, score.fitted), frequency) };
    const order = stableOrder(score.fitted);
    const poor = Math.min(equipoise.treated, equipoise.comparison) < 0.5;
    return {
      estimand: 'diagnostic',
      measure: 'equipoise-share',
      value: (within[0]! + within[1]!) / sample.total,
      standardError: null,
      standardErrorScale: 'natural',
      interval: noInterval(options.level),
      n: { ...counts, events: null },
      details: {
        equipoise,
        effectiveSampleSize: sizeFor(options.weights),
        effectiveSampleSizeByTarget: { ATE: sizeFor('ATE'), ATT: sizeFor('ATT'), ATO: sizeFor('ATO') },
        scoreRange: { treated: range[1]!, comparison: range[0]! },
        scoreQuantiles: repeatedQuantiles(score.fitted, frequency, QUANTILES).map((value, k) => ({
          probability: QUANTILES[k]!,
          score: value,
        })),
        calibration: scoreCalibration(score.fitted, treatment, frequency),
        cStatistic: cStatistic(order, score.fitted, treatment, frequency),
      },
      warnings: [
        ...nearSeparationWarning(score, 'treatment model'),
        ...(poor
          ? [
              {
                kind: 'poor-overlap',
                message:
                  'Less than half of an arm is in equipoise (preference score 0.3 to 0.7): the arms are different people.',
              },
            ]
          : []),
      ],
    };
  },
});
