import { sandwichProduct } from '../core/cholesky.js';
import type { Grouping } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { groupedGram, quadraticForms, weightedGram } from './design.js';
import type { Design } from './model-matrix.js';

export const robustVariances = ['HC0', 'HC1', 'HC2', 'HC3', 'CR0', 'CR1'] as const;
export type RobustVariance = (typeof robustVariances)[number];

interface Ingredients {
  readonly design: Design;
  readonly bread: Float64Array;
  readonly frequency: Float64Array;
  /** Score residual of one copy of each row: y - fitted. */
  readonly residual: Float64Array;
  /** Working weight of one copy of each row: 1 for least squares, p(1-p) for logistic. */
  readonly working: (i: number) => number;
  readonly cluster: Grouping | undefined;
}

/**
 * Covariance of standardised coefficients that does not trust the model's variance. As sandwich::vcovHC and vcovCL:
 * HC1 multiplies HC0 by n/(n-k); HC2 and HC3 divide each squared residual by (1-h) and (1-h)²; CR0 sums scores by
 * cluster; CR1 multiplies it by G/(G-1)·(n-1)/(n-k). Zeileis (2004, 2006), MacKinnon and White (1985).
 *
 * Errors: missing-role (CR without clusters), too-few-clusters, not-estimable (a row of leverage one under HC2, HC3).
 */
export function robustCovariance(variance: RobustVariance, parts: Ingredients): Float64Array {
  const { design, bread, frequency, residual, cluster } = parts;
  const { rows, width } = design;
  const n = frequency.reduce((sum, f) => sum + f, 0);
  if (variance === 'CR0' || variance === 'CR1') {
    if (cluster === undefined)
      throw new StatisticalError('missing-role', `Variance ${variance} needs a cluster column.`, ['cluster']);
    if (cluster.count < 2)
      throw new StatisticalError(
        'too-few-clusters',
        'There is one cluster: its variance cannot be estimated. Use HC3, or a finer cluster column.',
      );
    const scores = residual.map((r, i) => frequency[i]! * r);
    const covariance = sandwichProduct(bread, groupedGram(design, scores, cluster.codes, cluster.count), width);
    const factor = variance === 'CR0' ? 1 : (cluster.count / (cluster.count - 1)) * ((n - 1) / (n - width));
    return covariance.map((value) => value * factor);
  }
  const squares = residual.map((r, i) => frequency[i]! * r * r);
  if (variance === 'HC2' || variance === 'HC3') {
    const forms = quadraticForms(design, bread);
    for (let i = 0; i < rows; i++) {
      const rest = 1 - parts.working(i) * forms[i]!;
      if (!(rest > 1e-10)) {
        throw new StatisticalError(
          'not-estimable',
          `A row alone determines a coefficient (leverage 1), where ${variance} is not defined. Use HC1, or leave out the covariate that only one row has.`,
        );
      }
      squares[i]! /= variance === 'HC2' ? rest : rest * rest;
    }
  }
  const covariance = sandwichProduct(bread, weightedGram(design, squares), width);
  const factor = variance === 'HC1' ? n / (n - width) : 1;
  return covariance.map((value) => value * factor);
}
