import { gather } from '../catalogue/kept-rows.js';
import { exp } from '../core/elementary.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { linearPredictor } from '../models/design.js';
import { coxData } from './cox-data.js';
import { fitCox } from './fit-cox.js';

/** A proportional-hazards model of one way to leave, fitted in one arm: for everybody the relative hazard, and the steps of the hazard. */
export interface ArmHazards {
  /** exp(η) of every row of the sample, in the arm or not. */
  readonly relative: Float64Array;
  /** Rise of the baseline's cumulative hazard at each distinct time (Breslow 1974). */
  readonly rise: Float64Array;
}

/**
 * @param order place in time at which each row of the sample leaves, in whole steps: rows that leave later are at risk
 * @param leaves 1 for a row that leaves in this way
 * @param step distinct time of each row, below `steps` where it counts
 * @param rows rows of the arm
 * @param among names the model in messages
 * Errors: those of `fitCox`. Nobody leaves so: null.
 */
export function armHazards(
  { covariates, frequency }: SampleWith<'treatment'>,
  rows: Uint32Array,
  order: Float64Array,
  leaves: Float64Array,
  step: Int32Array,
  steps: number,
  among: string,
): ArmHazards | null {
  const event = gather(leaves, rows);
  if (!event.some((e) => e === 1)) return null;
  const own = { time: gather(order, rows), event, frequency: gather(frequency, rows) };
  const columns = covariates.columns.map((column) => gather(column, rows));
  const empty = { names: [], columns: [], sources: [] };
  const sample = { ...own, rows: rows.length, total: 0, covariates: empty, outcomeIsBinary: false };
  const data = named(among, () =>
    coxData(covariates.names, columns, { ...sample, tableRows: rows, dropped: 0, warnings: [] }, 'breslow'),
  );
  const { coefficients } = named(among, () => fitCox(data));
  const relative = linearPredictor({ ...data.design, rows: leaves.length, columns: covariates.columns }, coefficients);
  for (let i = 0; i < relative.length; i++) relative[i] = exp(relative[i]!);
  // From the last place in time to the first: who leaves later is at risk, and so is who leaves just then.
  const rise = new Float64Array(steps);
  const { sets } = data;
  let atRisk = 0;
  for (let group = sets.start.length - 2; group >= 0; group--) {
    let leaving = 0;
    for (let at = sets.start[group]!; at < sets.start[group + 1]!; at++) {
      const row = rows[sets.order[at]!]!;
      atRisk += frequency[row]! * relative[row]!;
      leaving += frequency[row]! * leaves[row]!;
    }
    if (leaving > 0) rise[step[rows[sets.order[sets.start[group]!]!]!]!] = leaving / atRisk;
  }
  return { relative, rise };
}

/** Three models are fitted: a refusal says of which one it speaks. */
function named<T>(among: string, fit: () => T): T {
  try {
    return fit();
  } catch (error) {
    if (!(error instanceof StatisticalError)) throw error;
    throw new StatisticalError(error.kind, `In the ${among}: ${error.message}`, error.names);
  }
}
