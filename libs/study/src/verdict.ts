import { isUnadjusted } from './designs.js';
import type { Protocol, StudyEstimate, Verdict } from '@impact-ledger/domain';

/** The rule that decided, for the page's words. */
export type Reason =
  | 'gate_failed'
  | 'not_adjusted'
  | 'too_few_events'
  | 'inside_smallest_effect'
  | 'above_zero'
  | 'below_zero'
  | 'fragile'
  | 'too_wide'
  | 'includes_zero';

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: Reason;
}

export interface Evidence {
  readonly design: Protocol['design'];
  readonly beneficialDirection: Protocol['estimand']['beneficialDirection'];
  /** Standard errors from the estimate to either limit at this look. */
  readonly critical: number;
  /** Events and non-events an arm needs. */
  readonly leastCell: number;
  /** The smallest effect that would matter, on the scale of the estimate. */
  readonly delta: number;
  readonly gateFailed: boolean;
  /** Null when a gate failed, or nothing was adjusted. */
  readonly estimate: Pick<StudyEstimate, 'standardError' | 'interval'> | null;
  /** Of a 0/1 outcome: people with and without it in each arm. */
  readonly cells: readonly { readonly events: number; readonly nonEvents: number }[] | null;
  /** Whether an effect of this sign outlives a confounder as strong as the strongest covariate; true when randomised. */
  readonly survives: (sign: 1 | -1) => boolean;
}

/** z of 80 % power: an effect of delta would then be seen four times in five. */
const POWER_80 = 0.842;

/** The verdict, in a fixed order so that no two readers can choose differently. Pure. */
export function judge(evidence: Evidence): Judgement {
  const { estimate, cells, delta, critical, leastCell } = evidence;
  if (evidence.gateFailed) return { verdict: 'refused', reason: 'gate_failed' };
  if (isUnadjusted(evidence) || !estimate) return { verdict: 'inconclusive', reason: 'not_adjusted' };
  if (cells?.some(({ events, nonEvents }) => Math.min(events, nonEvents) < leastCell)) {
    return { verdict: 'underpowered', reason: 'too_few_events' };
  }
  const { lower, upper } = estimate.interval;
  if (lower > -delta && upper < delta) return { verdict: 'null_effect', reason: 'inside_smallest_effect' };
  if (lower > 0 || upper < 0) {
    const sign = lower > 0 ? 1 : -1;
    if (!evidence.survives(sign)) return { verdict: 'inconclusive', reason: 'fragile' };
    const good = evidence.beneficialDirection === 'increase' ? 1 : -1;
    return { verdict: sign === good ? 'positive' : 'negative', reason: sign === 1 ? 'above_zero' : 'below_zero' };
  }
  const standardError = estimate.standardError ?? (upper - lower) / (2 * critical);
  return (critical + POWER_80) * standardError > delta
    ? { verdict: 'underpowered', reason: 'too_wide' }
    : { verdict: 'inconclusive', reason: 'includes_zero' };
}
