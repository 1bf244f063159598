import type { LocalText } from '@impact-ledger/domain';
import { estimate, type Column, type Table } from '@impact-ledger/stats';

export type Target = 'ATE' | 'ATT' | 'ATO';

/** A column of numbers, or one level of a category as a column of 0 and 1. */
export interface NumericColumn {
  readonly name: string;
  readonly column: string;
  readonly level?: string;
  /** Where it is no covariate of the protocol, which has its label. */
  readonly label?: LocalText;
  /** Made when asked for: of millions of rows, the columns of all levels need not be in memory at once. */
  readonly values: () => Float64Array;
}

/** Every covariate as numbers, all levels of a category that occur included. */
export function numericColumns(table: Table, covariates: readonly string[]): NumericColumn[] {
  return covariates.flatMap((column) => {
    const data: Column = table.columns[column]!;
    if (data instanceof Float64Array) return [{ name: column, column, values: () => data }];
    const { codes, levels } = data;
    const occurs = new Uint8Array(levels.length);
    for (let row = 0; row < codes.length; row++) if (codes[row]! >= 0) occurs[codes[row]!] = 1;
    return levels.flatMap((level, code) =>
      occurs[code] ? [{ name: `${column}=${level}`, column, level, values: () => indicator(codes, code) }] : [],
    );
  });
}

function indicator(codes: Int32Array, code: number): Float64Array {
  const values = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) if (codes[row] === code) values[row] = 1;
  return values;
}

/**
 * Propensity score of every row, by the logistic regression that the weighted estimators fit.
 * Errors: separation, collinear, constant-covariate, no-convergence.
 */
export function propensityScores(table: Table, arm: string, covariates: readonly string[]): Float64Array {
  const { details } = estimate('logistic', table, { outcome: arm, covariates });
  const columns = new Map(numericColumns(table, covariates).map(({ name, values }) => [name, values]));
  const score = new Float64Array(table.rows);
  for (const { name, value } of details['coefficients'] as unknown as { name: string; value: number }[]) {
    const values = columns.get(name)?.();
    for (let row = 0; row < table.rows; row++) score[row]! += value * (values ? values[row]! : 1);
  }
  for (let row = 0; row < table.rows; row++) score[row] = 1 / (1 + Math.exp(-score[row]!));
  return score;
}

/** Weight of each row for its own arm: Li, Morgan and Zaslavsky (2018), table 1. */
export function targetWeights(target: Target, arm: Float64Array, score: Float64Array): Float64Array {
  const weight = {
    ATE: (treated: boolean, p: number) => (treated ? 1 / p : 1 / (1 - p)),
    ATT: (treated: boolean, p: number) => (treated ? 1 : p / (1 - p)),
    ATO: (treated: boolean, p: number) => (treated ? 1 - p : p),
  }[target];
  return score.map((p, row) => weight(arm[row] === 1, p));
}

/** Share of each arm with a score in each of `bins` equal bins from 0 to 1. */
export function scoreHistogram(arm: Float64Array, score: Float64Array, bins = 20) {
  const counts = [new Float64Array(bins), new Float64Array(bins)];
  const sizes = [0, 0];
  for (let row = 0; row < score.length; row++) {
    const which = arm[row] === 1 ? 1 : 0;
    counts[which]![Math.min(bins - 1, Math.floor(score[row]! * bins))]! += 1;
    sizes[which]! += 1;
  }
  return Array.from({ length: bins }, (_, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    treated: counts[1]![bin]! / sizes[1]!,
    comparison: counts[0]![bin]! / sizes[0]!,
  }));
}
