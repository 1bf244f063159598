import { expect, test } from '@jest/globals';
import type { Verdict } from '@impact-ledger/domain';
import { studyPage } from '@impact-ledger/web';
import { ofOtherWaysOut } from './fixtures/adjusted.js';
import { bonneBoite } from './fixtures/bonne-boite.js';
import { analyst, freshness } from './fixtures/context.js';

/** The section of the curves that count other ways out. */
function section(verdict: Verdict): string {
  const page = studyPage({
    ...{ locale: 'en', path: '/studies/x', actor: analyst, freshness, product: bonneBoite },
    study: ofOtherWaysOut(verdict),
  });
  return /<section aria-labelledby="incidence-h">.*?<\/section>/s.exec(page)?.[0] ?? '';
}
const pathsIn = (html: string): number => html.split('<path').length - 1;

test('where other ways out are declared the page shows the curves that count them, in days also where time is in weeks', () => {
  const shown = section('positive');
  expect(shown).toMatch(/<h2 id="incidence-h">By day 182 .*, other ways out counted, before any adjustment<\/h2>/);
  expect(shown).toContain('Aalen-Johansen');
  expect(shown).toContain('>182<');
});

test('the gap has a best estimate in its band only where the verdict singles one out', () => {
  const [told, open] = [section('positive'), section('inconclusive')];
  // One drawing for wide screens, one for narrow ones.
  expect(pathsIn(told) - pathsIn(open)).toBe(2);
  expect([told.includes('fill-opacity'), open.includes('fill-opacity')]).toEqual([true, true]);
});
