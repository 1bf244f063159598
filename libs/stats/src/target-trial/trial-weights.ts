import { findEstimator } from '../catalogue/find-estimator.js';
import { prepareSample } from '../catalogue/prepare-sample.js';
import { validateOptions } from '../catalogue/validate-options.js';
import type { Target } from '../adjustment/balancing-weights.js';
import type { Covariates } from '../core/sample.js';
import type { Roles, Table } from '../core/table.js';
import { balanced } from './sequential-trials.js';
import { stayingIn, type FollowedSample } from './staying.js';

/** The weights of a target trial with several rows a person, one number for each row of the table. */
export interface TrialWeights {
  /** At time zero: 1 of a clone, that which balances the arms of a person-trial; 0 of a row the method leaves out. */
  readonly start: Float64Array;
  /** At the end of its follow-up: the same times the inverse probability of not having left; 0 of a row that left its strategy. */
  readonly kept: Float64Array;
  /** 1 where a row was followed to a time at which some row of its arm left: there it could have left too. */
  readonly asked: Uint8Array;
  /** Who takes up the exposure, by the model that weights for it. */
  readonly uptake: {
    /** Rows of the table: of clones, those of the treated strategy asked; of trials, all used. */
    readonly rows: Uint32Array;
    /** Probability of taking up given the covariates, and whether it was. */
    readonly score: Float64Array;
    readonly took: Float64Array;
  };
}

/**
 * The weights by which `clone-censor-weight` or `sequential-trials` compares these rows, made by the same fits: what its
 * diagnostics have to be about. Reads arms, covariates, how long each row was followed and whether it then left its strategy; not
 * which follow-up ended with the event.
 *
 * Weighted by `kept`, the rows of an arm stand for all its rows weighted by `start`, each row up to the end of its follow-up:
 * E[1(not left) / P(not left | covariates)] = 1, whoever has the event and whenever (Robins 1993). So a mean of covariates under
 * `kept` may be held against that under `start`; one among those still at risk may not, since events take people out.
 * Errors: those of the method, but for what only the events make (no-events, beyond-follow-up).
 */
export function trialWeights(
  method: 'clone-censor-weight' | 'sequential-trials',
  table: Table,
  roles: Roles,
  options: Readonly<Record<string, unknown>>,
): TrialWeights {
  const entry = findEstimator(method);
  const values = validateOptions(method, entry.options, options);
  const given = prepareSample(entry, table, roles);
  const { rows, tableRows } = given;
  const sample = { ...given, deviated: given.deviated ?? new Float64Array(rows) } as FollowedSample;
  const periods = values['periods'] as number;
  const trials =
    method === 'sequential-trials' ? balanced(sample, given.strata!, values['target'] as Target) : undefined;
  const base = trials?.weights ?? new Float64Array(rows).fill(1);
  const of = (arm: 0 | 1): ArmWeights => armWeights(sample, arm, base, trials?.covariates ?? given.covariates, periods);
  const arms = [of(0), of(1)] as const;
  const spread = <Values extends Float64Array | Uint8Array>(into: Values, valueOf: (row: number) => number): Values => {
    tableRows.forEach((place, row) => (into[place] = valueOf(row)));
    return into;
  };
  const armOf = (row: number): ArmWeights => arms[sample.treatment[row] as 0 | 1];
  const start = spread(new Float64Array(table.rows), (row) => base[row]!);
  const left = (row: number): boolean => sample.deviated[row] === 1;
  const kept = spread(new Float64Array(table.rows), (row) => (left(row) ? 0 : base[row]! / armOf(row).stay[row]!));
  const asked = spread(new Uint8Array(table.rows), (row) => armOf(row).asked[row]!);
  const takers = Uint32Array.from({ length: rows }, (_, row) => row).filter(
    (row) => trials !== undefined || arms[1].asked[row] === 1,
  );
  const uptake = {
    rows: Uint32Array.from(takers, (row) => tableRows[row]!),
    score: Float64Array.from(takers, (row) => trials?.score.fitted[row] ?? arms[1].stay[row]!),
    took: Float64Array.from(takers, (row) => (trials ? sample.treatment[row]! : Number(!left(row)))),
  };
  return { start, kept, asked, uptake };
}

/** One number for each row of the sample; rows of the other arm have none. */
interface ArmWeights {
  readonly asked: Uint8Array;
  /** Probability of not having left through every period in which the row was asked. */
  readonly stay: Float64Array;
}

function armWeights(
  sample: FollowedSample,
  arm: 0 | 1,
  base: Float64Array,
  covariates: Covariates,
  periods: number,
): ArmWeights {
  const { model, origin, stay } = stayingIn(sample, arm, base, covariates, periods);
  const found = { asked: new Uint8Array(sample.rows), stay: new Float64Array(sample.rows).fill(1) };
  model?.asked.forEach((piece) => {
    found.asked[origin[piece]!] = 1;
    found.stay[origin[piece]!]! *= stay[piece]!;
  });
  return found;
}
