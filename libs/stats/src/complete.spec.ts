import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { catalogue } from './catalogue/catalogue.js';
import type { CatalogueEntry } from './catalogue/define-estimator.js';
import { lacking, methodsTable, regeneratedPage, type Evidence } from './testing/completeness.js';
import { readDocstrings } from './testing/docstring.js';
import { differences, differencesTable } from './testing/other-programs.js';
import { published } from './testing/published.js';
import { calls } from './testing/simulate.js';

const fixtures = new URL('../fixtures/', import.meta.url);
const index = new URL('../../../docs/methods.md', import.meta.url);
const pageOf = (id: string): URL => new URL(`../../../docs/methods/${id}.md`, import.meta.url);
const BEGIN = '<!-- prettier-ignore-start -->\n\n';
const END = '\n\n<!-- prettier-ignore-end -->';

const numbers = new Map<string, number>();
const scripts = new Map<string, Set<string>>();
for (const file of readdirSync(fixtures).filter((name) => name.endsWith('.json'))) {
  const { cases, script } = JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as {
    script: string;
    cases: readonly { id: string; expected: Readonly<Record<string, unknown>> }[];
  };
  for (const { id, expected } of cases) {
    numbers.set(id, (numbers.get(id) ?? 0) + Object.keys(expected).length);
    scripts.set(id, (scripts.get(id) ?? new Set()).add(script));
  }
}

const generated = `${BEGIN}${methodsTable(catalogue, numbers)}${END}`;
const differencesPart = `<!-- differences -->\n<!-- prettier-ignore -->\n${differencesTable(differences)}\n\n<!-- end -->`;
const docstrings = readDocstrings();
const read = (): Evidence => ({
  numbers,
  scripts,
  published,
  contract: new Set(calls.map(({ id }) => id)),
  docstrings,
  index: readFileSync(index, 'utf8'),
  pages: new Map(
    catalogue
      .filter(({ id }) => existsSync(pageOf(id)))
      .map(({ id }): [string, string] => [id, readFileSync(pageOf(id), 'utf8')]),
  ),
});

if (process.env['UPDATE_GOLDEN'] === '1') {
  const before = read();
  const [head, rest] = before.index.split(BEGIN);
  const text = `${head!}${generated}${rest!.split(END)[1]!}`;
  writeFileSync(
    index,
    text.replace(/<!-- differences -->[\s\S]*?<!-- end -->/, () => differencesPart),
  );
  for (const entry of catalogue) {
    const page = before.pages.get(entry.id);
    if (page !== undefined) writeFileSync(pageOf(entry.id), regeneratedPage(entry, page, before));
  }
}

const evidence = read();

describe('the catalogue is whole', () => {
  test.each(catalogue.map((entry) => [entry.id, entry] as const))(
    '%s has expected values, contract, docstring, page and row',
    (_, entry) => {
      expect(lacking(entry, evidence)).toEqual([]);
    },
  );

  test('a new entry without any of them fails, and so does one that lacks a single one', () => {
    const bare: CatalogueEntry = { ...catalogue[0]!, id: 'bare-method' };
    expect(lacking(bare, evidence)).toHaveLength(5);
    const whole = catalogue.find(({ id }) => id === 'cox')!;
    expect(lacking(whole, { ...evidence, numbers: new Map() })).toEqual(
      expect.arrayContaining([expect.stringContaining('numbers of R')]),
    );
    expect(lacking(whole, { ...evidence, contract: new Set() })).toHaveLength(1);
    const changed: CatalogueEntry = { ...whole, options: whole.options.slice(1) };
    expect(lacking(changed, evidence)).toEqual([
      'in docs/methods/cox.md: the options as the catalogue has them',
      'its row in the table of docs/methods.md',
    ]);
  });

  test.each([
    ['a section', (page: string) => page.replace('\n## What can go wrong\n', '\n'), 'the sections'],
    ['words', (page: string) => page.replace(/## Assumptions\n[\s\S]*?\n## /, '## Assumptions\n\n## '), 'Assumptions'],
    ['a source', (page: string) => page.replace(/\b(18|19|20)\d\d\b/g, 'long ago'), 'author and year'],
    ['an example', (page: string) => page.replaceAll('impact estimate', 'impact guess'), 'an example'],
  ])('a page without %s fails', (_, damage, fault) => {
    const whole = catalogue.find(({ id }) => id === 'cox')!;
    const pages = new Map([['cox', damage(evidence.pages.get('cox')!)]]);
    expect(lacking(whole, { ...evidence, pages })).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
  });

  test.each([
    ['its assumptions', (text: string) => text.replace('\nAssumes: ', '\n'), 'the parts Estimand, Assumes'],
    ['its variance', (text: string) => text.replace(/Variance: [\s\S]*?\nShapes/, 'Variance: \nShapes'), 'Variance'],
    ['a source', (text: string) => text.replace(/\b(18|19|20)\d\d\b/g, 'long ago'), 'author and year'],
    ['an example', (text: string) => text.replace('@example', ''), '@example'],
    ['errors that exist', (text: string) => text.replace('no-events', 'no-luck'), '"no-luck"'],
  ])('a docstring without %s fails', (_, damage, fault) => {
    const whole = catalogue.find(({ id }) => id === 'cox')!;
    const damaged = new Map([['cox', damage(docstrings.get('cox')!)]]);
    expect(lacking(whole, { ...evidence, docstrings: damaged })).toEqual(
      expect.arrayContaining([expect.stringContaining(fault)]),
    );
  });

  test('every page is that of a method', () => {
    const known = new Set(catalogue.map(({ id }) => `${id}.md`));
    expect(readdirSync(new URL('.', pageOf('any'))).filter((name) => !known.has(name))).toEqual([]);
  });

  test('the tables of docs/methods.md are those of the catalogue and of the differences that were run', () => {
    // UPDATE_GOLDEN=1 writes it anew.
    expect(evidence.index).toContain(generated);
    expect(evidence.index).toContain(differencesPart);
  });

  test('the fixtures hold at least 1,500 numbers of R, and a named source only stands in where there are none', () => {
    expect([...numbers.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(1500);
    const known = new Set(catalogue.map(({ id }) => id));
    expect([...numbers.keys()].filter((id) => !known.has(id))).toEqual([]);
    for (const [id, { test: file }] of Object.entries(published)) {
      expect(known.has(id) && !numbers.has(id)).toBe(true);
      const path = new URL(file, import.meta.url);
      expect(existsSync(path) && readFileSync(path, 'utf8').includes(id)).toBe(true);
    }
  });
});
