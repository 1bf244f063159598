import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { catalogue } from './catalogue/catalogue.js';
import type { CatalogueEntry } from './catalogue/define-estimator.js';
import { lacking, methodsTable, type Evidence } from './testing/completeness.js';
import { published } from './testing/published.js';
import { calls } from './testing/simulate.js';

const fixtures = new URL('../fixtures/', import.meta.url);
const page = new URL('../../../docs/methods.md', import.meta.url);
const BEGIN = '<!-- prettier-ignore-start -->\n\n';
const END = '\n\n<!-- prettier-ignore-end -->';

const numbers = new Map<string, number>();
for (const file of readdirSync(fixtures).filter((name) => name.endsWith('.json'))) {
  const { cases } = JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as {
    cases: readonly { id: string; expected: Readonly<Record<string, unknown>> }[];
  };
  for (const { id, expected } of cases) numbers.set(id, (numbers.get(id) ?? 0) + Object.keys(expected).length);
}

const generated = `${BEGIN}${methodsTable(catalogue, numbers)}${END}`;
if (process.env['UPDATE_GOLDEN'] === '1') {
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(BEGIN);
  writeFileSync(page, `${before!}${generated}${rest!.split(END)[1]!}`);
}

const evidence: Evidence = {
  numbers,
  published,
  contract: new Set(calls.map(({ id }) => id)),
  documentation: readFileSync(page, 'utf8'),
};

describe('the catalogue is whole', () => {
  test.each(catalogue.map((entry) => [entry.id, entry] as const))(
    '%s has expected values, contract, section and row',
    (_, entry) => {
      expect(lacking(entry, evidence)).toEqual([]);
    },
  );

  test('a new entry without any of them fails, and so does one that lacks a single one', () => {
    const bare: CatalogueEntry = { ...catalogue[0]!, id: 'bare-method' };
    expect(lacking(bare, evidence)).toHaveLength(4);
    const whole = catalogue.find(({ id }) => id === 'cox')!;
    expect(lacking(whole, { ...evidence, numbers: new Map() })).toEqual(
      expect.arrayContaining([expect.stringContaining('numbers of R')]),
    );
    expect(lacking(whole, { ...evidence, contract: new Set() })).toHaveLength(1);
    const unwritten = evidence.documentation.replace('\n### cox\n', '\n### coxx\n');
    expect(lacking(whole, { ...evidence, documentation: unwritten })).toHaveLength(1);
    const changed: CatalogueEntry = { ...whole, options: whole.options.slice(1) };
    expect(lacking(changed, evidence)).toEqual(['its row in the table of docs/methods.md']);
  });

  test('the table of docs/methods.md is that of the catalogue, with nothing besides', () => {
    // UPDATE_GOLDEN=1 writes it anew.
    expect(evidence.documentation).toContain(generated);
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
