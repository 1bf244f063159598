import type { Findings, Protocol } from '@impact-ledger/domain';
import type { Analysed } from './analyse.js';
import { horizonOf } from './follow-up.js';
import { UNADJUSTED } from './study-estimate.js';

/** Each costs passes over all rows for its errors: every week of half a year. */
const MOST_TIMES = 26;

/** Times after the start at which the curves of the primary analysis are described, the last being the horizon. */
export function curveTimes(protocol: Protocol): number[] {
  const horizon = horizonOf(protocol);
  if (UNADJUSTED.has(protocol.primary.method)) return [horizon];
  const step = Math.ceil(horizon / MOST_TIMES);
  return [...Array.from({ length: Math.ceil(horizon / step) - 1 }, (_, index) => (index + 1) * step), horizon];
}

interface Limited {
  readonly time: number;
  readonly lower: number | null;
  readonly upper: number | null;
}
type Curve = { readonly at: readonly (Limited & { readonly survival: number })[] };
type Difference = Limited & { readonly difference: number };

/** Shares with the event by each time after adjustment, where the primary analysis makes curves; undefined elsewhere. */
export function adjustedCurves({ details }: Analysed): Findings['adjustedCurves'] {
  const differences = details['differences'] as unknown as readonly Difference[] | undefined;
  if (!differences) return undefined;
  const curves = details['curves'] as unknown as Readonly<Record<'treated' | 'comparison', Curve>>;
  return differences.map(({ difference, ...gap }, index) => {
    const share = (arm: 'treated' | 'comparison') => {
      const { survival, ...limits } = curves[arm].at[index]!;
      return withEvent(1, survival, limits);
    };
    return {
      time: gap.time,
      treated: share('treated'),
      comparison: share('comparison'),
      gap: withEvent(0, difference, gap),
    };
  });
}

/** What is not left of survival; a curve without limits there, where everybody is left or nobody, is its own. */
const withEvent = (whole: 0 | 1, survival: number, { lower, upper }: Limited) => ({
  value: whole - survival,
  lower: whole - (upper ?? survival),
  upper: whole - (lower ?? survival),
});
