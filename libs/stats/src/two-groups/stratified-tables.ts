import type { StatisticalWarning } from '../core/estimate.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { TwoByTwo } from './two-by-two.js';

/** The two-by-two tables of the strata in which both arms occur, and what was left out. */
export interface StratifiedTables {
  readonly tables: readonly TwoByTwo[];
  /** Rows, by frequency, of the strata used. */
  readonly n: {
    readonly total: number;
    readonly treated: number;
    readonly comparison: number;
    readonly events: number;
  };
  readonly strata: { readonly total: number; readonly used: number; readonly rowsOutside: number };
  readonly warnings: readonly StatisticalWarning[];
}

/** Error: single-arm when no stratum holds both arms. */
export function stratifiedTables(sample: SampleWith<'treatment' | 'outcome' | 'strata'>): StratifiedTables {
  const { treatment, outcome, frequency, strata, total } = sample;
  const counts = new Float64Array(4 * strata.count);
  for (let i = 0; i < treatment.length; i++) {
    const cell = 4 * strata.codes[i]! + 2 * treatment[i]!;
    counts[cell]! += frequency[i]!;
    counts[cell + 1]! += frequency[i]! * outcome[i]!;
  }
  const tables: TwoByTwo[] = [];
  const n = { total: 0, treated: 0, comparison: 0, events: 0 };
  for (let s = 0; s < strata.count; s++) {
    const [n0, x0, n1, x1] = [0, 1, 2, 3].map((k) => counts[4 * s + k]!) as [number, number, number, number];
    if (n1 === 0 || n0 === 0) continue;
    tables.push({ x1, n1, x0, n0 });
    n.total += n1 + n0;
    n.treated += n1;
    n.comparison += n0;
    n.events += x1 + x0;
  }
  if (tables.length === 0) {
    throw new StatisticalError(
      'single-arm',
      `None of the ${strata.count} strata holds both arms: nobody can be compared. Name fewer or coarser strata.`,
    );
  }
  // A fixed order whatever the order of the rows: sums then have the same rounding.
  tables.sort((a, b) => a.n1 - b.n1 || a.n0 - b.n0 || a.x1 - b.x1 || a.x0 - b.x0);
  const rowsOutside = total - n.total;
  const warnings =
    rowsOutside === 0
      ? []
      : [
          {
            kind: 'strata-without-both-arms',
            message: `${strata.count - tables.length} of ${strata.count} strata hold one arm only; their ${rowsOutside} rows say nothing about the contrast and were left out.`,
          },
        ];
  return { tables, n, strata: { total: strata.count, used: tables.length, rowsOutside }, warnings };
}
