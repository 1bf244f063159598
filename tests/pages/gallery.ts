import type { Locale } from '@impact-ledger/domain';
import { studyPage, type PageContext } from '@impact-ledger/web';
import { analyst, freshness } from './fixtures/context.js';
import { bonneBoite, usersStudy } from './fixtures/bonne-boite.js';
import { nswProduct, nswStudy, nswWith } from './fixtures/nsw.js';

const context = (locale: Locale, path: string): PageContext => ({ locale, path, actor: analyst, freshness });

/** Every page in every state worth a look, from fixtures. */
export function gallery(locale: Locale): ReadonlyMap<string, string> {
  return new Map([
    [
      'study-randomised',
      studyPage({ ...context(locale, '/studies/nsw-randomised'), study: nswStudy, product: nswProduct }),
    ],
    [
      'study-cohort',
      studyPage({ ...context(locale, '/studies/bonne-boite-users'), study: usersStudy, product: bonneBoite }),
    ],
    [
      'study-drafted',
      studyPage({
        ...context(locale, '/studies/nsw-randomised'),
        study: nswWith(null, { status: 'drafted', frozenAt: null, protocolHash: null }),
      }),
    ],
  ]);
}
