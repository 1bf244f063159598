import { inLocale, type LocalText } from '@impact-ledger/domain';
import type { Locale } from '@impact-ledger/domain';

/** A sentence somebody wrote; marked with its own language when it has not the reader's. */
export function Local({ value, locale }: { readonly value: LocalText; readonly locale: Locale }) {
  const other: Locale = locale === 'en' ? 'fr' : 'en';
  const written = value[locale];
  return written === undefined ? <span lang={other}>{inLocale(value, locale)}</span> : <>{written}</>;
}
