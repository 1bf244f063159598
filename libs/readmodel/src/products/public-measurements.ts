import {
  publishedRate,
  publishedState,
  smallestOf,
  suppressTable,
  type IndicatorDefinition,
  type PublicationPolicy,
  type TableCell,
} from '@impact-ledger/domain';
import type { MeasurementView, PublicMeasurementView } from '../views.js';

/** `2026` 4, `2026-Q1` 7, `2026-03` 7, `2026-W07` 8: what kind of period it is, by the letter or the dashes. */
const kindOf = (period: string): string => period.replace(/\d+/g, '#');

const cellOf = ({ breakdown, value, period, periodStart, periodEnd }: MeasurementView): TableCell => ({
  breakdown,
  value: Number(value),
  period: { start: periodStart, end: periodEnd, kind: kindOf(period) },
});

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

/** Of each data point the state the public reads: a revision by a few people waits until it is one by more. */
function publishedStates(history: readonly MeasurementView[], isCount: boolean, policy: PublicationPolicy) {
  return groupBy(history, ({ id }) => id).flatMap((states) => {
    const last = states.at(-1);
    if (last?.status !== 'live') return [];
    const told = isCount
      ? publishedState(
          states.map(({ value, status }) => ({ value: Number(value), live: status === 'live' })),
          smallestOf(policy, [last.provenance.source]),
        )
      : states.length - 1;
    const state = states[told ?? -1];
    // What the public reads is what stands, whatever has been recorded after it.
    return state ? [{ ...state, recordedTo: null, waiting: state !== last }] : [];
  });
}

/**
 * Measurements of one indicator as the public reads them: rates to a tenth of a point, counts that could single people out
 * null, and with them those that would give them away.
 *
 * @param history every recorded state, those of one data point oldest first
 */
export function publicMeasurements(
  history: readonly MeasurementView[],
  unitOf: (definitionVersion: number) => IndicatorDefinition['unit'],
  policy: PublicationPolicy,
): PublicMeasurementView[] {
  // Figures of different versions do not count the same thing, so they add up to nothing.
  return groupBy(history, ({ definitionVersion }) => String(definitionVersion)).flatMap((states) => {
    const unit = unitOf(states[0]?.definitionVersion ?? 0);
    const told = publishedStates(states, unit === 'count', policy);
    if (unit === 'percent') return told.map((each) => ({ ...each, value: publishedRate(each.value) }));
    if (unit !== 'count') return told;
    const smallest = smallestOf(policy, [...new Set(told.map(({ provenance }) => provenance.source))]);
    const hidden = suppressTable(told.map(cellOf), smallest);
    return told.map((each, index) => (hidden.has(index) ? { ...each, value: null } : each));
  });
}
