import type { Locale } from '@impact-ledger/domain';
import type { PublicStats } from '@impact-ledger/readmodel';
import { readerOf } from '../context.js';
import { textWidth } from '../figures/measure.js';
import { ranked } from './ranked.js';

const TONE = { positive: '#1d5c45', negative: '#8a2f1c', other: '#4a4f57' } as const;
const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark] ?? mark);

/**
 * What a product may show of itself elsewhere, as a picture of a line: the verdict of its best evidence, the grade, and how
 * much of the ledger the picture has seen. It names no figure: a figure without its interval is none.
 */
export function badge(stats: PublicStats, locale: Locale): string {
  const { t, f } = readerOf({ locale, path: '/', actor: null, freshness: stats.freshness });
  const result = ranked(stats.results)[0]?.result;
  const name = stats.product.name;
  const said = result
    ? `${t.verdict[result.verdict]} · ${t.gradeOf(result.grade)} · ${t.eventNumber(f.exact(stats.freshness.position))}`
    : t.noEvidence;
  const left = Math.ceil(textWidth(name, 12)) + 20;
  const right = Math.ceil(textWidth(said, 12)) + 20;
  const fill = result?.verdict === 'positive' || result?.verdict === 'negative' ? TONE[result.verdict] : TONE.other;
  const label = escape(`${name}${locale === 'fr' ? ' : ' : ': '}${said}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="24" role="img" aria-label="${label}" lang="${locale}">`,
    `<title>${label}</title>`,
    `<rect width="${left}" height="24" fill="#22262b"/><rect x="${left}" width="${right}" height="24" fill="${fill}"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="12"><text x="10" y="16">${escape(name)}</text>`,
    `<text x="${left + 10}" y="16">${escape(said)}</text></g></svg>`,
  ].join('');
}
