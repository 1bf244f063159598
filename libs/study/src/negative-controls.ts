import type { Protocol, StudyEstimate } from '@impact-ledger/domain';
import normal from '@stdlib/stats-base-dists-normal';
import { additive } from './additive.js';

export interface Control {
  readonly declared: Protocol['negativeControls'][number];
  readonly estimate: StudyEstimate;
}

export type ControlsVerdict = 'clean' | 'too_few' | 'wide' | 'biased';

const ENOUGH = 3;

/**
 * What the negative controls say of the adjustment: `biased` when an effect on one is significant after Holm's
 * correction; `clean` when there are three or more whose intervals all lie inside the smallest effect of interest, one
 * of them known before time zero; else `wide` or `too_few`. A control of another kind than the outcome has another
 * scale, so it can show bias but never count as clean.
 */
export function judgeControls(controls: readonly Control[], protocol: Protocol): ControlsVerdict {
  const { alpha, smallestEffectOfInterest: delta, outcome } = protocol;
  if (
    holmRejects(
      controls.map(({ estimate }) => pValue(estimate)),
      alpha,
    )
  )
    return 'biased';
  const comparable = controls.filter(({ declared }) => declared.kind === outcome.kind);
  const early = comparable.some(({ declared }) => declared.measured === 'before_time_zero');
  if (comparable.length < ENOUGH || !early) return 'too_few';
  const inside = comparable.every(({ estimate }) => {
    const { interval } = additive(estimate);
    return interval.lower > -delta && interval.upper < delta;
  });
  return inside ? 'clean' : 'wide';
}

function pValue(estimate: StudyEstimate): number {
  const { value, standardError, interval } = additive(estimate);
  if (standardError === null || standardError === 0) return interval.lower > 0 || interval.upper < 0 ? 0 : 1;
  return 2 * normal.cdf(-Math.abs(value / standardError), 0, 1);
}

/** Holm (1979): whether any hypothesis is rejected, which is whether the smallest p-value passes alpha over their number. */
const holmRejects = (pValues: readonly number[], alpha: number): boolean =>
  pValues.some((p) => p <= alpha / pValues.length);
