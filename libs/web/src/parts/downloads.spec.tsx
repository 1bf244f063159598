import { expect, test } from '@jest/globals';
import { parseHTML } from 'linkedom';
import { nswStudy } from '../../../../tests/pages/fixtures/nsw.js';
import { stats } from '../../../../tests/pages/fixtures/record.js';
import { statsPage } from '../pages/stats.page.js';
import { studyPage } from '../pages/study.page.js';
import { fileOf, type Downloadable } from './downloadable.js';

const context = { locale: 'en', actor: null, freshness: { position: '9', recordedAt: null } } as const;

function figuresOf(path: string, draw: (given: typeof context & { path: string; figures: Downloadable[] }) => string) {
  const figures: Downloadable[] = [];
  const html = draw({ ...context, path, figures });
  return { figures, html };
}

const study = figuresOf('/studies/nsw?run=1', (given) => studyPage({ ...given, study: nswStudy }));
const open = figuresOf('/bonne-boite/stats', (given) => statsPage({ ...given, stats }));

test('every figure and table of a study can be taken away', () => {
  expect(study.figures.map(({ id }) => id)).toEqual(expect.arrayContaining(['forest', 'balance', 'gates', 'flow']));
  expect(study.html).toContain('href="/studies/nsw/figures/forest.svg?run=1&amp;lang=en"');
  expect(new Set(study.figures.map(({ id }) => id)).size).toBe(study.figures.length);
});

test.each([...study.figures, ...open.figures])('$id as files', (figure) => {
  const csv = fileOf(figure, 'csv')?.split('\r\n') ?? [];
  const json = JSON.parse(fileOf(figure, 'json') ?? '') as { readonly rows: readonly Record<string, unknown>[] };
  expect(json.rows).toHaveLength(csv.length - 1);
  expect(Object.keys(json.rows[0] ?? {})).toEqual(csv[0]?.split(','));
  const svg = fileOf(figure, 'svg');
  expect(svg === undefined).toBe(figure.svg === undefined);
  if (svg === undefined) return;
  // Nothing that only the page would know.
  expect(svg).not.toMatch(/var\(|class="chart narrow"/);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(parseHTML(svg).document.querySelector('title')?.textContent).not.toBe('');
});
