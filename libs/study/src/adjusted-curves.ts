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
type Curve = { readonly at: readonly (Limited & { readonly survival: number })[] };
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
      return withEvent(1, point.survival, limitsAtLook(point, look));
    };
    return {
      time: gap.time,
      treated: share('treated'),
      comparison: share('comparison'),
      gap: withEvent(0, difference, look.record ? gapAtLook(difference, gap, look.critical) : gap),
    };
  });
}

type Limits = Pick<Limited, 'lower' | 'upper'>;

const gapAtLook = (difference: number, { standardError }: Limited, critical: number): Limits => ({
  lower: difference - critical * standardError,
  upper: difference + critical * standardError,
});

/** What is not left of survival; a curve without limits there, where everybody is left or nobody, is its own. */
const withEvent = (whole: 0 | 1, survival: number, { lower, upper }: Limits) => ({
  value: whole - survival,
  lower: whole - (upper ?? survival),
  upper: whole - (lower ?? survival),
});
