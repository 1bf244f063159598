import { describe, expect, test } from '@jest/globals';
import type { GateResult, Protocol } from '@impact-ledger/domain';
import type { Table } from '@impact-ledger/stats';
import { conclude, random, tableOf, trial } from './testing/people.js';

const { allocation: _allocation, ...plain } = trial;
const panel: Protocol = {
  ...plain,
  design: 'difference_in_differences',
  panel: { unit: 'agency', period: 'month' },
  arms: { column: 'since', treated: { en: 'equipped' }, comparison: { en: 'not equipped' } },
  outcome: { ...trial.outcome, kind: 'continuous', column: 'hires', unit: 'score' },
  estimand: { measure: 'mean_difference', target: 'ATT', beneficialDirection: 'increase' },
  primary: { method: 'group-time-att', options: {}, label: { en: 'by group and time' } },
};

interface Asked {
  readonly treated: number;
  readonly others: number;
  /** Period from which a treated unit has the measure. */
  readonly since?: (unit: number) => number;
  /** Whether the row of a unit in a period is there; the treated come first. */
  readonly there?: (unit: number, period: number) => boolean;
  readonly gain?: number;
  readonly drift?: number;
}

const PERIODS = [1, 2, 3, 4, 5, 6];

function units({ treated, others, since = () => 4, there = () => true, gain = 2, drift = 0 }: Asked): Table {
  const next = random(23);
  const rows = Array.from({ length: treated + others }, (_, unit) => ({ unit, level: 10 * next() })).flatMap(
    ({ unit, level }) =>
      PERIODS.filter((period) => there(unit, period)).map((period) => {
        const start = unit < treated ? since(unit) : 0;
        const gained = start > 0 && period >= start ? gain : 0;
        return { unit, period, start, hires: level + next() + gained + (start > 0 ? drift * period : 0) };
      }),
  );
  return tableOf({
    agency: Float64Array.from(rows, ({ unit }) => unit),
    month: Float64Array.from(rows, ({ period }) => period),
    since: Float64Array.from(rows, ({ start }) => start),
    hires: Float64Array.from(rows, ({ hires }) => hires),
  });
}

const gateOf = (table: Table, protocol: Protocol, gate: GateResult['gate']) =>
  conclude(table, protocol).diagnostics.gates.find((each) => each.gate === gate);
const by = (method: string, options: Protocol['primary']['options'] = {}): Protocol => ({
  ...panel,
  primary: { method, options, label: { en: method } },
});

describe('units on the smaller side', () => {
  test.each([
    [9, 60, false],
    [10, 60, true],
    [60, 9, false],
  ])('%d treated and %d others: %s', (treated, others, passed) => {
    const result = conclude(units({ treated, others }), panel);
    expect(result.diagnostics.gates).toContainEqual({
      ...{ gate: 'clusters', passed, value: Math.min(treated, others), limit: 10, rule: 'at_least' },
    });
    expect(result.verdict).toBe(passed ? 'positive' : 'refused');
  });

  test('may be five for the wild bootstrap, whose errors are made for few', () => {
    const few = units({ treated: 5, others: 20 });
    expect(gateOf(few, by('did'), 'clusters')).toMatchObject({ passed: false, limit: 10 });
    expect(gateOf(few, by('did', { wild: 'webb', replicates: 99 }), 'clusters')).toMatchObject({
      passed: true,
      limit: 5,
    });
    expect(
      gateOf(units({ treated: 4, others: 20 }), by('did', { wild: 'webb', replicates: 99 }), 'clusters')!.passed,
    ).toBe(false);
  });

  test('count those who take the measure later as comparisons where the method does, and after the last period always', () => {
    const inWaves = units({ treated: 40, others: 3, since: (unit) => (unit < 25 ? 3 : 6) });
    expect(gateOf(inWaves, by('group-time-att', { control: 'notyet' }), 'clusters')).toMatchObject({ value: 18 });
    expect(gateOf(inWaves, panel, 'clusters')).toMatchObject({ value: 3, passed: false });
    const after = units({ treated: 40, others: 3, since: (unit) => (unit < 25 ? 3 : 9) });
    expect(gateOf(after, panel, 'clusters')).toMatchObject({ value: 18, passed: true });
  });

  test('leave out those that have the measure from the first period on, of whom no estimate is', () => {
    const always = units({ treated: 15, others: 60, since: (unit) => (unit < 12 ? 1 : 4) });
    const { verdict, diagnostics } = conclude(always, panel);
    expect(diagnostics.gates).toContainEqual(
      expect.objectContaining({ gate: 'clusters', passed: false, value: 3, limit: 10 }),
    );
    expect(verdict).toBe('refused');
  });
});

describe('units seen in every period', () => {
  test('a side of which more than five in a hundred miss one is refused, and the figure is said', () => {
    const missing = (count: number): Table =>
      units({ treated: 40, others: 100, there: (unit, period) => period !== 5 || unit >= count });
    expect(gateOf(missing(2), panel, 'composition')).toMatchObject({ passed: true, value: 0.95, limit: 0.95 });
    const result = conclude(missing(3), panel);
    expect(result).toMatchObject({ verdict: 'refused', findings: null });
    expect(result.verdictReason.en).toMatch(/\(units seen in every period 0.925, where at least 0.95 is asked\)\.$/);
    expect(result.verdictReason.fr).toMatch(/\(unités vues à chaque période 0,925, pour 0,95 au moins\)\.$/);
  });

  test('are not asked of those that no estimate is of', () => {
    const always = units({
      ...{ treated: 60, others: 100, since: (unit) => (unit < 20 ? 1 : 4) },
      there: (unit, period) => period !== 5 || unit >= 20,
    });
    expect(gateOf(always, panel, 'composition')).toMatchObject({ passed: true, value: 1 });
  });
});

test('trends that differed before the measure refuse nothing: they decide the grade', () => {
  const { verdict, grade, diagnostics, findings } = conclude(
    units({ treated: 40, others: 80, gain: 0, drift: 0.8 }),
    panel,
  );
  expect(findings!.panel!.preTrend!.pValue).toBeLessThan(0.001);
  expect(diagnostics.gates.map(({ gate, passed }) => [gate, passed])).toEqual([
    ['clusters', true],
    ['composition', true],
  ]);
  expect([verdict, grade]).toEqual(['positive', 3]);
});

test('an outcome moves no gate', () => {
  const table = units({ treated: 12, others: 30, there: (unit, period) => period !== 2 || unit % 9 > 0 });
  const others = { ...table.columns, hires: Float64Array.from({ length: table.rows }, (_, row) => (row * 7919) % 13) };
  const gates = (each: Table) => conclude(each, panel).diagnostics.gates;
  expect(gates(tableOf(others))).toEqual(gates(table));
});
