import type { CurvePoint, Findings, Protocol } from '@impact-ledger/domain';
import { estimate, type Table } from '@impact-ledger/stats';
import { censoringOthers, horizonOf } from './follow-up.js';

const MOST_TIMES = 200;

/**
 * Kaplan-Meier curves of the arms up to the horizon, unadjusted, on at most 200 days; null when the protocol names no
 * survival columns. Errors: those of the estimator.
 */
export function survivalCurves(everyone: Table, { arms, outcome, alpha }: Protocol): Findings['curves'] {
  if (!outcome.survival) return null;
  const { time, event } = outcome.survival;
  const table = censoringOthers(everyone, event);
  const horizon = horizonOf({ outcome });
  const step = Math.ceil((horizon + 1) / (MOST_TIMES - 1));
  const times = Array.from({ length: Math.ceil(horizon / step) }, (_, index) => index * step);
  const roles = { treatment: arms.column, time, event };
  const { details } = estimate('kaplan-meier', table, roles, { times: [...times, horizon], level: 1 - alpha });
  const curves = details['curves'] as unknown as Record<string, { at: RawPoint[] }>;
  const points = (arm: string): CurvePoint[] => curves[arm]!.at.map(asPoint);
  return { treated: points('treated'), comparison: points('comparison') };
}

interface RawPoint extends Omit<CurvePoint, 'lower' | 'upper'> {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Limits do not exist where nobody, or everybody, is left: the curve itself is shown. */
const asPoint = ({ time, survival, lower, upper, atRisk, events }: RawPoint): CurvePoint => ({
  time,
  survival,
  lower: lower ?? survival,
  upper: upper ?? survival,
  atRisk,
  events,
});
