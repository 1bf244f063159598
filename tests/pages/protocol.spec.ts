import { describe, expect, test } from '@jest/globals';
import { protocolPage } from '@impact-ledger/web';
import { analyst, freshness } from './fixtures/context.js';

/** For whom the page says that a question is. */
function onlyFor(name: string, locale: 'en' | 'fr'): string | undefined {
  const page = protocolPage({ locale, path: '/protocol', actor: analyst, freshness, answers: {} });
  const label = new RegExp(`<label for="q-${name}">([^<]*)`).exec(page)?.[1]?.replace(/\s/g, ' ');
  return label && /\((only for|seulement pour ?): (.*)\)$/.exec(label)?.[2];
}

describe('the page that asks for a protocol', () => {
  test('says for whom a question is: of choices any one, of questions all, of cases any one', () => {
    expect(onlyFor('days', 'en')).toBe('a landmark day or a grace period');
    expect(onlyFor('timeColumn', 'en')).toBe('one row a person and the time until it happens');
    expect(onlyFor('armColumn', 'en')).toBe('one row a person or the draw or the sending');
    expect(onlyFor('days', 'fr')).toBe('un jour repère ou un délai de grâce');
    expect(onlyFor('timeColumn', 'fr')).toBe('une ligne par personne et le temps jusqu’à ce qu’il arrive');
    expect(onlyFor('question', 'en')).toBeUndefined();
  });
});
