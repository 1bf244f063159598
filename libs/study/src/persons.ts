import type { Persons, Protocol } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';

/** Whether the rule of time zero gives a person several rows: clones, or one for each trial. */
export const hasSeveralRows = ({ timeZero }: Pick<Protocol, 'timeZero'>): boolean =>
  timeZero.rule === 'grace' || timeZero.rule === 'sequential_trials';

/** Whose each row is, where persons are numbered from 0: as the cohort builder numbers them. */
export function peopleOf({ columns }: Table): { readonly person: Float64Array; readonly count: number } {
  const person = columns['person'] as Float64Array;
  return { person, count: person.reduce((most, each) => Math.max(most, each), -1) + 1 };
}

/** Somebody of each, as bits. */
const [TREATED, COMPARISON, EVENT] = [1, 2, 4];

/** The people behind the rows of a table; undefined where a row is a person. */
export function personsIn(table: Table, protocol: Protocol): Persons | undefined {
  if (!hasSeveralRows(protocol)) return undefined;
  const { outcome, arms } = protocol;
  const column = (name: string): Float64Array => table.columns[name] as Float64Array;
  const { person, count } = peopleOf(table);
  const [arm, event] = [column(arms.column), column(outcome.column)];
  const found = new Uint8Array(count);
  for (let row = 0; row < table.rows; row++) {
    found[person[row]!]! |= (arm[row] === 1 ? TREATED : COMPARISON) | (event[row] === 1 ? EVENT : 0);
  }
  const having = (bits: number): number => found.reduce((sum, each) => sum + Number((each & bits) !== 0), 0);
  const [treated, comparison] = [having(TREATED), having(COMPARISON)];
  return { total: having(TREATED | COMPARISON), treated, comparison, events: having(EVENT) };
}
