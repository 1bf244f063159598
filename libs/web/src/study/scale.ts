import type { EffectUnit } from '@impact-ledger/domain';
import type { Reader } from '../context.js';

/** How effects of one study are written: a stored difference of 0.11 of a binary outcome reads "+11.1 points". */
export interface EffectScale {
  /** Stored value to the number drawn on an axis. */
  readonly axis: (value: number) => number;
  readonly axisName: string;
  readonly tick: (axisValue: number) => string;
  /** "+11.1" */
  readonly signed: (value: number) => string;
  /** "+11.1 points" */
  readonly effect: (value: number) => string;
  /** "5 points", no sign. */
  readonly size: (value: number) => string;
  /** "+2.4 to +19.3 points" */
  readonly interval: (bounds: { readonly lower: number; readonly upper: number }) => string;
  /** "+11.1 [+2.4, +19.3]", or the interval alone when no best estimate may be shown. */
  readonly row: (value: number | null, bounds: { readonly lower: number; readonly upper: number }) => string;
}

const PREFIXED = new Set<EffectUnit>(['euro', 'dollar']);

/** Enough decimals that the two ends of an interval of this width differ. */
function decimals(width: number): number {
  if (!(width > 0)) return 1;
  return Math.max(0, Math.min(4, Math.ceil(1.2 - Math.log10(width))));
}

/** `width`: of the main interval, in stored units; it sets how many decimals are worth writing. */
export function effectScale(unit: EffectUnit, width: number, reader: Reader, mostDigits = 4): EffectScale {
  const { t, f, locale } = reader;
  if (unit === 'ratio') return ratioScale(width, reader, mostDigits);
  const factor = unit === 'points' ? 100 : 1;
  const digits = Math.min(mostDigits, Math.max(unit === 'points' ? 1 : 0, decimals(width * factor)));
  const signed = (value: number) => f.signed(value * factor, digits);
  const withUnit = (value: number) => t.withUnit[unit](signed(value));
  const separator = locale === 'fr' ? ' ; ' : ', ';
  return {
    axis: (value) => value * factor,
    axisName: t.scale[unit],
    tick: (value) => f.signed(value, Number.isInteger(value) ? 0 : Math.min(4, Math.max(1, decimals(Math.abs(value))))),
    signed,
    effect: withUnit,
    size: (value) => t.withUnit[unit](f.number(value * factor, 2)),
    interval: ({ lower, upper }) =>
      t.fromTo(locale === 'en' && PREFIXED.has(unit) ? withUnit(lower) : signed(lower), withUnit(upper)),
    row: (value, { lower, upper }) => {
      if (lower === upper) return signed(lower);
      const interval = `[${signed(lower)}${separator}${signed(upper)}]`;
      return value === null ? interval : `${signed(value)} ${interval}`;
    },
  };
}

/** A ratio of 1 is no effect: it has no sign, and its axis is that of logarithms (0 is no effect, 0.7 twice as many). */
function ratioScale(width: number, { t, f, locale }: Reader, mostDigits: number): EffectScale {
  const digits = Math.min(mostDigits, Math.max(2, decimals(width)));
  const plain = (value: number) => f.number(value, digits);
  const times = (value: number) => t.withUnit.ratio(plain(value));
  const separator = locale === 'fr' ? ' ; ' : ', ';
  return {
    axis: Math.log,
    axisName: t.scale.ratio,
    tick: (value) => f.number(Math.exp(value), 2),
    signed: plain,
    effect: times,
    // The smallest effect of interest of a ratio is a logarithm.
    size: (value) => times(Math.exp(value)),
    interval: ({ lower, upper }) => t.fromTo(times(lower), times(upper)),
    row: (value, { lower, upper }) => {
      const interval = `[${plain(lower)}${separator}${plain(upper)}]`;
      return value === null ? interval : `${plain(value)} ${interval}`;
    },
  };
}
