import type { Locale } from '@impact-ledger/domain';

const TAGS: Readonly<Record<Locale, string>> = { en: 'en-GB', fr: 'fr-FR' };
/** Civil days and clocks are those of the people who read them. */
const ZONE = 'Europe/Paris';

/** The true minus sign: as wide as the plus, and read aloud as minus. */
const minus = (text: string): string => text.replace(/-(?=\d)/g, '\u2212');

export interface Format {
  readonly locale: Locale;
  /** 100,012 */
  integer(value: number): string;
  /** `digits` decimals at most, or exactly with `fixed`. */
  number(value: number, digits?: number, fixed?: boolean): string;
  /** +0.60, always with its sign. */
  signed(value: number, digits?: number): string;
  /** A share of 1 as a percentage: 0.306 is 30.6 %. */
  percent(share: number, digits?: number): string;
  /** A level or an error rate as a percentage, with the decimals it has up to two: 95 %, 97.5 %. */
  level(share: number): string;
  /** A measured value exactly as recorded, with the locale's separators and no rounding. */
  exact(decimal: string): string;
  /** 2 March 2026, from a civil day or an instant. */
  day(iso: string): string;
  /** 2 March 2026 at 14:05, Paris time. */
  instant(iso: string): string;
  /** 2026-Q1 is "Q1 2026" or "T1 2026"; other periods in words. */
  period(period: string): string;
  /** Short form for an axis: "Q1 26". */
  shortPeriod(period: string): string;
  /** "a, b and c", or with "or". */
  list(items: readonly string[], last?: 'and' | 'or'): string;
}

const isDay = (iso: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(iso);

function periodWords(locale: Locale, period: string, short: boolean): string {
  const tag = TAGS[locale];
  const year = short ? period.slice(2, 4) : period.slice(0, 4);
  const quarter = /-Q(\d)$/.exec(period)?.[1];
  if (quarter) return `${locale === 'fr' ? 'T' : 'Q'}${quarter}\u00a0${year}`;
  const week = /-W(\d\d)$/.exec(period)?.[1];
  if (week) return `${locale === 'fr' ? 'S' : 'W'}${week}\u00a0${year}`;
  if (/^\d{4}$/.test(period)) return period;
  const day = isDay(period);
  const date = new Date(`${day ? period : `${period}-01`}T00:00:00Z`);
  return new Intl.DateTimeFormat(tag, {
    timeZone: 'UTC',
    year: short ? '2-digit' : 'numeric',
    month: short ? 'short' : 'long',
    ...(day ? { day: 'numeric' } : {}),
  }).format(date);
}

/** Numbers and dates as this language writes them. */
export function formatFor(locale: Locale): Format {
  const tag = TAGS[locale];
  const number = (value: number, options: Intl.NumberFormatOptions): string =>
    minus(new Intl.NumberFormat(tag, options).format(value === 0 ? 0 : value));
  const date = (iso: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone: isDay(iso) ? 'UTC' : ZONE })
      .format(new Date(isDay(iso) ? `${iso}T00:00:00Z` : iso))
      .replace(/^1 (?=\p{L})/u, locale === 'fr' ? '1er ' : '1 ');
  return {
    locale,
    integer: (value) => number(value, { maximumFractionDigits: 0 }),
    number: (value, digits = 2, fixed = false) =>
      number(value, { maximumFractionDigits: digits, minimumFractionDigits: fixed ? digits : 0 }),
    signed: (value, digits = 2) =>
      number(value, { signDisplay: 'exceptZero', maximumFractionDigits: digits, minimumFractionDigits: digits }),
    level: (share) => number(share, { style: 'percent', maximumFractionDigits: 2, minimumFractionDigits: 0 }),
    percent: (share, digits = 1) =>
      number(share, { style: 'percent', maximumFractionDigits: digits, minimumFractionDigits: digits }),
    exact: (decimal) => {
      const digits = decimal.split('.')[1]?.length ?? 0;
      return minus(
        new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
          decimal as Intl.StringNumericLiteral,
        ),
      );
    },
    day: (iso) => date(iso, { day: 'numeric', month: 'long', year: 'numeric' }),
    instant: (iso) =>
      date(iso, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false }),
    period: (period) => periodWords(locale, period, false),
    shortPeriod: (period) => periodWords(locale, period, true),
    list: (items, last = 'and') =>
      new Intl.ListFormat(tag, { type: last === 'and' ? 'conjunction' : 'disjunction' }).format(items),
  };
}

/** The start and end of a fingerprint: enough to compare by eye, the whole stands in "check it yourself". */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)}…${hash.slice(-4)}`;
