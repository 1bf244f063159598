import type { Actor, Locale } from '@impact-ledger/domain';
import type { Freshness } from '@impact-ledger/readmodel';
import type { Downloadable } from './parts/downloadable.js';
import { formatFor, type Format } from './format.js';
import { wordsFor, type Words } from './words/words.js';

/** What every page is given besides its subject. */
export interface PageContext {
  readonly locale: Locale;
  /** Path and query as asked, such as `/indicators/hired?asOf=2026-01-01`: filters are read from it. */
  readonly path: string;
  /** Null for whoever comes without an account. */
  readonly actor: Actor | null;
  readonly freshness: Freshness;
  /** Takes up every figure and table of the page that may be taken away as a file. */
  readonly figures?: Downloadable[];
}

/** The page's context with its language at hand. */
export interface Reader extends PageContext {
  readonly t: Words;
  readonly f: Format;
}

export const readerOf = (context: PageContext): Reader => ({
  locale: context.locale,
  path: context.path,
  actor: context.actor,
  freshness: context.freshness,
  ...(context.figures && { figures: context.figures }),
  t: wordsFor(context.locale),
  f: formatFor(context.locale),
});

const BASE = 'http://page.invalid';

/** One parameter of the query, undefined when absent or empty. */
export const queryOf = (path: string, name: string): string | undefined =>
  new URL(path, BASE).searchParams.get(name) || undefined;

/** The same address with these parameters set, or removed when null; other filters stay. */
export function withQuery(path: string, changes: Readonly<Record<string, string | null>>): string {
  const url = new URL(path, BASE);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

/** All parameters of the query that say something, in their order. */
export const paramsOf = (path: string): readonly (readonly [string, string])[] =>
  [...new URL(path, BASE).searchParams].filter(([, value]) => value !== '');

export const pathOnly = (path: string): string => new URL(path, BASE).pathname;
