import type { Findings } from '@impact-ledger/domain';
import { refute, StatisticalError, type Table } from '@impact-ledger/stats';
import { requestFor, SEEDS } from './analyse.js';
import type { AnalysisContext } from './context.js';
import { rowsWhere } from './subgroups.js';

type Refutation = NonNullable<Findings['refutation']>;

const REFUTERS = ['permutation', 'placebo-treatment', 'subset-stability'] as const;

/** Rows on which a fault would show as well as on more: repeating an analysis of millions hundreds of times takes hours. */
const MOST_ROWS = 200_000;

/** One person in so many, the first of them told by the seed, with all their rows; everybody where the rows are few enough. */
export function sampleOf(table: Table, seed: number, most = MOST_ROWS): Table {
  if (table.rows <= most) return table;
  const every = Math.ceil(table.rows / most);
  const person = table.columns['person'];
  const numberOf = person instanceof Float64Array ? (row: number) => person[row]! : (row: number) => row;
  return rowsWhere(table, (row) => numberOf(row) % every === seed % every);
}

/**
 * Attempts to refute the primary figure by repeating it on altered data, as often as the protocol says; undefined when it
 * says nothing. Of more than 200,000 rows a sample of the people is taken, and the result says of how many rows. They would
 * show a fault of the software, or of the method on these data, and nothing of confounding: none raises a grade. An attempt
 * that the method does not admit is left out.
 */
export function refutationOf(context: AnalysisContext): Refutation | undefined {
  const { protocol, inputs } = context;
  if (!protocol.refutation) return undefined;
  const { replicates } = protocol.refutation;
  const { method, table: everyone, roles, options } = requestFor(context, protocol.primary, protocol.outcome.column);
  const table = sampleOf(everyone, inputs.seed);
  return REFUTERS.flatMap((refuter) => {
    try {
      const told = refute(refuter, method, table, roles, options, { replicates, seed: inputs.seed % SEEDS });
      const { measure, value, survived } = told;
      const sampled = table === everyone ? {} : { rows: table.rows };
      return [{ refuter, measure, value, survived, replicates: told.replicates, ...sampled }];
    } catch (error) {
      if (error instanceof StatisticalError) return [];
      throw error;
    }
  });
}
