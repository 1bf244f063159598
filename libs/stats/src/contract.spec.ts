import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from './catalogue/catalogue.js';
import { estimate } from './catalogue/estimate.js';
import type { Estimate } from './core/estimate.js';
import { StatisticalError } from './core/statistical-error.js';
import { isCategory, type Roles, type Table } from './core/table.js';
import { expectClose } from './testing/close-to.js';
import { numbers, withColumns } from './testing/read-csv.js';
import { optionCalls } from './testing/option-calls.js';
import { rearrange } from './testing/rearrange.js';
import { calls, generator, simulateCohort, type Call } from './testing/simulate.js';

/** Methods that take numbers in their options and no rows keep those laws that do not speak of rows. */
const withRows = calls.filter(({ roles }) => Object.keys(roles).length > 0);
const named = withRows.map((call) => [`${call.id} ${JSON.stringify(call.options)}`, call] as const);
const seeds = fc.integer({ min: 1, max: 1e9 });
/** Methods that resample, or fit a model for each arm and period: they are tried on fewer samples, for time. */
const costly = [
  'rosenbaum-bounds',
  'matching',
  'group-time-att',
  'event-study',
  'did',
  'tmle',
  'adjusted-survival',
  'aipcw',
  'clone-censor-weight',
  'sequential-trials',
];
/** The same small samples on every run: one that a method rightly refuses has no figure to hold a law against. */
const samplesFor = (id: string) => ({
  numRuns: costly.includes(id) ? 4 : 8,
  seed: 20_261_122,
});

const run = ({ id, roles, options }: Call, table: Table, more: Roles = {}): Estimate =>
  estimate(id, table, { ...roles, ...more }, options);

function expectSame(actual: Estimate, expected: Estimate, relative: number): void {
  const scale = Math.max(Math.abs(expected.value ?? 0), expected.standardError ?? 0, 1e-3) / 1e-12;
  const same = (part: string, a: number | null, b: number | null): void => {
    if (b === null) expect(a).toBeNull();
    else expectClose(a, b, relative, `${expected.method} ${part}`, scale * relative);
  };
  same('value', actual.value, expected.value);
  same('standard error', actual.standardError, expected.standardError);
  same('lower', actual.interval.lower, expected.interval.lower);
  same('upper', actual.interval.upper, expected.interval.upper);
  expect(actual.n).toEqual(expected.n);
}

/** The arguments of every typed array, to see later that nobody wrote into them. */
const snapshot = (table: Table): unknown =>
  structuredClone(Object.values(table.columns).map((column) => (isCategory(column) ? column.codes : column)));

test('every method of the catalogue is exercised here', () => {
  expect(new Set(calls.map(({ id }) => id))).toEqual(new Set(catalogue.map(({ id }) => id)));
});

describe.each(named)('%s', (_, call) => {
  const few = samplesFor(call.id);
  test('the order of rows does not matter', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const table = simulateCohort(seed, 240);
        const random = generator(seed + 1);
        const order = Array.from({ length: table.rows }, (_, i) => ({ i, key: random() })).sort(
          (a, b) => a.key - b.key,
        );
        expectSame(
          run(
            call,
            rearrange(
              table,
              order.map(({ i }) => i),
            ),
          ),
          run(call, table),
          1e-11,
        );
      }),
      few,
    );
  });

  test('the same call gives the same bits and leaves its inputs alone', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const table = simulateCohort(seed, 200);
        const before = snapshot(table);
        const first = JSON.stringify(run(call, table));
        expect(JSON.stringify(run(call, table))).toBe(first);
        expect(snapshot(table)).toEqual(before);
      }),
      few,
    );
  });

  test('rows with a missing needed value are dropped, counted and warned of', () => {
    const table = simulateCohort(5, 240);
    const needed = [call.roles.treatment, call.roles.outcome, call.roles.time, ...(call.roles.covariates ?? [])].filter(
      (name) => name !== undefined,
    );
    const holes = needed.map((_, j) => 7 * j + 3);
    const punched = structuredClone(table);
    needed.forEach((name, j) => {
      const column = punched.columns[name]!;
      if (isCategory(column)) column.codes[holes[j]!] = -1;
      else column[holes[j]!] = NaN;
    });
    const complete = rearrange(
      table,
      Array.from({ length: table.rows }, (_, i) => i).filter((i) => !holes.includes(i)),
    );
    const answer = run(call, punched);
    expect(answer.n.dropped).toBe(holes.length);
    expect(answer.warnings.map(({ kind }) => kind)).toContain('rows-dropped');
    expectSame({ ...answer, n: { ...answer.n, dropped: 0 } }, run(call, complete), 0);
  });

  // A panel has one row per unit and period: there a repeated unit is tried, in designs.spec.ts.
  if (call.roles.unit === undefined || call.id === 'did')
    test('a frequency is a repetition', () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const table = simulateCohort(seed, 240);
          const frequency = numbers(table, 'frequency');
          const repeated = Array.from({ length: table.rows }, (_, i) => Array<number>(frequency[i]!).fill(i)).flat();
          expectSame(run(call, table, { weights: 'frequency' }), run(call, rearrange(table, repeated)), 1e-10);
        }),
        few,
      );
    });

  test('numbers are finite or null, and survive JSON', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const answer = run(call, simulateCohort(seed, 120));
        expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
      }),
      few,
    );
  });

  test('degenerate data give a named error or a finite answer', () => {
    const table = simulateCohort(9, 120);
    const constant = (value: number): Float64Array => new Float64Array(table.rows).fill(value);
    const damages: Record<string, Table> = {
      'all treated': withColumns(table, { t: constant(1) }),
      'one treated': withColumns(table, { t: Float64Array.from({ length: table.rows }, (_, i) => (i === 0 ? 1 : 0)) }),
      'no event': withColumns(table, { y: constant(0), event: constant(0) }),
      'only events': withColumns(table, { y: constant(1), event: constant(1) }),
      'one event': withColumns(table, { y: Float64Array.from({ length: table.rows }, (_, i) => (i === 4 ? 1 : 0)) }),
      'constant outcome': withColumns(table, { income: constant(7) }),
      'constant covariate': withColumns(table, { age: constant(40) }),
      'covariates repeated': withColumns(table, { age: numbers(table, 'urban') }),
      'treatment is a covariate': withColumns(table, { age: numbers(table, 't') }),
      'outcome is a covariate': withColumns(table, { age: numbers(table, 'y') }),
      'all at time zero': withColumns(table, { time: constant(0) }),
      'huge values': withColumns(table, {
        income: numbers(table, 'income').map((v) => v * 1e150),
        age: numbers(table, 'age').map((v) => v * 1e150),
      }),
      'two rows': rearrange(table, [0, 1]),
      'five rows': rearrange(table, [0, 1, 2, 3, 4]),
      'no rows': rearrange(table, []),
      'nothing but missing': withColumns(table, { t: constant(NaN) }),
      infinite: withColumns(table, { income: constant(Infinity), time: constant(Infinity), age: constant(-Infinity) }),
      'treatment of three values': withColumns(table, {
        t: Float64Array.from({ length: table.rows }, (_, i) => i % 3),
      }),
    };
    for (const [what, damaged] of Object.entries(damages)) {
      let answer: Estimate;
      try {
        answer = run(call, damaged);
      } catch (error) {
        expect({ what, error }).toMatchObject({ error: expect.any(StatisticalError) });
        expect((error as Error).message.length).toBeGreaterThan(30);
        continue;
      }
      expect({ what, json: JSON.parse(JSON.stringify(answer)) as unknown }).toEqual({ what, json: answer });
    }
    expect(() => run(call, damages['no rows']!)).toThrow(expect.objectContaining({ kind: 'no-rows' }));
    if (call.roles.treatment === undefined) return;
    expect(() => run(call, damages['all treated']!)).toThrow(expect.objectContaining({ kind: 'single-arm' }));
    expect(() => run(call, damages['treatment of three values']!)).toThrow(
      expect.objectContaining({ kind: 'not-binary' }),
    );
  });
});

describe.each(
  calls
    .filter((call) => !withRows.includes(call))
    .map((call) => [`${call.id} ${JSON.stringify(call.options)}`, call] as const),
)('%s', (_, call) => {
  test('the same call gives the same bits, in numbers that survive JSON, without rows', () => {
    const none = { rows: 0, columns: {} };
    const answer = run(call, none);
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(JSON.stringify(run(call, none))).toBe(JSON.stringify(answer));
    expect(() => run({ ...call, options: {} }, none)).toThrow(expect.objectContaining({ kind: 'missing-role' }));
  });
});

describe.each(optionCalls.map((call) => [`${call.id} ${JSON.stringify(call.options)}`, call] as const))(
  'the value of an option: %s',
  (_, call) => {
    test('same bits, numbers that survive JSON, whatever the order of rows', () => {
      const table = simulateCohort(31, 240);
      const answer = run(call, table);
      expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
      expect(JSON.stringify(run(call, table))).toBe(JSON.stringify(answer));
      const backwards = Array.from({ length: table.rows }, (__, i) => table.rows - 1 - i);
      expectSame(run(call, rearrange(table, backwards)), answer, 1e-11);
    });
  },
);
