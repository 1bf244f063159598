import type { Findings } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import type { AnalysisContext } from './context.js';
import { horizonOf } from './follow-up.js';

type Curves = NonNullable<Findings['incidence']>;
type Point = Curves['treated'][number];

const MOST_TIMES = 100;

/**
 * The share of each arm, as it is, that has had the outcome by a time, with the other ways out counted as without it (Aalen
 * and Johansen); on at most 100 times up to the horizon. Errors: those of `cumulative-incidence`.
 */
export function incidenceCurves({ table, protocol }: AnalysisContext): Curves | undefined {
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
  const curves = details['curves'] as unknown as Record<keyof Curves, { readonly at: readonly Point[] }>;
  const points = (arm: keyof Curves): Point[] =>
    curves[arm].at.map(({ time: at, incidence, lower, upper, atRisk, events }) => ({
      ...{ time: at, incidence, lower, upper, atRisk, events },
    }));
  return { treated: points('treated'), comparison: points('comparison') };
}
