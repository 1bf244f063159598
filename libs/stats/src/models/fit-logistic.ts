import { cholesky, invert, solve } from '../core/cholesky.js';
import { moments } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { spread } from '../kernels/compress.js';
import { weighedRows } from '../kernels/row-blocks.js';
import type { Design } from './model-matrix.js';
import { byOutcome, cellsOf } from './design-cells.js';
import { fittedProbabilities, logisticPass, type LogisticPass } from './logistic-pass.js';
import { factorOrRefuse } from './refuse-collinear.js';
import { log } from '../core/elementary.js';
import { powerOfTwo } from '../core/float-bits.js';

/** A fitted logistic regression. Coefficients and bread belong to the standardised design. */
export interface LogisticFit {
  readonly design: Design;
  /** Rows the fit used: frequencies, zero for rows left out. */
  readonly frequency: Float64Array;
  readonly coefficients: Float64Array;
  /** Inverse of the information. */
  readonly bread: Float64Array;
  /** Fitted probability of every row of the design, also of those left out of the fit. */
  readonly fitted: Float64Array;
  readonly logLikelihood: number;
  readonly iterations: number;
}

const MAXIMUM_ITERATIONS = 100;

/**
 * Maximum likelihood by Newton's method (iteratively reweighted least squares, McCullagh and Nelder 1989, chapter 4)
 * on standardised columns. Ends when the step is at rounding, which is tighter than glm(epsilon = 1e-14).
 *
 * When a covariate separates the outcomes the deviance settles while the steps stay near 1 for ever; that, and not
 * the size of a coefficient, is what is detected. Discrete covariates are fitted by their cells. Errors: no-variation, collinear, separation, no-convergence.
 *
 * @param outcome 0 or 1
 * @param frequency how often each row counts; 0 leaves it out of the fit but it still gets a prediction
 * @param among names the rows in messages, for example "the treated rows"
 */
export function fitLogistic(
  design: Design,
  outcome: Float64Array,
  frequency: Float64Array,
  among: string,
): LogisticFit {
  const cells = cellsOf(design);
  if (cells !== null) {
    const rows = byOutcome(cells, outcome, frequency);
    const fit = fitLogistic(rows.design, rows.outcome, rows.frequency, among);
    return { ...fit, design, frequency, fitted: spread(cells, fit.fitted, new Float64Array(design.rows)) };
  }
  const { width } = design;
  const { n, mean } = moments(outcome, frequency);
  if (!(mean > 0 && mean < 1)) {
    throw new StatisticalError(
      'no-variation',
      `Among ${among}, the modelled 0/1 column is always ${mean === 1 ? 1 : 0}: a logistic model cannot be fitted. Use fewer splits of the data, or a method without this model.`,
    );
  }
  if (n <= width) {
    throw new StatisticalError(
      'too-few-rows',
      `Among ${among} there are ${n} rows for ${width} coefficients. Use fewer covariates.`,
    );
  }

  const single = isSingle(frequency);
  const picked = weighedRows(frequency);
  const evaluate = (b: Float64Array): LogisticPass => logisticPass(design, outcome, frequency, b, single, picked);
  let coefficients = new Float64Array(width);
  coefficients[0] = log(mean / (1 - mean));
  let here = evaluate(coefficients);
  // All rows have the same probability here, so this is the Gram matrix of the columns but for a factor.
  let factor = factorOrRefuse(design, here.information, among);
  for (let iteration = 1; iteration <= MAXIMUM_ITERATIONS; iteration++) {
    const finish = (): LogisticFit => ({
      design,
      frequency,
      coefficients,
      bread: invert(factor),
      fitted: fittedProbabilities(design, coefficients),
      logLikelihood: here.logLikelihood,
      iterations: iteration,
    });
    const step = solve(factor, here.score);
    const size = largest(step);
    if (size < 1e-11) return finish();

    const before = here.logLikelihood;
    let next = plus(coefficients, step, 1);
    here = evaluate(next);
    const worse = (): boolean => here.logLikelihood < before - 1e-9 * Math.abs(before) - 1e-12;
    for (let halving = 1; worse() && halving <= 30; halving++) {
      next = plus(coefficients, step, powerOfTwo(-halving));
      here = evaluate(next);
    }
    const settled = Math.abs(here.logLikelihood - before) <= 1e-13 * (Math.abs(here.logLikelihood) + 0.1);
    coefficients = next;
    if (settled && size > 1e-2) throw separated(design, step, among);
    const now = cholesky(here.information, width, 1e-13);
    if ('deficientAt' in now) throw separated(design, step, among);
    factor = now;
    // Steps at the rounding of the score cannot shrink further: the likelihood is flat to the last digit here.
    if (settled && size < 1e-7) return finish();
  }
  throw new StatisticalError(
    'no-convergence',
    `The logistic model among ${among} did not converge in ${MAXIMUM_ITERATIONS} steps. Rescale or leave out a covariate.`,
  );
}

/** Whether every row counts once or not at all. */
function isSingle(frequency: Float64Array): boolean {
  for (let i = 0; i < frequency.length; i++) if (frequency[i] !== 0 && frequency[i] !== 1) return false;
  return true;
}

function separated(design: Design, direction: Float64Array, among: string): StatisticalError {
  const reach = largest(direction.subarray(1));
  const names = design.names.slice(1).filter((_, j) => Math.abs(direction[j + 1]!) > 0.1 * reach);
  const list = names.map((name) => `"${name}"`).join(', ');
  return new StatisticalError(
    'separation',
    `Among ${among}, ${list} predicts the 0/1 column perfectly for some rows, so the maximum likelihood is at infinity. Merge categories, or leave the column out.`,
    names,
  );
}

function largest(x: Float64Array): number {
  return x.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
}

function plus(x: Float64Array, step: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (value, j) => value + share * step[j]!);
}
