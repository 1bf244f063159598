import type { Json, StatisticalWarning } from '../core/estimate.js';
import type { Grouping, Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { designOf, naturalStandardErrors, unstandardise } from './design.js';
import type { Design } from './model-matrix.js';

/** Treatment first (when there is one), then the covariates. Error: missing-role when neither is given. */
export function regressionDesign(sample: Sample, method: string): Design {
  const { treatment, treatmentName, covariates } = sample;
  const names = treatment ? [treatmentName!, ...covariates.names] : covariates.names;
  const columns = treatment ? [treatment, ...covariates.columns] : covariates.columns;
  if (columns.length === 0)
    throw new StatisticalError('missing-role', `${method} needs a treatment, covariates, or both.`, [
      'treatment',
      'covariates',
    ]);
  return designOf(names, columns, sample.frequency);
}

/** Values and standard errors in the units of the columns, the intercept first. */
export function coefficientTable(
  design: Design,
  coefficients: Float64Array,
  covariance: Float64Array,
): CoefficientTable {
  return {
    names: design.names,
    values: unstandardise(design, coefficients),
    standardErrors: naturalStandardErrors(design, covariance),
  };
}

export interface CoefficientTable {
  readonly names: readonly string[];
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
}

/** As it is printed in `details.coefficients`. */
export const coefficientRows = ({ names, values, standardErrors }: CoefficientTable): Json =>
  names.map((name, j) => ({ name, value: values[j]!, standardError: standardErrors[j]! }));

/** Robust errors are too small with few clusters (Cameron, Gelbach and Miller 2008). */
export const fewClustersWarning = (cluster: Grouping | undefined, variance: string): StatisticalWarning[] =>
  cluster !== undefined && variance.startsWith('CR') && cluster.count < 40
    ? [
        {
          kind: 'few-clusters',
          message: `There are ${cluster.count} clusters; below 40 cluster-robust errors tend to be too small.`,
        },
      ]
    : [];
