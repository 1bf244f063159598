import type { GateResult, Protocol } from '@impact-ledger/domain';
import type { ControlsVerdict } from './negative-controls.js';

/**
 * How far the design lets a figure be trusted, 0 to 5; nothing of the figure itself enters.
 * 5 randomised; 3 adjusted cohort with three clean negative controls; 2 without, or with a gate waived; 1 not adjusted,
 * or a figure unblinded after a gate failed: a waiver that comes after the fact is worth less; 0 refused: no figure.
 */
export function gradeOf(
  design: Protocol['design'],
  gates: readonly GateResult[],
  { refused, unblinded }: { readonly refused: boolean; readonly unblinded: boolean },
  controls: ControlsVerdict,
): number {
  if (unblinded) return 1;
  if (refused) return 0;
  const byDesign = { randomised: 5, cohort: controls === 'clean' ? 3 : 2, naive_match: 1 }[design];
  const waived = gates.some((gate) => !gate.passed && gate.waived !== undefined);
  return waived ? Math.min(2, byDesign) : byDesign;
}
