import type { GateResult, Protocol } from '@impact-ledger/domain';
import type { ControlsVerdict } from './negative-controls.js';

/**
 * How far the design lets a figure be trusted, 0 to 5; nothing of the figure itself enters.
 * 5 randomised, or the effect of an invitation drawn by lot; 4 the effect of use on those whom it moved; 3 adjusted cohort with three clean negative controls; 2 without, or with a gate waived; 1 not adjusted,
 * or before and after, or a figure unblinded after a gate failed: a waiver that comes after the fact is worth less; 0 refused: no figure.
 */
export function gradeOf(
  { design, estimand }: Pick<Protocol, 'design' | 'estimand'>,
  gates: readonly GateResult[],
  { refused, unblinded }: { readonly refused: boolean; readonly unblinded: boolean },
  controls: ControlsVerdict,
): number {
  if (unblinded) return 1;
  if (refused) return 0;
  const adjusted = controls === 'clean' ? 3 : 2;
  const byDesign = {
    randomised: 5,
    encouragement: estimand.target === 'LATE' ? 4 : 5,
    ...{ cohort: adjusted, stratified_cohort: adjusted },
    ...{ before_after: 1, naive_match: 1 },
  }[design];
  const waived = gates.some((gate) => !gate.passed && gate.waived !== undefined);
  return waived ? Math.min(2, byDesign) : byDesign;
}
