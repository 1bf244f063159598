import { inLocale, type Locale, type StudyResult } from '@impact-ledger/domain';
import { wordsFor } from '../words/words.js';

/**
 * What whoever asked can do about each gate that refused the study, in the order of the gates; nothing where none did. Results of
 * earlier releases say it in their own reason, and are not said twice.
 */
export function remediesOf({ verdict, diagnostics, verdictReason }: StudyResult, locale: Locale): string[] {
  if (verdict !== 'refused') return [];
  const t = wordsFor(locale);
  const said = inLocale(verdictReason, locale);
  return diagnostics.gates
    .filter(({ passed, waived }) => !passed && waived === undefined)
    .map(({ gate }) => t.remedy[gate])
    .filter((text) => !said.includes(text));
}
