import type { Protocol } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';

/** Units of a side without which its error by unit is not known: ten of each are the twenty below which clusters are few. */
const LEAST_UNITS = 10;
/** What the wild cluster bootstrap needs (MacKinnon and Webb 2017). */
const LEAST_UNITS_WILD = 5;
/** Then no more than five units in a hundred are lost on either side, nor is the difference of losses larger. */
const LEAST_COMPLETE = 0.95;

export interface PanelCounts {
  /** Units on the smaller side, and how many are asked for. */
  readonly clusters: { readonly value: number; readonly limit: number };
  /** Share of units seen in every period, on the side where it is smaller. */
  readonly composition: { readonly value: number; readonly limit: number };
}

interface Unit {
  readonly since: number;
  periods: number;
}

/**
 * Whether a table of units and periods can carry difference-in-differences: read of who is there, never of an outcome's value.
 *
 * Clusters: errors are by unit, and those of few treated units are too small however many others there are (Cameron and Miller
 * 2015; MacKinnon and Webb 2018). Composition: units that come and go change the means of a side without anybody changing;
 * losses as small as these are within the cautious boundary of the What Works Clearinghouse. Units that have the measure from the
 * first period on are of neither side: nothing is known of them without it, and no estimate is of them.
 *
 * Trends before the measure are no gate: a study conditioned on having passed a test of them is biased further where they
 * differ (Roth 2022). They are shown, and how far they would have to differ afterwards decides the grade.
 */
export function countPanel(table: Table, protocol: Protocol): PanelCounts {
  const units = unitsOf(table, protocol);
  const period = table.columns[protocol.panel!.period] as Float64Array;
  const periods = new Set(period);
  const [begin, last] = [Math.min(...periods), Math.max(...periods)];
  const treated = [...units.values()].filter(({ since }) => since > begin && since <= last);
  const others = [...units.values()].filter(({ since }) => since === 0 || since > last);
  const { control, wild } = protocol.primary.options;
  const first = treated.reduce((least, { since }) => Math.min(least, since), Infinity);
  // Until they take the measure themselves, late takers may be what early ones are compared with.
  const waiting = control === 'notyet' ? treated.filter(({ since }) => since > first).length : 0;
  const complete = (side: readonly Unit[]): number =>
    side.length === 0 ? 1 : side.filter((unit) => unit.periods === periods.size).length / side.length;
  return {
    clusters: {
      value: Math.min(treated.length, others.length + waiting),
      limit: wild === undefined || wild === 'none' ? LEAST_UNITS : LEAST_UNITS_WILD,
    },
    composition: { value: Math.min(complete(treated), complete(others)), limit: LEAST_COMPLETE },
  };
}

/** Each unit with the period from which it has the measure, 0 for never, and in how many periods it is there. */
function unitsOf({ rows, columns }: Table, { panel, arms }: Protocol): Map<number, Unit> {
  const names = columns[panel!.unit]!;
  const codes = names instanceof Float64Array ? names : names.codes;
  const since = columns[arms.column] as Float64Array;
  const units = new Map<number, Unit>();
  for (let row = 0; row < rows; row++) {
    const unit = units.get(codes[row]!) ?? { since: since[row]!, periods: 0 };
    unit.periods += 1;
    units.set(codes[row]!, unit);
  }
  return units;
}
