import type { Findings } from '@impact-ledger/domain';
import { refute, StatisticalError } from '@impact-ledger/stats';
import { requestFor, SEEDS } from './analyse.js';
import type { AnalysisContext } from './context.js';

type Refutation = NonNullable<Findings['refutation']>;

const REFUTERS = ['permutation', 'placebo-treatment', 'subset-stability'] as const;

/**
 * Attempts to refute the primary figure by repeating it on altered data, as often as the protocol says; undefined when it
 * says nothing. They would show a fault of the software, or of the method on these data, and nothing of confounding: none
 * raises a grade. An attempt that the method does not admit is left out.
 */
export function refutationOf(context: AnalysisContext): Refutation | undefined {
  const { protocol, inputs } = context;
  if (!protocol.refutation) return undefined;
  const { replicates } = protocol.refutation;
  const { method, table, roles, options } = requestFor(context, protocol.primary, protocol.outcome.column);
  return REFUTERS.flatMap((refuter) => {
    try {
      const told = refute(refuter, method, table, roles, options, { replicates, seed: inputs.seed % SEEDS });
      const { measure, value, survived } = told;
      return [{ refuter, measure: measure, value, survived, replicates: told.replicates }];
    } catch (error) {
      if (error instanceof StatisticalError) return [];
      throw error;
    }
  });
}
