import { z } from 'zod';

export type PeriodKind = 'year' | 'quarter' | 'month' | 'week' | 'day';

/** Civil dates in Europe/Paris: `start` is the first day, `end` the first day after. */
export interface PeriodRange {
  readonly kind: PeriodKind;
  readonly start: string;
  readonly end: string;
}

const DAY = 86_400_000;
const civil = (time: number): string => new Date(time).toISOString().slice(0, 10);

function monday(year: number, week: number): number | undefined {
  const fourth = Date.UTC(year, 0, 4);
  const first = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY;
  const start = first + (week - 1) * 7 * DAY;
  // The Thursday decides the year of an ISO week (ISO 8601): week 53 exists in some years only.
  return new Date(start + 3 * DAY).getUTCFullYear() === year ? start : undefined;
}

function range(kind: PeriodKind, start: number | undefined, end: number | undefined): PeriodRange | undefined {
  if (start === undefined || end === undefined || Number.isNaN(start)) return undefined;
  return { kind, start: civil(start), end: civil(end) };
}

/**
 * Reads an ISO 8601 year, quarter, month, week or day.
 *
 * @example parsePeriod('2026-Q1') // { kind: 'quarter', start: '2026-01-01', end: '2026-04-01' }
 * @returns undefined when the text is none of them
 */
export function parsePeriod(value: string): PeriodRange | undefined {
  const known = KNOWN.get(value);
  if (known) return known;
  const found = rangeOf(value);
  if (!found) return undefined;
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(value, found);
  return found;
}

/** Millions of measurements share some hundred periods, and a date costs more to write than all the rest of an event. */
const KNOWN = new Map<string, PeriodRange>();
const MOST_KNOWN = 2_000;

function rangeOf(value: string): PeriodRange | undefined {
  const match =
    /^(?<year>\d{4})(?:-Q(?<quarter>[1-4])|-W(?<week>\d{2})|-(?<month>0[1-9]|1[0-2])(?:-(?<day>\d{2}))?)?$/.exec(value);
  if (!match?.groups) return undefined;
  const year = Number(match.groups['year']);
  if (year < 1900) return undefined;
  const { quarter, week, month, day } = match.groups;
  if (quarter) return range('quarter', Date.UTC(year, 3 * Number(quarter) - 3), Date.UTC(year, 3 * Number(quarter)));
  if (week) {
    const start = Number(week) >= 1 ? monday(year, Number(week)) : undefined;
    return range('week', start, start === undefined ? undefined : start + 7 * DAY);
  }
  if (month && day) {
    const start = Date.UTC(year, Number(month) - 1, Number(day));
    return civil(start) === value ? range('day', start, start + DAY) : undefined;
  }
  if (month) return range('month', Date.UTC(year, Number(month) - 1), Date.UTC(year, Number(month)));
  return range('year', Date.UTC(year, 0), Date.UTC(year + 1, 0));
}

export const period = () =>
  z
    .string()
    .refine(
      (value) => parsePeriod(value) !== undefined,
      'must be an ISO year, quarter, month, week or day: "2026", "2026-Q1", "2026-03", "2026-W09" or "2026-03-14"',
    );
