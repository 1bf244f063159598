import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { catalogue } from './catalogue/catalogue.js';
import { optionCalls } from './testing/option-calls.js';
import { neverAsked, optionValues } from './testing/option-values.js';
import { calls, type Call } from './testing/simulate.js';

const contract = [...calls, ...optionCalls];
const folder = new URL('../fixtures/', import.meta.url);
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { cases: readonly Call[] }).cases);

test('every value of every option is asked for by the contract or by a number of R', () => {
  expect(catalogue.flatMap(optionValues).length).toBeGreaterThan(150);
  expect(neverAsked(catalogue, [...contract, ...fixtures])).toEqual([]);
});

test('a value that nobody asks for is named', () => {
  const withoutMee = [...contract, ...fixtures].filter(({ options }) => options['interval'] !== 'mee');
  expect(neverAsked(catalogue, withoutMee)).toEqual(['risk-difference interval=mee']);
  expect(neverAsked(catalogue, [])).toHaveLength(catalogue.flatMap(optionValues).length);
});
