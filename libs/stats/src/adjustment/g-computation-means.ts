import { multiply } from '../core/cholesky.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { crossProduct, designOf, linearPredictor } from '../models/design.js';
import type { Design } from '../models/model-matrix.js';
import { fitLeastSquares } from '../models/fit-least-squares.js';
import { fitLogistic } from '../models/fit-logistic.js';
import { robustCovariance } from '../models/sandwich.js';
import type { ArmMeans } from './contrast.js';
import type { OutcomeModelKind } from './outcome-model.js';
import { exp } from '../core/elementary.js';

export type StandardTarget = 'ATE' | 'ATT' | 'ATC';
type Trial = SampleWith<'treatment' | 'outcome'>;

/** The fitted model, in standardised columns, with its two covariances. */
export interface OutcomeRegression {
  readonly design: Design;
  readonly coefficients: Float64Array;
  readonly bread: Float64Array;
  /** That trusts the model; and the heteroscedasticity-consistent HC0. */
  readonly covariance: { readonly delta: Float64Array; readonly 'delta-HC0': Float64Array };
  readonly residual: Float64Array;
  /** Columns of the design if everyone had this treatment. */
  readonly designUnder: (arm: 0 | 1) => Design;
  /** Expected outcome, and its derivative, at a linear predictor. */
  readonly mean: (eta: number) => number;
  readonly slope: (eta: number) => number;
}

/** Mean outcome of each arm, what every row does to it, and its derivative in the coefficients. */
export interface StandardisedMeans extends ArmMeans {
  readonly treatedGradient: Float64Array;
  readonly comparisonGradient: Float64Array;
}

/**
 * One model of the outcome on treatment and covariates. With `interactions` also the treatment times each centred covariate:
 * centring changes no prediction and keeps the columns apart. Errors: those of the fits, with the way out.
 */
export function outcomeRegression(sample: Trial, kind: OutcomeModelKind, interactions: boolean): OutcomeRegression {
  const { treatment, outcome, frequency, covariates } = sample;
  const names = [sample.treatmentName!, ...covariates.names];
  const centred = interactions ? covariates.columns.map((column) => centre(column, frequency)) : [];
  const products = centred.map((column) => column.map((x, i) => x * treatment[i]!));
  const productNames = interactions ? covariates.names.map((name) => `${sample.treatmentName!}:${name}`) : [];
  const design = designOf([...names, ...productNames], [treatment, ...covariates.columns, ...products], frequency);
  const none = new Float64Array(sample.rows);
  const all = none.map(() => 1);
  const designUnder = (arm: 0 | 1): Design => ({
    ...design,
    columns: [arm === 1 ? all : none, ...covariates.columns, ...centred.map((x) => (arm === 1 ? x : none))],
  });
  if (kind === 'linear') {
    const fit = fitLeastSquares(design, outcome, frequency, 'the rows used');
    const residual = outcome.map((y, i) => y - fit.fitted[i]!);
    const variance = fit.residualSquares / (fit.n - design.width);
    const parts = { design, bread: fit.bread, frequency, residual, working: () => 1, cluster: undefined };
    const covariance = { delta: fit.bread.map((b) => b * variance), 'delta-HC0': robustCovariance('HC0', parts) };
    const { coefficients, bread } = fit;
    return { design, coefficients, bread, covariance, residual, designUnder, mean: (eta) => eta, slope: () => 1 };
  }
  const fit = advised(() => fitLogistic(design, outcome, frequency, 'the rows used (outcome model)'), interactions);
  const residual = outcome.map((y, i) => y - fit.fitted[i]!);
  const working = (i: number): number => fit.fitted[i]! * (1 - fit.fitted[i]!);
  const parts = { design, bread: fit.bread, frequency, residual, working, cluster: undefined };
  const covariance = { delta: fit.bread, 'delta-HC0': robustCovariance('HC0', parts) };
  const mean = (eta: number): number => 1 / (1 + exp(-eta));
  const slope = (eta: number): number => mean(eta) * mean(-eta);
  return { design, coefficients: fit.coefficients, bread: fit.bread, covariance, residual, designUnder, mean, slope };
}

/** Predictions under either treatment, averaged over the target population. */
export function standardisedMeans(sample: Trial, model: OutcomeRegression, target: StandardTarget): StandardisedMeans {
  const { treatment, frequency, rows, total } = sample;
  const belongs = (i: number): number => (target === 'ATE' ? 1 : target === 'ATT' ? treatment[i]! : 1 - treatment[i]!);
  let size = 0;
  for (let i = 0; i < rows; i++) size += frequency[i]! * belongs(i);
  const arm = (a: 0 | 1): { mean: number; influence: Float64Array; gradient: Float64Array } => {
    const under = model.designUnder(a);
    const eta = linearPredictor(under, model.coefficients);
    let sum = 0;
    const derivative = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const w = frequency[i]! * belongs(i);
      sum += w * model.mean(eta[i]!);
      derivative[i] = (w * model.slope(eta[i]!)) / size;
    }
    const mean = sum / size;
    const gradient = crossProduct(under, derivative);
    // Whom the average is over, and how each row moves the coefficients.
    const along = linearPredictor(model.design, multiply(model.bread, gradient));
    const influence = eta.map(
      (value, i) => total * ((belongs(i) * (model.mean(value) - mean)) / size + model.residual[i]! * along[i]!),
    );
    return { mean, influence, gradient };
  };
  const treated = arm(1);
  const comparison = arm(0);
  return {
    treated: treated.mean,
    comparison: comparison.mean,
    treatedInfluence: treated.influence,
    comparisonInfluence: comparison.influence,
    treatedGradient: treated.gradient,
    comparisonGradient: comparison.gradient,
  };
}

function centre(column: Float64Array, frequency: Float64Array): Float64Array {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < column.length; i++) {
    n += frequency[i]!;
    sum += frequency[i]! * column[i]!;
  }
  return column.map((x) => x - sum / n);
}

/** A logistic model may not exist where a linear one does, or one without interactions. */
function advised<T>(fit: () => T, interactions: boolean): T {
  try {
    return fit();
  } catch (error) {
    if (!(error instanceof StatisticalError) || !['separation', 'no-variation'].includes(error.kind)) throw error;
    const simpler = interactions && error.kind === 'separation' ? 'set interactions to false, or ' : '';
    throw new StatisticalError(error.kind, `${error.message} Or ${simpler}set outcomeModel to linear.`, error.names);
  }
}
