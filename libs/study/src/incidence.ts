import type { Findings } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import type { AnalysisContext } from './context.js';
import { horizonOf } from './follow-up.js';
import type { LookReading } from './looks.js';

type Curves = NonNullable<Findings['incidence']>;
type Point = Curves['treated'][number];
type RawPoint = Point & { readonly standardError: number };

const MOST_TIMES = 100;

/**
 * The share of each arm, as it is, that has had the outcome by a time, with the other ways out counted as without it (Aalen
 * and Johansen); on at most 100 times up to the horizon, with the limits of this look. Errors: those of `cumulative-incidence`.
 */
export function incidenceCurves(
  { table, protocol }: AnalysisContext,
  { critical, record }: LookReading,
): Curves | undefined {
  const { arms, outcome, alpha } = protocol;
  if (!outcome.competingEvents || !outcome.survival) return undefined;
  const { time, event } = outcome.survival;
  const horizon = horizonOf(protocol);
  const steps = Math.min(MOST_TIMES, Math.ceil(horizon));
  const times = Array.from({ length: steps }, (_, k) => ((k + 1) * horizon) / steps);
  const { details } = estimate(
    'cumulative-incidence',
    table,
    { treatment: arms.column, time, event },
    { times, level: 1 - alpha },
  );
  const curves = details['curves'] as unknown as Record<keyof Curves, { readonly at: readonly RawPoint[] }>;
  const points = (arm: keyof Curves): Point[] =>
    curves[arm].at.map(({ time: at, incidence, standardError, lower, upper, atRisk, events }) => ({
      ...{ time: at, incidence },
      lower: record ? Math.max(0, incidence - critical * standardError) : lower,
      upper: record ? Math.min(1, incidence + critical * standardError) : upper,
      ...{ atRisk, events },
    }));
  return { treated: points('treated'), comparison: points('comparison') };
}
