import type { Findings } from '@impact-ledger/domain';
import type { Analysed } from './analyse.js';
import type { AnalysisContext } from './context.js';
import { horizonOf } from './follow-up.js';
import { hasSeveralRows } from './persons.js';

interface Pair {
  readonly treated: number;
  readonly comparison: number;
}

/** People with and without the event, in each arm; somebody with several rows counts once in it. */
export type Cells = readonly { readonly events: number; readonly nonEvents: number }[];

interface Curve {
  readonly at: readonly { readonly incidence?: number; readonly survival?: number }[];
}

/** Shares of the arms behind a difference or a ratio of shares; null for other effects. */
export function risksOf({ shown, details }: Analysed): Findings['risks'] {
  if (!['risk_difference', 'risk_ratio', 'odds_ratio'].includes(shown.measure)) return null;
  const curves = details['curves'] as unknown as Readonly<Record<string, Curve>> | undefined;
  const risks = (details['risks'] ?? details['means']) as Pair | undefined;
  if (risks) return { treated: risks.treated, comparison: risks.comparison };
  return curves ? { treated: riskOf(curves['treated']!), comparison: riskOf(curves['comparison']!) } : null;
}

/** A study asks for times up to its horizon: the share with the event by the last. */
function riskOf({ at }: Curve): number {
  const { incidence, survival } = at.at(-1)!;
  return incidence ?? 1 - survival!;
}

/** The cells as a result holds them. */
export const countsOf = (cells: Cells | null): Pick<Findings, 'counts'> =>
  cells ? { counts: { treated: cells[0]!, comparison: cells[1]! } } : {};

/** Of a 0/1 outcome, or of an event by the horizon; null for an amount. */
export function cellsOf({ table, protocol }: AnalysisContext, { shown, details }: Analysed): Cells | null {
  const { outcome, arms } = protocol;
  if (outcome.kind === 'continuous') return null;
  const given = details['events'] as Pair | undefined;
  const several = hasSeveralRows(protocol);
  if (outcome.kind === 'binary' && given && !several) {
    return (['treated', 'comparison'] as const).map((arm) => ({
      events: given[arm],
      nonEvents: shown.n[arm] - given[arm],
    }));
  }
  const column = (name: string): Float64Array => table.columns[name] as Float64Array;
  const [arm, event] = [column(arms.column), column(outcome.survival?.event ?? outcome.column)];
  const time = outcome.survival ? column(outcome.survival.time) : null;
  const horizon = horizonOf(protocol);
  const isEvent = (row: number): boolean => event[row] === 1 && (!time || time[row]! <= horizon);
  const person = several ? column('person') : null;
  return [1, 0].map((which) => {
    if (person) {
      const people = new Set(person.filter((_, row) => arm[row] === which));
      const events = new Set(person.filter((_, row) => arm[row] === which && isEvent(row)));
      return { events: events.size, nonEvents: people.size - events.size };
    }
    let [people, events] = [0, 0];
    for (let row = 0; row < table.rows; row++) {
      if (arm[row] !== which) continue;
      people += 1;
      if (isEvent(row)) events += 1;
    }
    return { events, nonEvents: people - events };
  });
}
