import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, flag, level } from '../catalogue/option.js';
import { countArms } from '../core/arms.js';
import { logInterval, plainInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';
import { fewClustersWarning } from '../models/coefficients.js';
import { contrast, contrastMeasures, noVarianceWarning } from './contrast.js';
import { outcomeRegression, standardisedMeans, type StandardisedMeans } from './g-computation-means.js';
import { modelKind, outcomeModels } from './model-kind.js';

/**
 * G-computation: one model of the outcome given treatment and covariates predicts everybody's outcome under either treatment; the figure
 * contrasts the averages over the target population.
 *
 * Estimand: mean outcome if all were treated minus if none were, among everyone (ATE), the treated (ATT) or the comparison group (ATC).
 * Assumes: no unmeasured confounding and a right outcome model; overlap is not checked by the method, where it lacks the model extrapolates.
 * Formula: mean of m(1, x) - m(0, x) (Robins 1986; Snowden, Rose and Mortimer 2011). `interactions` lets every covariate act differently under
 * treatment. `details.marginalOddsRatio` for 0/1 outcomes.
 * Variance: `m-estimation` stacks the score equations and the averages, so it holds for a population of which the rows are a sample, and when
 * the variance model is wrong (Stefanski and Boos 2002); `delta` carries the model's covariance through the averages with the covariates held
 * fixed, `delta-HC0` a robust one. With clusters the influences are added up within each (m-estimation only).
 * Shapes: treatment 0/1, outcome 0/1 or measured, covariates, one value a row.
 * Units: those of the outcome, or a ratio (error of its logarithm).
 * Tested against: R glm.
 * Errors: separation, collinear, constant-covariate, too-few-rows, zero-cell, not-binary, invalid-option (delta with clusters),
 * too-few-clusters.
 *
 * @example estimate('g-computation', table, { treatment: 't', outcome: 'hired', covariates: ['age'] }, { interactions: true })
 */
export const gComputation = defineEstimator({
  id: 'g-computation',
  group: 'adjustment',
  what: 'Outcome model standardised to a population (g-computation).',
  estimand: 'ATE, ATT or ATC',
  required: ['treatment', 'outcome', 'covariates'],
  optional: ['cluster'],
  options: {
    target: choice(['ATE', 'ATT', 'ATC'], 'Population the effect speaks of.'),
    measure: choice(contrastMeasures, 'Difference or ratio of the two means.'),
    outcomeModel: choice(outcomeModels, 'Model of the outcome; auto is logistic for a 0/1 outcome.'),
    interactions: flag('Let every covariate act differently under treatment.'),
    variance: choice(
      ['m-estimation', 'delta', 'delta-HC0'],
      'Error for a population, or with the covariates held fixed.',
    ),
    level,
  },
  run(sample, options) {
    if (sample.cluster !== undefined && options.variance !== 'm-estimation') {
      throw new StatisticalError(
        'invalid-option',
        `variance "${options.variance}" takes rows for independent. With clusters use m-estimation, or leave the cluster column out.`,
        ['variance'],
      );
    }
    const kind = modelKind(options.outcomeModel, sample);
    const model = outcomeRegression(sample, kind, options.interactions);
    const means = standardisedMeans(sample, model, options.target);
    const stacked = contrast(sample, means, options.measure, options.level);
    const result =
      options.variance === 'm-estimation'
        ? stacked
        : withError(
            stacked,
            conditionalError(means, model.covariance[options.variance], options.measure),
            options.level,
          );
    const { treated, comparison } = means;
    return {
      ...result,
      estimand: options.target,
      n: countArms(sample),
      details: {
        means: { treated, comparison },
        outcomeModel: kind,
        marginalOddsRatio: sample.outcomeIsBinary ? treated / (1 - treated) / (comparison / (1 - comparison)) : null,
      },
      warnings: [...noVarianceWarning(result.standardError), ...fewClustersWarning(sample.cluster, 'CR1')],
    };
  },
});

/** sqrt(gᵀVg) of the difference, or of the logarithm of the ratio. */
function conditionalError(means: StandardisedMeans, covariance: Float64Array, measure: 'difference' | 'ratio'): number {
  const ratio = measure === 'ratio';
  const gradient = means.treatedGradient.map(
    (g, j) => g / (ratio ? means.treated : 1) - means.comparisonGradient[j]! / (ratio ? means.comparison : 1),
  );
  let variance = 0;
  for (let a = 0; a < gradient.length; a++) {
    for (let b = 0; b < gradient.length; b++) {
      variance += gradient[a]! * gradient[b]! * covariance[a * gradient.length + b]!;
    }
  }
  if (variance < 0) {
    throw new StatisticalError(
      'not-estimable',
      'The delta variance is negative by rounding. Use variance m-estimation.',
      ['variance'],
    );
  }
  return Math.sqrt(variance);
}

function withError<T extends ReturnType<typeof contrast>>(result: T, standardError: number, level: number): T {
  const interval = result.standardErrorScale === 'log' ? logInterval : plainInterval;
  return { ...result, standardError, interval: interval(result.value!, standardError, level) };
}
