import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { fitLeastSquares } from '../models/fit-least-squares.js';
import { fitLogistic } from '../models/fit-logistic.js';
import type { Design } from '../models/model-matrix.js';

/** Mean outcome given the covariates in one arm, predicted for every row. */
export interface OutcomeModel {
  readonly fitted: Float64Array;
  readonly bread: Float64Array;
  /** Derivative of the prediction of row i in its linear predictor. */
  readonly slope: (i: number) => number;
}

export type OutcomeModelKind = 'logistic' | 'linear';

/** Fits on the rows of positive `frequency`. Errors: those of the two fits. */
export function outcomeModel(
  kind: OutcomeModelKind,
  design: Design,
  sample: SampleWith<'outcome'>,
  frequency: Float64Array,
  among: string,
): OutcomeModel {
  if (kind === 'linear') {
    const { fitted, bread } = fitLeastSquares(design, sample.outcome, frequency, among);
    return { fitted, bread, slope: () => 1 };
  }
  const { fitted, bread } = withAdvice(() => fitLogistic(design, sample.outcome, frequency, among));
  return { fitted, bread, slope: (i) => fitted[i]! * (1 - fitted[i]!) };
}

/** One arm alone is easily separated: here there is a way out that a logistic regression by itself does not have. */
function withAdvice<T>(fit: () => T): T {
  try {
    return fit();
  } catch (error) {
    if (!(error instanceof StatisticalError) || !['separation', 'no-variation'].includes(error.kind)) throw error;
    throw new StatisticalError(error.kind, `${error.message} Or set outcomeModel to linear.`, error.names);
  }
}
