import type { Fault } from '../shared/faults.js';
import type { Locale } from '../shared/text.js';

/** A rule of protocols that is broken, in the words of both languages: `detail` is the English. */
export interface RuleFault extends Fault {
  readonly fr: string;
}

/** The fault as it is told to a reader of one language. */
export const toldIn = ({ pointer, detail, fr }: RuleFault, locale: Locale): Fault => ({
  pointer,
  detail: locale === 'fr' ? fr : detail,
});
