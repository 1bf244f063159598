import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Table } from '../core/table.js';
import { designOf } from '../models/design.js';
import { generator } from '../testing/simulate.js';
import { cellMoments } from './cox-cells.js';
import { packRows } from './packed-rows.js';

/** Follow-up in whole days, with ties everywhere; some rows count twice. */
function cohort(rows: number): Table {
  const next = generator(rows);
  const column = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => value(i));
  const age = column(() => Math.floor(50 * next()) + 18);
  const arm = column(() => (next() < 0.4 ? 1 : 0));
  return {
    rows,
    columns: {
      arm,
      age,
      size: column(() => next() ** 8 * 1e4),
      time: column((i) => 1 + Math.floor((12 * next()) / (1 + 0.4 * arm[i]! + 0.01 * age[i]!))),
      event: column(() => (next() < 0.6 ? 1 : 0)),
      office: column(() => Math.floor(3 * next())),
      place: column(() => Math.floor(40 * next())),
      count: column(() => 1 + Math.floor(2 * next())),
      share: column(() => 0.2 + next()),
      // Everybody is there from the beginning: the sums are then formed row by row.
      entry: column(() => 0),
    },
  };
}

const table = cohort(5003);
const roles = { treatment: 'arm', time: 'time', event: 'event', covariates: ['age', 'size'] };

function expectClose(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number') {
    const distance = Math.abs((actual as number) - expected) / Math.max(1e-12, Math.abs(expected));
    expect({ path, near: distance < 1e-9 }).toEqual({ path, near: true });
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, part] of Object.entries(expected)) {
      expectClose((actual as Record<string, unknown>)[key], part, `${path}.${key}`);
    }
  } else expect({ path, value: actual }).toEqual({ path, value: expected });
}

describe('a Cox model from the sums of its cells is the one from its rows', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['Efron', {}, {}],
    ['Breslow', {}, { ties: 'breslow' }],
    ['strata', { strata: ['office'] }, { transform: 'rank' }],
    ['frequencies', { weights: 'count' }, { transform: 'identity' }],
    ['robust', {}, { variance: 'robust' }],
    ['sampling weights', { weights: 'share' }, { variance: 'robust', weightType: 'sampling' }],
    ['clusters and strata', { strata: ['office'], cluster: 'place' }, { variance: 'cluster' }],
  ])('%s', (_name, more, options) => {
    const cells = estimate('cox', table, { ...roles, ...more }, options);
    const rows = estimate('cox', table, { ...roles, ...more, entry: 'entry' }, options);
    expectClose(JSON.parse(JSON.stringify(cells)), JSON.parse(JSON.stringify(rows)), 'cox');
  });

  test('cells and blocks of odd numbers of rows', () => {
    for (const size of [193, 255, 256, 257, 511]) {
      const small = cohort(size);
      const time = Float64Array.from({ length: size }, (_, i) => 1 + (i % 3));
      const some: Table = { rows: size, columns: { ...small.columns, time } };
      const cells = estimate('cox', some, roles);
      const rows = estimate('cox', some, { ...roles, entry: 'entry' });
      expectClose(JSON.parse(JSON.stringify(cells)), JSON.parse(JSON.stringify(rows)), `cox of ${size}`);
    }
  });
});

test('columns that cancel one another do not make exp underflow', () => {
  const next = generator(5);
  const x = Float64Array.from({ length: 300 }, () => next());
  const noise = x.map(() => 0.01 * next());
  const ones = new Float64Array(300).fill(1);
  const columns = [x, x.map((value, i) => noise[i]! - value)];
  const design = designOf(['x', 'opposite'], columns, ones);
  const order = Uint32Array.from(x, (_, i) => i);
  const coefficients = Float64Array.of(0, 500 / design.scale[0]!, 500 / design.scale[1]!);
  const { risk } = cellMoments(packRows(design, order), ones, Uint32Array.of(0, 300), coefficients);
  const top = noise.indexOf(Math.max(...noise));
  noise.forEach((value, i) => expect(risk[i]! / Math.exp(500 * (value - noise[top]!))).toBeCloseTo(1, 10));
});
