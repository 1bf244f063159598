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
    if (cell.optionsFrom !== undefined) {
      const options = { ...cell.options, ...cell.optionsFrom(columns) };
      return figures(estimate(cell.id, { rows, columns }, cell.roles, options));
    }
    if (cell.looks === undefined) return figures(estimate(cell.id, { rows, columns }, cell.roles, cell.options));
    return cell.estimatedBy === undefined ? together(cell, rows, columns) : byBoundary(cell, rows, columns);
  } catch (error) {
    if (error instanceof StatisticalError) return error.kind;
    throw error;
  }
}

type Figures = Exclude<Outcome, string>;

/** The first rows, one look after the other. */
function atLooks(cell: Cell, rows: number, columns: Columns, id: string, options: Cell['options']): Estimate[] {
  return Array.from({ length: cell.looks! }, (_, look) => {
    const size = Math.floor((rows * (look + 1)) / cell.looks!);
    const soFar = Object.fromEntries(Object.entries(columns).map(([name, all]) => [name, all.subarray(0, size)]));
    return estimate(id, { rows: size, columns: soFar }, cell.roles, options);
  });
}

/** What the limits of all looks leave together: the highest of the lower, the lowest of the upper, the least p-value. */
function together(cell: Cell, rows: number, columns: Columns): Figures {
  return atLooks(cell, rows, columns, cell.id, cell.options)
    .map(figures)
    .reduce((seen, now) => [
      ...([now[0], now[1]] as const),
      ...([least(seen[2], now[2], -1), least(seen[3], now[3], 1), least(seen[4], now[4], 1)] as const),
    ]);
}

/** The estimates of all looks, judged by a boundary whose last look is the last of all. */
function byBoundary(cell: Cell, rows: number, columns: Columns): Figures {
  const found = atLooks(cell, rows, columns, cell.estimatedBy!, {});
  const estimates = found.map(({ value }) => value!);
  const informations = found.map(({ standardError }) => standardError! ** -2);
  const { details } = estimate(...([cell.id, { rows: 0, columns: {} }, {}] as const), {
    ...cell.options,
    estimates,
    informations,
    final: true,
  });
  const looks = details['looks'] as readonly { readonly lower: number | null; readonly upper: number | null }[];
  const last = found.at(-1)!;
  return [
    ...([last.value!, last.standardError] as const),
    ...([
      looks.map(({ lower }) => lower).reduce((a, b) => least(a, b, -1)),
      looks.map(({ upper }) => upper).reduce((a, b) => least(a, b, 1)),
    ] as const),
    null,
  ];
}

function least(a: number | null, b: number | null, sign: 1 | -1): number | null {
  if (a === null) return b;
  return b === null ? a : sign * Math.min(sign * a, sign * b);
}

function figures({ value, standardError, standardErrorScale, interval, details }: Estimate): Figures {
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
