import type { Locale } from '@impact-ledger/domain';
import { en } from './en.js';
import { fr } from './fr.js';

/** Every sentence of the pages; a language that lacks one does not compile. */
export type Words = typeof en;

const WORDS: Readonly<Record<Locale, Words>> = { en, fr };

export const wordsFor = (locale: Locale): Words => WORDS[locale];
