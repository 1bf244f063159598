import { describe, expect, test } from '@jest/globals';
import { estimate } from './catalogue/estimate.js';
import type { Estimate } from './core/estimate.js';
import { StatisticalError, type StatisticalErrorKind } from './core/statistical-error.js';
import { listRoles, singleRoles, type Roles, type Table } from './core/table.js';
import { expectClose } from './testing/close-to.js';
import { hostile, type Hostile } from './testing/hostile.js';
import { numbers, withColumns } from './testing/read-csv.js';
import { calls, simulateCohort, type Call } from './testing/simulate.js';

/** Every method on data that nobody would wish for: a named error or a warning with the way out, never a silent wrong answer. */
const run = ({ id, roles, options }: Call, table: Table, more: Roles = {}): Estimate =>
  estimate(id, table, { ...roles, ...more }, options);
const title = (call: Call): string =>
  `${call.id} ${JSON.stringify(call.options)} ${Object.keys(call.roles).join(' ')}`.trim();
const columnsOf = ({ roles, options }: Call): string[] =>
  [...[...singleRoles, ...listRoles].map((role) => roles[role]), options['exact'] as string[] | undefined]
    .flat()
    .filter((name) => name !== undefined);
const touched = (call: Call, { columns, weights }: Hostile): boolean =>
  Object.keys(call.roles).length > 0 &&
  (weights !== undefined || columns.some((name) => columnsOf(call).includes(name)));

/** What the reader of a refusal is told to do. */
const WAY_OUT =
  /\b(Add|Ask|Check|Choose|Code|Correct|Leave|Look|Merge|Name|Recode|Scale|Set|Use|choose|leave|name|set|use|report|widen)\b/;

function expectSane(answer: Estimate): void {
  const { value, standardError, standardErrorScale, interval, measure, warnings } = answer;
  const cautious = warnings.length > 0;
  expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  const slack = 1e-9 * Math.abs(value ?? 0);
  if (value !== null && interval.lower !== null) expect(interval.lower).toBeLessThanOrEqual(value + slack);
  if (value !== null && interval.upper !== null) expect(interval.upper).toBeGreaterThanOrEqual(value - slack);
  if (standardError === null) return;
  expect(standardError).toBeGreaterThanOrEqual(0);
  if (standardError === 0) expect(warnings.map(({ kind }) => kind)).toContain('zero-variance');
  if (interval.lower === interval.upper) expect(cautious).toBe(true);
  if (cautious) return;
  if (standardErrorScale === 'log') expect(standardError).toBeLessThan(5);
  if (/^(risk|survival|incidence)-difference$/.test(measure)) {
    expect(standardError).toBeLessThan(1);
    expect(Math.abs(value!)).toBeLessThanOrEqual(1);
  }
}

describe.each(hostile.map((data) => [data.what, data] as const))('%s', (_, data) => {
  test.each(calls.filter((call) => touched(call, data)).map((call) => [title(call), call] as const))(
    '%s',
    (__, call) => {
      let answer: Estimate;
      try {
        answer = run(call, data.table, data.weights === undefined ? {} : { weights: data.weights });
      } catch (error) {
        expect(error).toBeInstanceOf(StatisticalError);
        expect((error as StatisticalError).message).toMatch(WAY_OUT);
        return;
      }
      expectSane(answer);
    },
  );
});

const refused: readonly [what: string, needs: (call: Call) => boolean, kinds: readonly StatisticalErrorKind[]][] = [
  ['an infinite outcome', ({ roles }) => roles.outcome === 'income', ['not-finite']],
  ['an outcome of minus infinity', ({ roles }) => roles.outcome === 'income', ['not-finite']],
  ['an infinite time', ({ roles }) => roles.time === 'time', ['not-finite']],
  ['an infinite covariate', ({ roles }) => roles.covariates?.includes('age') === true, ['not-finite']],
  ['no row of positive frequency', () => true, ['no-rows']],
  [
    'treatment follows from the covariate',
    ({ id }) =>
      ['ipw', 'aipw', 'tmle', 'matching', 'overlap', 'balance', 'adjusted-survival', 'adjusted-incidence'].includes(id),
    ['separation'],
  ],
  [
    'constant covariates',
    ({ id }) => ['ipw', 'aipw', 'g-computation', 'entropy-balancing', 'matching', 'cox', 'cuped'].includes(id),
    ['constant-covariate', 'no-variation'],
  ],
  [
    'covariates repeated',
    ({ id, roles }) =>
      ['ipw', 'aipw', 'tmle', 'g-computation', 'entropy-balancing', 'matching', 'least-squares'].includes(id) &&
      roles.covariates?.includes('urban') === true,
    ['collinear'],
  ],
  [
    'nobody has the outcome',
    ({ id }) => ['log-rank', 'cox', 'cumulative-incidence', 'adjusted-survival', 'adjusted-incidence'].includes(id),
    ['no-events'],
  ],
  ['nobody in the comparison has the outcome', ({ id }) => ['risk-ratio', 'odds-ratio'].includes(id), ['zero-cell']],
];

describe('what has no answer is refused by name', () => {
  test.each(refused)('%s', (what, needs, kinds) => {
    const data = hostile.find((item) => item.what === what)!;
    const asked = calls.filter((call) => touched(call, data) && needs(call));
    expect(asked.length).toBeGreaterThan(1);
    for (const call of asked) {
      const more: Roles = data.weights === undefined ? {} : { weights: data.weights };
      expect(() => run(call, data.table, more)).toThrow(
        expect.objectContaining({ kind: expect.stringMatching(new RegExp(`^(${kinds.join('|')})$`)) }),
      );
    }
  });
});

const usual = simulateCohort(9, 160);
const rescaled = (name: string, factor: number): Table =>
  withColumns(usual, { [name]: numbers(usual, name).map((value) => value * factor) });

describe.each([1e7, 1e-7])('another unit, by %d', (factor) => {
  // The options of these speak in the unit of the outcome.
  const own = ['msprt', 'equivalence'];
  const outcomes = calls.filter(({ id, roles }) => roles.outcome === 'income' && !own.includes(id));
  test.each(outcomes.map((call) => [title(call), call] as const))('of the outcome: %s', (_, call) => {
    const plain = run(call, usual);
    const scaled = run(call, rescaled('income', factor));
    const unit = plain.measure.endsWith('difference') || plain.measure === 'coefficient' ? factor : 1;
    expectClose(scaled.value, plain.value! * unit, 1e-8, 'value', unit);
    if (plain.standardError !== null)
      expectClose(scaled.standardError, plain.standardError * unit, 1e-7, 'standard error', unit);
  });

  const adjusted = calls.filter(({ roles }) => roles.covariates?.includes('age') === true);
  test.each(adjusted.map((call) => [title(call), call] as const))('of a covariate: %s', (_, call) => {
    const plain = run(call, usual);
    const scaled = run(call, rescaled('age', factor));
    expectClose(scaled.value, plain.value!, 1e-7, 'value', 1e4);
    if (plain.standardError !== null)
      expectClose(scaled.standardError, plain.standardError, 1e-6, 'standard error', 1e4);
  });
});

describe('sampling weights', () => {
  const roles: Roles = { treatment: 't', outcome: 'y', time: 'time', event: 'event', weights: 'weight' };
  const methods = [
    ['least-squares', { variance: 'HC0' }],
    ['logistic', { variance: 'HC0' }],
    ['kaplan-meier', { times: [50] }],
    ['cox', { variance: 'robust' }],
  ] as const;
  const weighted = (weight: (i: number) => number): Table =>
    withColumns(usual, { weight: Float64Array.from({ length: usual.rows }, (_, i) => weight(i)) });

  test.each(methods)('%s: only their proportions count, however large or small', (id, options) => {
    const answer = (factor: number): Estimate =>
      estimate(
        id,
        weighted((i) => factor * (1 + (i % 5))),
        roles,
        { ...options, weightType: 'sampling' },
      );
    const plain = answer(1);
    for (const factor of [1e9, 1e-9]) {
      expectClose(answer(factor).value, plain.value!, 1e-9, 'value');
      expectClose(answer(factor).standardError, plain.standardError!, 1e-8, 'standard error');
    }
  });

  test.each(methods)('%s: ten thousand million million to one is sane', (id, options) => {
    const table = weighted((i) => (i % 2 === 0 ? 1e8 : 1e-8));
    expectSane(estimate(id, table, roles, { ...options, weightType: 'sampling' }));
  });
});
