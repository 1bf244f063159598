import { STUDY_METHODS, type LocalText, type Protocol } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';

/** Takes people who left otherwise as censored: the answer is about a world in which nobody leaves so. */
const censorsOthers = (method: string): boolean => STUDY_METHODS[method]?.censorsOtherExits === true;

/** The horizon in the unit of the time column. */
export const horizonOf = ({ outcome }: Pick<Protocol, 'outcome'>): number =>
  outcome.unit === 'week' ? outcome.primaryHorizon / 7 : outcome.primaryHorizon;

/** What a method reads of people who left otherwise. */
export const exitsAsRead = (table: Table, event: string, method: string): Table =>
  censorsOthers(method) ? censoringOthers(table, event) : table;

/** The table with every code but 1 of the event column read as 0, which the estimators of one event ask for. */
export function censoringOthers(table: Table, event: string): Table {
  const codes = table.columns[event];
  if (!(codes instanceof Float64Array) || codes.every((code) => !(code > 1))) return table;
  return { ...table, columns: { ...table.columns, [event]: codes.map((code) => (code > 1 ? 0 : code)) } };
}

/** Says of a figure that it supposes nobody leaves otherwise, where the protocol declares other ways out. */
export function labelled(label: LocalText, method: string, { outcome }: Pick<Protocol, 'outcome'>): LocalText {
  if (!outcome.competingEvents || !censorsOthers(method)) return label;
  const had = { en: 'had nobody left otherwise', fr: 'si personne n’était sorti autrement' };
  return Object.fromEntries(
    (['en', 'fr'] as const).map((locale) => [locale, `${label[locale] ?? label.en ?? label.fr} (${had[locale]})`]),
  );
}

/**
 * The outcome as a column that a regression can take: of a time, whether the event came by the horizon, unknown for people
 * who were lost to view before it; of any other, the outcome as it is.
 */
export function outcomeByHorizon(table: Table, protocol: Protocol): { readonly table: Table; readonly column: string } {
  const { kind, column, survival } = protocol.outcome;
  if (kind !== 'time_to_event' || !survival) return { table, column };
  const horizon = horizonOf(protocol);
  const [time, event] = [table.columns[survival.time], table.columns[survival.event]] as [Float64Array, Float64Array];
  const came = event.map((code, row) => {
    if (time[row]! > horizon) return 0;
    return code === 0 && time[row]! < horizon ? NaN : Number(code === 1);
  });
  return { table: { ...table, columns: { ...table.columns, [column]: came } }, column };
}
