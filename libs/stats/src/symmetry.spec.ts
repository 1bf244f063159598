import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimate } from './catalogue/estimate.js';
import { findEstimator } from './catalogue/find-estimator.js';
import type { Estimate } from './core/estimate.js';
import type { Table } from './core/table.js';
import { expectClose } from './testing/close-to.js';
import { numbers, withColumns } from './testing/read-csv.js';
import { calls, simulateCohort, type Call } from './testing/simulate.js';

const seeds = fc.integer({ min: 1, max: 1e9 });
/** The same small samples on every run, as in the contract. */
const few = { numRuns: 10, seed: 20_261_122 };
const run = ({ id, roles, options }: Call, table: Table): Estimate => estimate(id, table, roles, options);
const named = (list: readonly Call[]) =>
  list.map((call) => [`${call.id} ${JSON.stringify(call.options)}`, call] as const);
const swapArms = (table: Table): Table => withColumns(table, { t: numbers(table, 't').map((t) => 1 - t) });

/** What becomes of a figure when treated and comparison change places. */
const mirror: Record<string, (value: number) => number> = {
  'risk-difference': (v) => -v,
  'mean-difference': (v) => -v,
  'survival-difference': (v) => -v,
  'rmst-difference': (v) => -v,
  'incidence-difference': (v) => -v,
  'risk-ratio': (v) => 1 / v,
  'odds-ratio': (v) => 1 / v,
  'hazard-ratio': (v) => 1 / v,
  'max-absolute-smd': (v) => v,
  'equipoise-share': (v) => v,
  'robustness-value': (v) => v,
  'e-value': (v) => v,
  'treated-share': (v) => 1 - v,
  'critical-gamma': (v) => v,
};

const targetOf = (id: string, options: Call['options']): unknown =>
  options['target'] ?? findEstimator(id).options.find(({ name }) => name === 'target')?.default;
const OF_ONE_ARM: readonly unknown[] = ['ATT', 'ATC'];

// Targets that speak of one arm are not symmetric: swapping asks another question, as it does of pairs made for the treated.
const symmetric = calls.filter(
  ({ id, roles, options }) =>
    roles.treatment !== undefined && !OF_ONE_ARM.includes(targetOf(id, options)) && id !== 'rosenbaum-bounds',
);

describe.each(named(symmetric))('arms swapped: %s', (_, call) => {
  test('the figure and its limits mirror', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const table = simulateCohort(seed, 240);
        const plain = run(call, table);
        const swapped = run(call, swapArms(table));
        const turn = mirror[plain.measure]!;
        expectClose(swapped.value, turn(plain.value!), 1e-9, 'value', 1000);
        if (plain.standardError !== null)
          expectClose(swapped.standardError, plain.standardError, 1e-8, 'standard error');
        if (plain.interval.lower === null || plain.interval.upper === null) return;
        const [a, b] = [turn(plain.interval.lower), turn(plain.interval.upper)];
        expectClose(swapped.interval.lower, Math.min(a, b), 1e-8, 'lower', 1000);
        expectClose(swapped.interval.upper, Math.max(a, b), 1e-8, 'upper', 1000);
      }),
      few,
    );
  });
});

describe.each(
  named(calls.filter(({ roles, options }) => roles.outcome === 'income' && options['measure'] !== 'ratio')),
)('another unit of the outcome: %s', (_, call) => {
  test('value and error are in the new unit', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, unit) => {
        const table = simulateCohort(seed, 240);
        const plain = run(call, table);
        const scaled = run(call, withColumns(table, { income: numbers(table, 'income').map((y) => y * unit) }));
        const factor = ['robustness-value', 'critical-gamma'].includes(plain.measure) ? 1 : unit;
        expectClose(scaled.value, plain.value! * factor, 1e-9, 'value');
        if (plain.standardError !== null)
          expectClose(scaled.standardError, plain.standardError * factor, 1e-9, 'standard error');
      }),
      few,
    );
  });
});

describe.each(named(calls.filter(({ roles }) => roles.covariates !== undefined)))(
  'another unit of a covariate: %s',
  (_, call) => {
    test('the figure does not change', () => {
      fc.assert(
        fc.property(seeds, (seed) => {
          const table = simulateCohort(seed, 240);
          const months = withColumns(table, { age: numbers(table, 'age').map((age) => 12 * age + 1e4) });
          const plain = run(call, table);
          const changed = run(call, months);
          expectClose(changed.value, plain.value!, 1e-8, 'value');
          if (plain.standardError !== null)
            expectClose(changed.standardError, plain.standardError, 1e-8, 'standard error');
        }),
        few,
      );
    });
  },
);

test('restricted mean time is in the unit of time', () => {
  const table = simulateCohort(11, 300);
  const roles = { treatment: 't', time: 'time', event: 'event' };
  const days = estimate('rmst', table, roles, { tau: 140 });
  const weeks = estimate('rmst', withColumns(table, { time: numbers(table, 'time').map((t) => t / 7) }), roles, {
    tau: 20,
  });
  expectClose(weeks.value, days.value! / 7, 1e-10, 'value');
  expect(weeks.interval.lower).toBeLessThan(weeks.interval.upper!);
});

test('the effect on the treated is that on the comparison group with arms swapped', () => {
  const table = simulateCohort(12, 300);
  const roles = { treatment: 't', outcome: 'income', covariates: ['age', 'urban', 'region'] };
  const treated = estimate('ipw', table, roles, { target: 'ATT' });
  const mirrored = estimate('ipw', swapArms(table), roles, { target: 'ATC' });
  expectClose(mirrored.value, -treated.value!, 1e-10, 'value');
  expectClose(mirrored.standardError, treated.standardError!, 1e-9, 'standard error');
});
