import { findEstimator } from '../catalogue/find-estimator.js';
import { prepareSample } from '../catalogue/prepare-sample.js';
import { validateOptions } from '../catalogue/validate-options.js';
import type { Roles, Table } from '../core/table.js';
import { effectiveSampleSize, type ByArm } from '../diagnostics/effective-sample-size.js';
import { designOf } from '../models/design.js';
import { balanceComparison } from './balance-comparison.js';
import { matchSample, nobodyMatched, type MatchingTarget } from './match-sample.js';

/** By what rows are compared, one number for each row of the table. */
export interface ComparisonWeights {
  /** 0 of a row that is compared with none. */
  readonly weights: Float64Array;
  /** Kish's, of each arm. */
  readonly effectiveSampleSize: ByArm;
  /** Rows of the target that found no partner. */
  readonly unmatched: number;
}

/**
 * The weights by which `matching` or `entropy-balancing` compares these rows, made by the same fits: what a table of balance
 * has to be about. They come of arms and covariates; the outcome only says which rows are complete.
 * Errors: those of the method, but for what only its error needs (too-few-rows, zero-cell).
 */
export function comparisonWeights(
  method: 'matching' | 'entropy-balancing',
  table: Table,
  roles: Roles,
  options: Readonly<Record<string, unknown>>,
): ComparisonWeights {
  const entry = findEstimator(method);
  const values = validateOptions(method, entry.options, options);
  const sample = prepareSample(entry, table, roles);
  const { treatment, covariates, frequency, tableRows } = sample as typeof sample & { treatment: Float64Array };
  const weights = new Float64Array(table.rows);
  if (method === 'entropy-balancing') {
    const design = designOf(covariates.names, covariates.columns, frequency);
    const balanced = balanceComparison(design, { ...sample, treatment });
    const own = balanced.weights.map((weight, row) => (treatment[row] === 1 ? 1 : weight));
    tableRows.forEach((place, row) => (weights[place] = own[row]!));
    return { weights, effectiveSampleSize: effectiveSampleSize(treatment, own, frequency), unmatched: 0 };
  }
  const { replace, ratio, order, caliper, target, variance } = values as unknown as MatchingOptions;
  const request = { target, replace, ratio, order, caliper, averageTies: variance === 'abadie-imbens' };
  const matched = matchSample({ ...sample, treatment }, new Float64Array(sample.rows), request);
  if (!matched.weights.some((weight) => weight > 0)) throw nobodyMatched();
  matched.weights.forEach((weight, copy) => (weights[tableRows[matched.sampleRow[copy]!]!]! += weight));
  const once = new Float64Array(matched.weights.length).fill(1);
  return {
    weights,
    effectiveSampleSize: effectiveSampleSize(matched.treatment, matched.weights, once),
    unmatched: matched.unmatched,
  };
}

interface MatchingOptions {
  readonly target: MatchingTarget;
  readonly replace: boolean;
  readonly ratio: number;
  readonly order: 'largest' | 'data';
  readonly caliper: number | null;
  readonly variance: string;
}
