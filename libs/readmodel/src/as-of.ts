import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** A moment of knowledge: what the ledger said once everything up to here was recorded, this included. */
export type AsOf =
  { readonly by: 'position'; readonly position: string } | { readonly by: 'time'; readonly time: string };

export class InvalidAsOf extends Error {
  override readonly name = 'InvalidAsOf';

  constructor(readonly asOf: string) {
    super(
      `"${asOf}" is no moment of the ledger: write a position ("1204"), a time with its zone ("2026-03-01T09:00:00Z"), ` +
        'or a day ("2026-03-01": its end in Europe/Paris).',
    );
  }
}

const DAY = 86_400_000;

/** The first millisecond of the civil day after this one in Europe/Paris. */
function nextDay(day: string): number | undefined {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return undefined;
  // Clocks change at 01:00 UTC: the offset half an hour before the earliest midnight holds at midnight.
  const parts = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', timeZoneName: 'longOffset' });
  const offset = parts.formatToParts(start + DAY - 2.5 * 3_600_000).find(({ type }) => type === 'timeZoneName')?.value;
  const [, hours = '0', minutes = '0'] = /^GMT\+(\d+):(\d+)$/.exec(offset ?? '') ?? [];
  return start + DAY - (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - DAY).toISOString().slice(0, 10);

/** A civil day as a time: its first millisecond in Europe/Paris, or its last. */
function edgeOfDay(day: string, edge: 'start' | 'end'): string | undefined {
  const next = nextDay(day);
  if (next === undefined) return undefined;
  const time = edge === 'end' ? next - 1 : nextDay(dayBefore(day));
  return time === undefined ? undefined : new Date(time).toISOString();
}

/** Reads a position, a time or a day, which stands for its end. Throws {@link InvalidAsOf}. */
export const parseAsOf = (text: string): AsOf => parseMoment(text, 'end');

/** Reads a position, a time or a day, which stands for one of its edges. Throws {@link InvalidAsOf}. */
export function parseMoment(text: string, edge: 'start' | 'end'): AsOf {
  if (/^\d{1,18}$/.test(text)) return { by: 'position', position: text };
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const time = edgeOfDay(text, edge);
    if (time !== undefined) return { by: 'time', time };
  }
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    const time = new Date(text);
    if (!Number.isNaN(time.getTime())) return { by: 'time', time: time.toISOString() };
  }
  throw new InvalidAsOf(text);
}

/** On both clocks: what was known when, about which day. */
export interface Moment {
  /** Position, time or day: what the ledger said then; now without it. */
  readonly asOf?: string | undefined;
  /** Civil day (YYYY-MM-DD): what held on it; without it the newest there is. */
  readonly validAt?: string | undefined;
}

/** The moment of knowledge that is asked for. Throws {@link InvalidAsOf}. */
export const asOfOf = ({ asOf }: Moment): AsOf | undefined => (asOf === undefined ? undefined : parseAsOf(asOf));

/** The two columns that say when something was recorded, by either clock. */
interface Recorded {
  readonly time: string;
  readonly position: string;
}

/** True of rows recorded at or before the moment; of all when there is none. */
export function recordedBy(asOf: AsOf | undefined, columns: Recorded): RawBuilder<SqlBool> {
  if (!asOf) return sql<SqlBool>`true`;
  return asOf.by === 'position'
    ? sql<SqlBool>`${sql.ref(columns.position)} <= ${asOf.position}::bigint`
    : sql<SqlBool>`${sql.ref(columns.time)} <= ${asOf.time}::timestamptz`;
}

const FROM = (table: string): Recorded => ({ time: `${table}.recorded_from`, position: `${table}.position_from` });
const TO = (table: string): Recorded => ({ time: `${table}.recorded_to`, position: `${table}.position_to` });

/** True of the states of a bitemporal table that had begun at the moment. */
export const begunBy = (asOf: AsOf | undefined, table: string): RawBuilder<SqlBool> => recordedBy(asOf, FROM(table));

/** True of the states that stood at the moment; now when there is none. */
export const standingAt = (asOf: AsOf | undefined, table: string): RawBuilder<SqlBool> =>
  asOf
    ? sql<SqlBool>`(${begunBy(asOf, table)} and (${sql.ref(TO(table).position)} is null or not ${recordedBy(asOf, TO(table))}))`
    : sql<SqlBool>`${sql.ref(TO(table).position)} is null`;

/** A column as it read at the moment: null while what fills it was still to come. */
export const asKnown = <Value>(asOf: AsOf | undefined, column: string, columns: Recorded): RawBuilder<Value | null> =>
  asOf
    ? sql<Value | null>`case when ${recordedBy(asOf, columns)} then ${sql.ref(column)} end`
    : sql<Value | null>`${sql.ref(column)}`;

/** `recorded_to` and `position_to` as they read at the moment. */
export const endAsKnown = (asOf: AsOf | undefined, table: string) => ({
  recordedTo: asKnown<Date>(asOf, `${table}.recorded_to`, TO(table)),
  positionTo: asKnown<string>(asOf, `${table}.position_to`, TO(table)),
});
