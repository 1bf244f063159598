import type { Columns, Key } from '../tables.js';
import { revise, update, type RowChange } from './row-change.js';

/** Tables with a row for each state of a stream, whose every event makes the next. */
export type StateTable = 'product' | 'dataset' | 'study';

interface Moment {
  readonly subject: string;
  readonly revision: number;
  readonly recordedAt: string;
  readonly position: string;
}

/** The clocks of a row that the ledger says from this event on. */
export const knownFrom = ({ recordedAt, position }: Pick<Moment, 'recordedAt' | 'position'>) => ({
  recorded_from: recordedAt,
  recorded_to: null,
  position_from: position,
  position_to: null,
});

/** The state after an event that is not the first: the one before with these columns changed. That one is history now. */
export function nextState<Table extends StateTable>(
  table: Table,
  event: Moment,
  set: Partial<Columns<Table>>,
): readonly RowChange[] {
  const { subject: id, revision, recordedAt, position } = event;
  const keyed = (at: number) => ({ id, revision: at }) as unknown as Key<Table>;
  const before = keyed(revision - 1);
  const ended = { recorded_to: recordedAt, position_to: position } as unknown as Partial<Columns<Table>>;
  return [revise(table, before, keyed(revision), { ...set, ...knownFrom(event) }), update(table, before, ended)];
}
