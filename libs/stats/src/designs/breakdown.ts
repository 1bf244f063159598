import { findRoot } from '../core/find-root.js';
import { covarianceOf, type Effect } from './group-time.js';
import type { Panel } from './panel.js';

/**
 * How many times as far from parallel as before treatment the trends may be after it, from one period to the next, until the
 * interval of an effect meets zero: the breakdown value of Rambachan and Roth (2023) under relative magnitudes.
 *
 * If a period may add at most M times the largest change seen before treatment, an effect is off by at most M·reach·|d|, d
 * being one of those changes (effects before treatment with varying base) and `reach` the periods it can build up over. The interval is the
 * union over d and its sign of θ ± M·reach·d with normal limits that count the error of d: valid, and wider than their hybrid test, so
 * the value is a lower bound of theirs. 0 when the effect is not significant under parallel trends; null without a period before.
 *
 * @param reach mean of (event time + 1) over the effects averaged
 * @param critical normal quantile of the interval
 */
export function breakdownValue(
  effect: Effect,
  changes: readonly Effect[],
  reach: number,
  critical: number,
  { frequency, total }: Panel,
): number | null {
  if (changes.length === 0) return null;
  const size = Math.abs(effect.value);
  const sign = effect.value < 0 ? -1 : 1;
  const scale = total * total;
  const variance = covarianceOf(effect.influence, effect.influence, frequency) / scale;
  const parts = changes.flatMap((change) => {
    const own = covarianceOf(change.influence, change.influence, frequency) / scale;
    const both = covarianceOf(effect.influence, change.influence, frequency) / scale;
    return [1, -1].map((side) => ({ drift: side * change.value, own, both: side * sign * both }));
  });
  const margin = (m: number): number =>
    Math.min(
      ...parts.map(({ drift, own, both }) => {
        const k = m * reach;
        return size - k * drift - critical * Math.sqrt(Math.max(0, variance - 2 * k * both + k * k * own));
      }),
    );
  if (margin(0) <= 0) return 0;
  let high = 1;
  while (margin(high) > 0 && high < 1e6) high *= 2;
  return findRoot(margin, 0, high);
}
