import { inLocale, LOCALES, type Locale, type LocalText, type Protocol } from '@impact-ledger/domain';
import { en } from './en.js';
import { fr } from './fr.js';
import { scaleFor, type Scale } from './numbers.js';
import type { Phrases, Subject } from './phrases.js';

const PHRASES: Readonly<Record<Locale, Phrases>> = { en, fr };

export interface Speaker {
  readonly locale: Locale;
  readonly phrases: Phrases;
  readonly subject: Subject;
  readonly scale: Scale;
  readonly text: (value: LocalText) => string;
}

/** Says one thing in every language. `reference` is the largest figure in it. */
export function say(protocol: Protocol, reference: number, write: (speaker: Speaker) => string): LocalText {
  return Object.fromEntries(
    LOCALES.map((locale) => {
      const scale = scaleFor(protocol, reference, locale);
      const subject = subjectOf(protocol, scale, locale);
      const text = (value: LocalText): string => inLocale(value, locale);
      return [locale, write({ locale, phrases: PHRASES[locale], subject, scale, text })];
    }),
  );
}

function subjectOf({ wording, arms, outcome, estimand }: Protocol, scale: Scale, locale: Locale): Subject {
  const quote = (value: LocalText): string =>
    locale === 'en' ? `"${inLocale(value, 'en')}"` : `« ${inLocale(value, 'fr')} »`;
  const instead = locale === 'en' ? 'rather than' : 'plutôt que';
  return {
    exposure: wording
      ? inLocale(wording.exposure, locale)
      : `${quote(arms.treated)} ${instead} ${quote(arms.comparison)}`,
    outcome: wording ? inLocale(wording.outcome, locale) : quote(outcome.label),
    isPeople: estimand.measure === 'risk_difference',
    ratio: estimand.measure === 'risk_ratio' ? 'people' : estimand.measure === 'odds_ratio' ? 'odds' : null,
    scale,
  };
}
