import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { estimate } from './catalogue/estimate.js';
import type { Roles } from './core/table.js';
import { expectClose } from './testing/close-to.js';
import { readCsv } from './testing/read-csv.js';

interface Fixture {
  readonly data: string;
  readonly cases: readonly {
    readonly id: string;
    readonly roles: Roles;
    readonly options: Readonly<Record<string, unknown>>;
    readonly relative: number;
    readonly expected: Readonly<Record<string, { readonly value: number; readonly call: string }>>;
  }[];
}

const folder = new URL('../fixtures/', import.meta.url);
const fixture = (name: string): Fixture => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Fixture;

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length));

describe.each(names)('values of R on %s', (name) => {
  const { data, cases } = fixture(name);
  const table = readCsv(new URL(data, folder));

  test.each(cases.map((item) => [`${item.id} ${JSON.stringify(item.options)}`, item] as const))('%s', (_, item) => {
    const answer = estimate(item.id, table, item.roles, item.options);
    expect(Object.keys(item.expected).length).toBeGreaterThan(0);
    for (const [path, { value, call }] of Object.entries(item.expected)) {
      const actual = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], answer);
      expectClose(actual, value, item.relative, `${item.id} ${path}, in R: ${call}`);
    }
  });
});

describe('published figures', () => {
  const nsw = readCsv(new URL('nsw_dw.csv', folder));
  const lalonde = readCsv(new URL('lalonde.csv', folder));

  test('randomised NSW: employment in 1978', () => {
    const { value, interval } = estimate('risk-difference', nsw, { treatment: 'treat', outcome: 'employed78' });
    expect(value).toBeCloseTo(0.1106, 4);
    expect(interval.lower).toBeCloseTo(0.0238, 4);
    expect(interval.upper).toBeCloseTo(0.1927, 4);
  });

  test('randomised NSW: earnings in 1978 (Dehejia and Wahba 1999)', () => {
    const { value, standardError } = estimate('least-squares', nsw, { treatment: 'treat', outcome: 're78' });
    expect(value).toBeCloseTo(1794.34, 2);
    expect(standardError).toBeCloseTo(632.85, 2);
  });

  test('observational NSW: weighting to the treated (MatchIt vignette)', () => {
    const covariates = ['age', 'educ', 'race', 'married', 'nodegree', 're74', 're75'];
    const { value } = estimate('ipw', lalonde, { treatment: 'treat', outcome: 're78', covariates }, { target: 'ATT' });
    expect(value).toBeCloseTo(1214.07, 2);
  });

  test('e-value: the example of VanderWeele and Ding (2017)', () => {
    const options = { ratio: 3.9, lower: 1.8, upper: 8.7 };
    const { value, details } = estimate('e-value', { rows: 0, columns: {} }, {}, options);
    expect(value).toBeCloseTo(7.26, 2);
    expect(details['limit']).toBeCloseTo(3, 10);
  });
});
