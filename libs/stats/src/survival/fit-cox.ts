import { cholesky, invert, solve, type Factor } from '../core/cholesky.js';
import { StatisticalError } from '../core/statistical-error.js';
import { factorOrRefuse } from '../models/refuse-collinear.js';
import type { CoxData } from './cox-data.js';
import { coxDerivatives, type CoxDerivatives } from './cox-derivatives.js';
import { coxPass, type CoxPass } from './cox-pass.js';
import { riskSetSums, type RiskSetSums } from './risk-set-sums.js';

/** A fitted Cox model. Coefficients and bread belong to the standardised design; element 0 is an unused intercept. */
export interface CoxFit {
  readonly data: CoxData;
  readonly coefficients: Float64Array;
  /** Inverse of the observed information. */
  readonly bread: Float64Array;
  readonly pass: CoxPass;
  readonly sums: RiskSetSums;
  readonly nullLogLikelihood: number;
  /** Score test of no effect at all. */
  readonly scoreChiSquare: number;
  readonly iterations: number;
}

const MAXIMUM_ITERATIONS = 100;

/**
 * Maximum partial likelihood by Newton's method from 0 on standardised columns, with steps halved when they overshoot.
 * Ends when the step is at rounding. Monotone likelihoods are recognised as separation is in logistic regression: the
 * likelihood has settled while the steps have not. Errors: collinear, no-variation, separation, no-convergence.
 */
export function fitCox(data: CoxData): CoxFit {
  const { width } = data.design;
  let coefficients: Float64Array<ArrayBuffer> = new Float64Array(width);
  let pass = coxPass(data, coefficients);
  const nullLogLikelihood = pass.logLikelihood;
  let scoreChiSquare = NaN;
  for (let iteration = 1; iteration <= MAXIMUM_ITERATIONS; iteration++) {
    const sums = riskSetSums(data, pass);
    const derivatives = coxDerivatives(data, pass, sums);
    const { score, information } = derivatives;
    if (iteration === 1) refuseUnmoved(data, derivatives);
    const factor =
      iteration === 1
        ? factorOrRefuse(data.design, information, 'those at risk')
        : factorAt(data, coefficients, information);
    const step = solve(factor, score);
    if (iteration === 1) scoreChiSquare = score.reduce((sum, u, j) => sum + u * step[j]!, 0);
    const size = largest(step);
    const finished = (): CoxFit => ({
      data,
      coefficients,
      bread: invert(factor),
      pass,
      sums,
      nullLogLikelihood,
      scoreChiSquare,
      iterations: iteration,
    });
    if (size < 1e-11) return finished();

    const before = pass.logLikelihood;
    const slack = 1e-12 * (Math.abs(before) + 1);
    let share = 1;
    let next = moved(coefficients, step, share);
    let tried = coxPass(data, next);
    for (; !(tried.logLikelihood >= before - slack) && share > 1e-9; tried = coxPass(data, next)) {
      share /= 2;
      next = moved(coefficients, step, share);
    }
    const settled = Math.abs(tried.logLikelihood - before) <= 1e-13 * (Math.abs(before) + 0.1);
    if (settled && size > 1e-2) throw separated(data, step);
    // The likelihood is flat to the last digit, and the steps are at the rounding of the score.
    if (settled && size < 1e-8) return finished();
    coefficients = next;
    pass = tried;
  }
  throw new StatisticalError(
    'no-convergence',
    `The Cox model did not converge in ${MAXIMUM_ITERATIONS} steps. Rescale or leave out a covariate.`,
  );
}

/** A column that does not vary in any risk set in which somebody dies has no information, only rounding. */
function refuseUnmoved({ design }: CoxData, { information, uncentred }: CoxDerivatives): void {
  for (let j = 1; j < design.width; j++) {
    if (information[j * design.width + j]! > 1e-10 * uncentred[j]!) continue;
    const name = design.names[j]!;
    throw new StatisticalError(
      'no-variation',
      `Whenever somebody has the event, all those still followed have the same "${name}": its effect cannot be seen. Leave it out, or use fewer strata.`,
      [name],
    );
  }
}

function factorAt(data: CoxData, coefficients: Float64Array, information: Float64Array): Factor {
  const factor = cholesky(information, data.design.width, 1e-13);
  if ('deficientAt' in factor) throw separated(data, coefficients);
  return factor;
}

function separated({ design }: CoxData, direction: Float64Array): StatisticalError {
  const reach = largest(direction);
  const names = design.names.filter((_, j) => j > 0 && Math.abs(direction[j]!) > 0.1 * reach);
  return new StatisticalError(
    'separation',
    `${names.map((name) => `"${name}"`).join(', ')} predicts perfectly who has the event next, so the hazard ratio is 0 or infinite. Merge categories, leave the column out, or compare the arms by log-rank.`,
    names,
  );
}

const largest = (x: Float64Array): number => x.reduce((size, value) => Math.max(size, Math.abs(value)), 0);

const moved = (x: Float64Array, step: Float64Array, share: number): Float64Array<ArrayBuffer> =>
  Float64Array.from(x, (value, j) => value + share * step[j]!);
