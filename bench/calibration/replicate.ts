import { StatisticalError, bootstrap, estimate, type Estimate } from '@impact-ledger/stats';
import { Draws, type Columns } from '#calibration/draws';
import type { Cell, Scenario } from '#calibration/scenario';

/** What one data set gave: [value, standard error, lower, upper, p-value], ratios as logarithms; or the kind of a refusal. */
export type Outcome = readonly [number, number | null, number | null, number | null, number | null] | string;

/** Results of replications `from` to `until` - 1: for each of them, one outcome for each cell. */
export function replicate(
  scenario: Scenario,
  cells: readonly Cell[],
  seed: number,
  from: number,
  until: number,
): Outcome[][] {
  return Array.from({ length: until - from }, (_, k) => {
    // The name of the scenario and the replication give the stream, so that an added scenario changes no other.
    const stream = hash(scenario.id) * 2 ** 20 + from + k;
    const columns = scenario.columns(new Draws({ seed, stream }, scenario.draws));
    return cells.map((cell) => outcomeOf(cell, scenario.rows, columns, stream));
  });
}

function outcomeOf(cell: Cell, rows: number, columns: Columns, stream: number): Outcome {
  try {
    if (cell.bootstrap !== undefined) {
      // Another seed for each data set, that its resamples are not always the same rows.
      const how = { replicates: cell.bootstrap, seed: stream };
      return figures(bootstrap(cell.id, { rows, columns }, cell.roles, cell.options, how));
    }
    if (cell.looks === undefined) return figures(estimate(cell.id, { rows, columns }, cell.roles, cell.options));
    let seen: Exclude<Outcome, string> | null = null;
    for (let look = 1; look <= cell.looks; look++) {
      const size = Math.floor((rows * look) / cell.looks);
      const soFar = Object.fromEntries(Object.entries(columns).map(([name, all]) => [name, all.subarray(0, size)]));
      const now = figures(estimate(cell.id, { rows: size, columns: soFar }, cell.roles, cell.options));
      // What all looks together leave: the highest of the lower limits, the lowest of the upper.
      seen = [now[0], now[1], least(seen?.[2], now[2], -1), least(seen?.[3], now[3], 1), least(seen?.[4], now[4], 1)];
    }
    return seen!;
  } catch (error) {
    if (error instanceof StatisticalError) return error.kind;
    throw error;
  }
}

function least(a: number | null | undefined, b: number | null, sign: 1 | -1): number | null {
  if (a === null || a === undefined) return b;
  return b === null ? a : sign * Math.min(sign * a, sign * b);
}

function figures({ value, standardError, standardErrorScale, interval, details }: Estimate): Exclude<Outcome, string> {
  const scaled = (x: number | null): number | null =>
    x === null || standardErrorScale === 'natural' ? x : Math.log(x);
  const pValue = typeof details['pValue'] === 'number' ? details['pValue'] : null;
  // The logarithm of a limit of 0 is no number that JSON has.
  const finite = (x: number | null): number | null => (x !== null && Number.isFinite(x) ? x : null);
  return [scaled(value)!, standardError, finite(scaled(interval.lower)), finite(scaled(interval.upper)), pValue];
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (const letter of text) h = Math.imul(h ^ letter.charCodeAt(0), 0x01000193);
  return h >>> 0;
}
