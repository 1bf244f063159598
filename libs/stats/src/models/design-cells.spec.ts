import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Estimate } from '../core/estimate.js';
import type { Table } from '../core/table.js';
import { compress } from '../kernels/compress.js';
import { generator } from '../testing/simulate.js';
import { cellsOf } from './design-cells.js';
import { designOf } from './design.js';

/** Discrete covariates, as whole numbers and as thirds of them: only the first are put in cells. */
function cohort(rows: number): Table {
  const next = generator(rows);
  const column = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => value(i));
  const schooling = column(() => Math.floor(5 * next()) - 2);
  const urban = column(() => (next() < 0.4 ? 1 : 0));
  const t = column((i) => (next() < 0.3 + 0.05 * schooling[i]! + 0.2 * urban[i]! ? 1 : 0));
  return {
    rows,
    columns: {
      t,
      schooling,
      urban,
      region: { codes: Int32Array.from({ length: rows }, () => Math.floor(4 * next())), levels: ['n', 'e', 's', 'w'] },
      y: column((i) => (next() < 0.2 + 0.1 * t[i]! + 0.05 * schooling[i]! ? 1 : 0)),
      income: column((i) => 900 + 200 * t[i]! + 40 * schooling[i]! + 300 * next()),
      office: column(() => Math.floor(60 * next())),
      count: column(() => Math.floor(3 * next())),
      schoolingThirds: schooling.map((x) => x / 3),
      urbanThirds: urban.map((x) => x / 3),
    },
  };
}

const table = cohort(4001);
const roles = { treatment: 't', outcome: 'y', covariates: ['schooling', 'urban', 'region'] };
const thirds = { ...roles, covariates: ['schoolingThirds', 'urbanThirds', 'region'] };

function expectSame(a: Estimate, b: Estimate): void {
  const numbers = ({ value, standardError, interval }: Estimate): number[] =>
    [value, standardError, interval.lower, interval.upper].map((x) => x!);
  const [one, other] = [numbers(a), numbers(b)];
  one.forEach((x, k) => expect(Math.abs(x - other[k]!) / Math.abs(other[k]!)).toBeLessThan(1e-12));
  expect(a.warnings).toEqual(b.warnings);
  expect(a.n).toEqual(b.n);
}

describe('cells give what the rows give, to 1e-12', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['logistic', {}, {}],
    ['logistic', { weights: 'count' }, { variance: 'HC3' }],
    ['logistic', { cluster: 'office' }, { variance: 'CR1' }],
    ['least-squares', { outcome: 'income' }, { variance: 'HC2' }],
    ['ipw', {}, {}],
    ['ipw', { weights: 'count' }, { target: 'ATT', measure: 'ratio' }],
    ['aipw', {}, {}],
    ['aipw', { outcome: 'income' }, { folds: 3, target: 'ATT' }],
    ['aipw', { cluster: 'office' }, { variance: 'm-estimation' }],
    ['tmle', {}, {}],
    ['g-computation', {}, {}],
    ['g-computation', { weights: 'count' }, { variance: 'delta', target: 'ATT' }],
    ['entropy-balancing', {}, {}],
  ])('%s %j %j', (id, more, options) => {
    expectSame(
      estimate(id, table, { ...roles, ...more }, options),
      estimate(id, table, { ...thirds, ...more }, options),
    );
  });

  test('and the order of the rows changes no bit of a model', () => {
    const reversed: Table = {
      rows: table.rows,
      columns: Object.fromEntries(
        Object.entries(table.columns).map(([name, column]) => [
          name,
          'codes' in column ? { ...column, codes: column.codes.slice().reverse() } : column.slice().reverse(),
        ]),
      ),
    };
    const [here, there] = [table, reversed].map((rows) => estimate('logistic', rows, roles).details['logLikelihood']);
    expect(here).toBe(there);
  });
});

describe('compress', () => {
  const column = (rows: number, value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => value(i));

  test('numbers cells by their values, and gives a row of each', () => {
    const a = column(2000, (i) => (i % 3) - 5);
    const b = column(2000, (i) => (i % 2) * 100);
    const cells = compress([a, b], 2000)!;
    expect(cells.count).toBe(6);
    const found = [...cells.row].map((row) => [a[row], b[row]]);
    expect(found).toEqual([-5, -4, -3].flatMap((x) => [[x, 0], [x, 100]])); // prettier-ignore
    cells.code.forEach((cell, i) => expect(found[cell]).toEqual([a[i], b[i]]));
  });

  test('many levels that seldom occur together are cells all the same', () => {
    const group = column(4000, (i) => i % 40);
    const columns = [0, 1, 2, 3].map((k) => group.map((g) => (g * (k + 7)) % 40));
    expect(compress(columns, 4000)?.count).toBe(40);
  });

  test('leaves alone what is not whole, has too many values, or is short', () => {
    const whole = column(2000, (i) => i % 3);
    expect(compress([whole, column(2000, (i) => (i < 1999 ? 0 : 0.5))], 2000)).toBeNull();
    expect(compress([whole, column(2000, (i) => i % 700)], 2000)).toBeNull();
    expect(compress([whole, column(2000, (i) => (i === 7 ? 1e15 : 0))], 2000)).toBeNull();
    expect(compress([whole.slice(0, 1000)], 1000)).toBeNull();
    const design = designOf(['x'], [whole.map((x) => x / 3)], new Float64Array(2000).fill(1));
    expect(cellsOf(design)).toBeNull();
  });
});
