import { isRatio, type Locale, type Protocol } from '@impact-ledger/domain';

type Unit = Protocol['outcome']['unit'];

/** Numbers as each language writes them; not Intl, whose data differ between machines and would change the bytes. */
export function decimal(value: number, digits: number, locale: Locale): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, locale === 'en' ? ',' : '\u202f');
  const text = fraction === undefined ? grouped : `${grouped}${locale === 'en' ? '.' : ','}${fraction}`;
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? `−${text}` : text;
}

/** The same without zeros at the end: "0.2", "99.8". */
export const concise = (value: number, digits: number, locale: Locale): string =>
  decimal(Number(value.toFixed(digits)), digits, locale).replace(/(?:[.,]0+|([.,]\d*?[1-9])0+)$/, '$1');

const UNITS: Readonly<Record<Exclude<Unit, 'points'>, Readonly<Record<Locale, string>>>> = {
  euro: { en: 'euros', fr: 'euros' },
  dollar: { en: 'dollars', fr: 'dollars' },
  day: { en: 'days', fr: 'jours' },
  score: { en: 'points', fr: 'points' },
  week: { en: 'weeks', fr: 'semaines' },
};

/** How a figure of one outcome is put in words: so many people in 100, or so many dollars. */
export interface Scale {
  /** "2" for 0.0238 of an effect of 0.11: people in `base`, or units, without a sign. */
  readonly size: (value: number) => string;
  /** The same with its sign, and a decimal more: for an interval beside the sentence. */
  readonly exact: (value: number) => string;
  /** "in 100", "sur 1 000"; empty for an amount. */
  readonly base: string;
  /** "points", "dollars". */
  readonly unit: string;
  /** What no effect is: "zero", or "one" of a ratio. */
  readonly none: string;
}

type Measured = Pick<Protocol, 'estimand' | 'outcome'>;

/** `reference` is the largest figure the sentence will hold: small effects are told in 1,000 or 10,000 people. */
export function scaleFor({ estimand, outcome }: Measured, reference: number, locale: Locale): Scale {
  if (isRatio(estimand.measure)) return ratioScale(locale);
  const none = ZERO[locale];
  const { unit } = outcome;
  if (estimand.measure === 'risk_difference') {
    const base = Math.abs(reference) >= 0.05 ? 100 : Math.abs(reference) >= 0.005 ? 1000 : 10_000;
    return {
      size: (value) => decimal(Math.abs(value) * base, 0, locale),
      exact: (value) => decimal(value * 100, 1, locale),
      base: locale === 'en' ? `in ${decimal(base, 0, 'en')}` : `sur ${decimal(base, 0, 'fr')}`,
      unit: 'points',
      none,
    };
  }
  if (unit === 'points') {
    return {
      size: (value) => decimal(100 * Math.abs(value), 1, locale),
      exact: (value) => decimal(100 * value, 1, locale),
      ...{ base: '', unit: 'points', none },
    };
  }
  const digits = Math.abs(reference) >= 100 ? 0 : Math.abs(reference) >= 1 ? 1 : 3;
  return {
    size: (value) => decimal(Math.abs(value), digits, locale),
    exact: (value) => decimal(value, digits, locale),
    ...{ base: '', unit: UNITS[unit][locale], none },
  };
}

const ZERO = { en: 'zero', fr: 'zéro' };

/** A ratio is its own size: 0.9 is not a small 0.9. */
function ratioScale(locale: Locale): Scale {
  const told = (value: number): string => decimal(value, Math.abs(value - 1) < 0.1 ? 3 : 2, locale);
  return { size: told, exact: told, ...{ base: '', unit: '', none: { en: 'one', fr: 'un' }[locale] } };
}

/** Begins with a small letter unless the word is a name written in capitals. */
export const small = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? `${text[0]!.toLowerCase()}${text.slice(1)}` : text;
