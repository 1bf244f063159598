import { isUnadjusted, type Findings, type Protocol } from '@impact-ledger/domain';
import type { Analysed } from './analyse.js';
import { horizonOf } from './follow-up.js';
import { limitsAtLook, type LookReading } from './looks.js';

/** Each costs passes over all rows for its errors: every week of half a year. */
const MOST_TIMES = 26;

/** Times after the start at which the curves of the primary analysis are described, the last being the horizon. */
export function curveTimes(protocol: Protocol): number[] {
  const horizon = horizonOf(protocol);
  if (isUnadjusted(protocol.primary.method)) return [horizon];
  const step = Math.ceil(horizon / MOST_TIMES);
  return [...Array.from({ length: Math.ceil(horizon / step) - 1 }, (_, index) => (index + 1) * step), horizon];
}

interface Limited {
  readonly time: number;
  readonly standardError: number;
  readonly lower: number | null;
  readonly upper: number | null;
}
type Point = Limited & ({ readonly survival: number } | { readonly incidence: number });
type Curve = { readonly at: readonly Point[] };
type Difference = Limited & { readonly difference: number };

/**
 * Shares with the event by each time after adjustment, where the primary analysis makes curves; undefined elsewhere. Where
 * several looks are planned every limit is as many standard errors away as this look asks of the estimate, so that the gap at
 * the horizon has the interval of the estimate, and no arm looks surer than it.
 */
export function adjustedCurves({ details }: Analysed, look: LookReading): Findings['adjustedCurves'] {
  const differences = details['differences'] as unknown as readonly Difference[] | undefined;
  if (!differences) return undefined;
  const curves = details['curves'] as unknown as Readonly<Record<'treated' | 'comparison', Curve>>;
  return differences.map(({ difference, ...gap }, index) => {
    const share = (arm: 'treated' | 'comparison') => {
      const point = curves[arm].at[index]!;
      if ('survival' in point) return withEvent(1, point.survival, limitsAtLook(point, look));
      const { lower, upper } = plainAtLook(point.incidence, point, look);
      return { value: point.incidence, lower: Math.max(0, lower!), upper: Math.min(1, upper!) };
    };
    const limits = plainAtLook(difference, gap, look);
    // Of survival the gap is the other way round.
    const isShare = 'incidence' in curves.treated.at[index]!;
    const told = isShare
      ? { value: difference, lower: limits.lower!, upper: limits.upper! }
      : withEvent(0, difference, limits);
    return { time: gap.time, treated: share('treated'), comparison: share('comparison'), gap: told };
  });
}

type Limits = Pick<Limited, 'lower' | 'upper'>;

/** Limits of this look, plain; as they were where one look is planned. */
const plainAtLook = (
  value: number,
  { standardError, lower, upper }: Limited,
  { record, critical }: LookReading,
): Limits =>
  record ? { lower: value - critical * standardError, upper: value + critical * standardError } : { lower, upper };

/** What is not left of survival; a curve without limits there, where everybody is left or nobody, is its own. */
const withEvent = (whole: 0 | 1, survival: number, { lower, upper }: Limits) => ({
  value: whole - survival,
  lower: whole - (upper ?? survival),
  upper: whole - (lower ?? survival),
});
