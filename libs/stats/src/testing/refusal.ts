import { estimate } from '../catalogue/estimate.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { Roles, Table } from '../core/table.js';
import { simulateCohort } from './simulate.js';

/** A small cohort from which most methods have an answer, to be damaged. */
export const table = simulateCohort(21, 200);
export const roles: Roles = { treatment: 't', outcome: 'y', covariates: ['age', 'urban'] };

/** The error by which a method refuses; the test fails where it does not. */
export function refusal(
  id: string,
  data: Table,
  given: Roles,
  options: Readonly<Record<string, unknown>> = {},
): StatisticalError {
  try {
    estimate(id, data, given, options);
  } catch (error) {
    if (error instanceof StatisticalError) return error;
    throw error;
  }
  throw new Error(`${id} was expected to refuse`);
}
