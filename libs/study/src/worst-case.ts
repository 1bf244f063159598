import type { Cohort } from '@impact-ledger/cohort';
import type { Findings, Protocol } from '@impact-ledger/domain';
import { horizonOf } from './follow-up.js';
import { hasSeveralRows } from './persons.js';

/**
 * The difference of shares if nothing is supposed of the people whose outcome is unknown (Manski 1990): all of one arm with
 * it and none of the other, and the reverse. Of a time, those lost to view before the horizon are unknown as well. Undefined
 * when everybody's outcome is known, the outcome is an amount, or a person has several rows: there somebody who left an arm is
 * unknown in it by design, and stood for by others. It holds no sampling error: with everybody known it would be a point.
 */
export function worstCase(
  { table, outcomeUnknown }: Pick<Cohort, 'table' | 'outcomeUnknown'>,
  protocol: Protocol,
): Findings['worstCase'] {
  const { outcome, arms } = protocol;
  if (outcome.kind === 'continuous' || hasSeveralRows(protocol)) return undefined;
  const column = (name: string): Float64Array => table.columns[name] as Float64Array;
  const [arm, event] = [column(arms.column), column(outcome.column)];
  const time = outcome.kind === 'time_to_event' && outcome.survival ? column(outcome.survival.time) : null;
  const horizon = horizonOf(protocol);
  const counts = [0, 1].map(() => ({ people: 0, events: 0, unknown: 0 }));
  for (let row = 0; row < table.rows; row++) {
    const of = counts[arm[row]!]!;
    of.people += 1;
    if (time && event[row] === 0 && time[row]! < horizon) of.unknown += 1;
    else if (event[row] === 1 && (!time || time[row]! <= horizon)) of.events += 1;
  }
  const rangeOf = (name: 'treated' | 'comparison') => {
    const { people, events, unknown } = counts[name === 'treated' ? 1 : 0]!;
    const missing = unknown + outcomeUnknown[name];
    const all = people + outcomeUnknown[name];
    return { missing, lowest: events / all, highest: (events + missing) / all };
  };
  const [treated, comparison] = [rangeOf('treated'), rangeOf('comparison')];
  if (treated.missing + comparison.missing === 0) return undefined;
  return {
    lower: treated.lowest - comparison.highest,
    upper: treated.highest - comparison.lowest,
    unknown: { treated: treated.missing, comparison: comparison.missing },
  };
}
