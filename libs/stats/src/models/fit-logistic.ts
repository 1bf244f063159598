import { cholesky, invert, solve, type Factor } from '../core/cholesky.js';
import { moments } from '../core/moments.js';
import { StatisticalError } from '../core/statistical-error.js';
import { crossProduct, linearPredictor, weightedGram, type Design } from './design.js';
import { factorOrRefuse } from './refuse-collinear.js';

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
 * the size of a coefficient, is what is detected. Errors: no-variation, collinear, separation, no-convergence.
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
  const { rows, width } = design;
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
  factorOrRefuse(design, weightedGram(design, frequency), among);

  let coefficients = new Float64Array(width);
  coefficients[0] = Math.log(mean / (1 - mean));
  const working = { weights: new Float64Array(rows), residual: new Float64Array(rows) };
  const predictor = new Float64Array(rows);
  const evaluate = (b: Float64Array): number =>
    evaluateAt(linearPredictor(design, b, predictor), outcome, frequency, working);
  const factorHere = (direction: Float64Array): Factor => {
    const factor = cholesky(weightedGram(design, working.weights), width, 1e-13);
    if ('deficientAt' in factor) throw separated(design, direction, among);
    return factor;
  };

  let logLikelihood = evaluate(coefficients);
  let step: Float64Array = coefficients;
  for (let iteration = 1; iteration <= MAXIMUM_ITERATIONS; iteration++) {
    const factor = factorHere(step);
    const finish = (at: Factor): LogisticFit => {
      const fitted = predictor.map((eta) => 1 / (1 + Math.exp(-eta)));
      return { design, frequency, coefficients, bread: invert(at), fitted, logLikelihood, iterations: iteration };
    };
    step = solve(factor, crossProduct(design, working.residual));
    const size = largest(step);
    if (size < 1e-11) return finish(factor);

    let next = plus(coefficients, step, 1);
    let gained = evaluate(next);
    for (let halving = 1; gained < logLikelihood - 1e-9 * Math.abs(logLikelihood) - 1e-12 && halving <= 30; halving++) {
      next = plus(coefficients, step, 2 ** -halving);
      gained = evaluate(next);
    }
    const settled = Math.abs(gained - logLikelihood) <= 1e-13 * (Math.abs(gained) + 0.1);
    coefficients = next;
    logLikelihood = gained;
    if (settled && size > 1e-2) throw separated(design, step, among);
    // Steps at the rounding of the score cannot shrink further: the likelihood is flat to the last digit here.
    if (settled && size < 1e-7) return finish(factorHere(step));
  }
  throw new StatisticalError(
    'no-convergence',
    `The logistic model among ${among} did not converge in ${MAXIMUM_ITERATIONS} steps. Rescale or leave out a covariate.`,
  );
}

/**
 * Log-likelihood Σ f (y η - log(1 + e^η)) with the working weights f p (1 - p) and score residuals f (y - p) there. All
 * from exp(-|η|), so that nothing overflows and 1 - p is never formed by subtraction.
 */
function evaluateAt(
  predictor: Float64Array,
  outcome: Float64Array,
  frequency: Float64Array,
  { weights, residual }: { readonly weights: Float64Array; readonly residual: Float64Array },
): number {
  let sum = 0;
  for (let i = 0; i < predictor.length; i++) {
    const f = frequency[i]!;
    if (f === 0) continue;
    const eta = predictor[i]!;
    const event = outcome[i] === 1;
    const tail = Math.exp(-Math.abs(eta));
    const larger = 1 / (1 + tail);
    const smaller = tail * larger;
    // The probability of what did not happen: large when the sign of η is on the wrong side.
    const missed = eta >= 0 === event ? smaller : larger;
    weights[i] = f * larger * smaller;
    residual[i] = event ? f * missed : -f * missed;
    sum -= f * (Math.log1p(tail) + (eta >= 0 === event ? 0 : Math.abs(eta)));
  }
  return sum;
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
