import type { Locale } from '@impact-ledger/domain';

const NARROW = '\u202f';

/**
 * French spacing: a narrow no-break space before `% : ; ? !` and inside guillemets, so that no line starts with one.
 * English text comes back unchanged.
 */
export function typeset(text: string, locale: Locale): string {
  if (locale !== 'fr') return text;
  return text
    .replace(/[ \u00a0]([%‰:;?!»])/g, `${NARROW}$1`)
    .replace(/«[ \u00a0]/g, `«${NARROW}`)
    .replace(/(\d)[ \u00a0](?=(?:points?|personnes|jours?|€|\$)(?:\W|$))/g, '$1\u00a0');
}

const VERBATIM = new Set(['pre', 'code', 'script', 'style']);
const SPOKEN = /\b(aria-label|title|content|placeholder)="([^"]*)"/g;

/** The same over a whole document: text and spoken attributes, never code nor tags. */
export function typesetHtml(html: string, locale: Locale): string {
  if (locale !== 'fr') return html;
  let verbatim: string | undefined;
  return html
    .split(/(<[^>]*>)/)
    .map((piece) => {
      if (!piece.startsWith('<')) return verbatim ? piece : typeset(piece, locale);
      const name = /^<\/?([a-z]+)/.exec(piece)?.[1] ?? '';
      if (verbatim === undefined && VERBATIM.has(name) && !piece.startsWith('</')) verbatim = name;
      else if (piece === `</${verbatim}>`) verbatim = undefined;
      return piece.replace(
        SPOKEN,
        (_all, attribute: string, text: string) => `${attribute}="${typeset(text, locale)}"`,
      );
    })
    .join('');
}
