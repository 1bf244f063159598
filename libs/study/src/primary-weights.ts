import type { Cohort } from '@impact-ledger/cohort';
import type { Diagnostics, LocalText } from '@impact-ledger/domain';
import { comparisonWeights } from '@impact-ledger/stats';
import { requestFor } from './analyse.js';
import type { AnalysisContext } from './context.js';

type ByArm = Cohort['analysed'];

/** How the primary analysis itself weights people. */
export interface PrimaryWeights {
  readonly weighedBy: NonNullable<Diagnostics['weighedBy']>;
  readonly weights: Float64Array;
  readonly effectiveSampleSize: ByArm;
  /** The people those sizes are to be held against. */
  readonly counted: ByArm;
  readonly limits: readonly LocalText[];
}

/**
 * The weights of a primary analysis that does not weight by the inverse of a probability; undefined of others. Errors: those of
 * the method (no-overlap: no weights make the groups alike).
 */
export function primaryWeights(context: AnalysisContext, analysed: ByArm): PrimaryWeights | undefined {
  const { protocol } = context;
  const { method, table, roles, options } = requestFor(context, protocol.primary, protocol.outcome.column);
  if (method !== 'matching' && method !== 'entropy-balancing') return undefined;
  const { weights, effectiveSampleSize, unmatched } = comparisonWeights(method, table, roles, options);
  if (method === 'entropy-balancing') {
    return { weighedBy: 'entropy_balancing', weights, effectiveSampleSize, counted: analysed, limits: [] };
  }
  const arm = table.columns[protocol.arms.column] as Float64Array;
  const partners = weights.reduce((sum, weight, row) => sum + Number(arm[row] === 0 && weight > 0), 0);
  // Who of the others is nobody's partner was left out by design; who of the target is, is lost.
  const counted = options['target'] === 'ATT' ? { ...analysed, comparison: partners } : analysed;
  return { weighedBy: 'matching', weights, effectiveSampleSize, counted, limits: lost(unmatched) };
}

const lost = (unmatched: number): LocalText[] =>
  unmatched === 0
    ? []
    : [
        {
          en: `${unmatched} people found no partner and are not compared: the effect is that on those who did.`,
          fr: `${unmatched} personnes n’ont trouvé aucun équivalent et ne sont pas comparées : l’effet est celui sur les autres.`,
        },
      ];
