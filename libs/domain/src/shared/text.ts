import { z } from 'zod';
import { faultWords } from './fault-words.js';
import { PATTERNS } from './shape-words.js';

// Every schema of the domain is made with this file, and so speaks in these words.
z.config({ customError: faultWords });

const storable = (value: string): boolean => value.isWellFormed() && !value.includes('\u0000');

/**
 * Text that every store can keep: no U+0000 and no lone surrogate, since PostgreSQL refuses the first and
 * RFC 8785 canonical JSON has no form for the second.
 */
export const text = (maximum = 2000) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maximum)
    .refine(storable, 'must not contain U+0000 or half of a surrogate pair: remove the broken character');

/** An identifier chosen by a person: short, readable in an address, stable for ever. */
export const slug = () => z.string().regex(PATTERNS.slug).max(80);

/** A number kept exactly as written, since a measured value must never change by a binary rounding. */
export const decimal = () => z.string().regex(PATTERNS.decimal);

export const sha256 = () => z.string().regex(PATTERNS.sha256);

export const LOCALES = ['en', 'fr'] as const;
export type Locale = (typeof LOCALES)[number];

/** A sentence in one or both of the languages of the pages. */
export const localText = (maximum = 2000) =>
  z
    .strictObject({ en: text(maximum).optional(), fr: text(maximum).optional() })
    .refine((value) => value.en !== undefined || value.fr !== undefined, 'must be written in "en", in "fr" or in both');
export type LocalText = { en?: string | undefined; fr?: string | undefined };

/** The sentence in the reader's language, else in the one it was written in. */
export const inLocale = (value: LocalText, locale: Locale): string => value[locale] ?? value.en ?? value.fr ?? '';
