import { isUnadjusted, type GateResult, type Protocol } from '@impact-ledger/domain';
import type { ControlsVerdict } from './negative-controls.js';

/** Trends may differ after as much as they did before, and the effect is still told from none. */
const BREAKDOWN_BAR = 1;

/**
 * How far the design lets a figure be trusted, 0 to 5; nothing of the figure itself enters.
 * 5 randomised, or the effect of an invitation drawn by lot; 4 the effect of use on those whom it moved, or
 * difference-in-differences that outlives trends as unlike after as before; 3 below that bar, or an adjusted cohort with three
 * clean negative controls; 2 without, or with a gate waived, or trends that no period before could test; 1 before and after,
 * or a cohort compared as it is, or a figure unblinded after a gate failed: a waiver that comes after the fact is worth less; 0 a usage figure, compared as
 * it is, or refused: no figure.
 */
export function gradeOf(
  { design, estimand, primary }: Pick<Protocol, 'design' | 'estimand' | 'primary'>,
  gates: readonly GateResult[],
  { refused, unblinded }: { readonly refused: boolean; readonly unblinded: boolean },
  controls: ControlsVerdict,
  breakdown: number | null | undefined,
): number {
  if (design === 'naive_match') return 0;
  if (unblinded) return 1;
  if (refused) return 0;
  const adjusted = isUnadjusted(primary.method) ? 1 : controls === 'clean' ? 3 : 2;
  const byDesign = {
    randomised: 5,
    encouragement: estimand.target === 'LATE' ? 4 : 5,
    ...{ cohort: adjusted, stratified_cohort: adjusted },
    // Without a period before, nothing speaks for trends that are parallel.
    difference_in_differences: breakdown === null || breakdown === undefined ? 2 : breakdown >= BREAKDOWN_BAR ? 4 : 3,
    before_after: 1,
  }[design];
  const waived = gates.some((gate) => !gate.passed && gate.waived !== undefined);
  return waived ? Math.min(2, byDesign) : byDesign;
}
