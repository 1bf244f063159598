import { describe, expect, test } from '@jest/globals';
import type { Covariate, Protocol } from '@impact-ledger/domain';
import { cohortOf, cohortStudy, conclude, random, tableOf } from './testing/people.js';
import { withUnknowns } from './unknown-values.js';

const ROWS = 4000;
const EFFECT = 0.1;

/** Older people use more and are hired less; the age of a third of those who use more anyway is unknown, and the region with it. */
function people() {
  const next = random(29);
  const away = Float64Array.from({ length: ROWS }, () => Number(next() < 0.3));
  const age = Float64Array.from({ length: ROWS }, () => 40 + 20 * (next() - 0.5));
  const sent = age.map((a, row) => Number(next() < 1 / (1 + Math.exp(0.2 - 0.05 * (a - 40) - 0.9 * away[row]!))));
  const hired = age.map((a, row) => Number(next() < 0.4 - 0.004 * (a - 40) + 0.2 * away[row]! + EFFECT * sent[row]!));
  const codes = Int32Array.from({ length: ROWS }, (_, row) => (away[row] === 1 ? -1 : row % 3));
  return tableOf({
    age: age.map((a, row) => (away[row] === 1 ? NaN : a)),
    since: age.map((a, row) => (away[row] === 1 ? NaN : a * a)),
    sent,
    hired,
    region: { codes, levels: ['north', 'south', '?'] },
  });
}

const table = people();
const missing = (table.columns['age'] as Float64Array).reduce((sum, age) => sum + Number(Number.isNaN(age)), 0);
const studyBy = (rule: Covariate['missing'], covariates = cohortStudy.covariates): Protocol => ({
  ...cohortStudy,
  covariates: covariates.map((each) => ({ ...each, ...(rule && { missing: rule }) })),
  primary: { ...cohortStudy.primary, method: 'ipw' },
});

describe('people of whom a characteristic is unknown', () => {
  test('are left out and counted where nothing else is said', () => {
    for (const rule of [undefined, 'exclude'] as const) {
      const { diagnostics, limits } = conclude(table, studyBy(rule));
      expect(diagnostics.flow.at(-1)).toMatchObject({ step: 'covariates', left: missing, kept: ROWS - missing });
      expect(limits.some(({ en }) => en?.includes('is unknown in'))).toBe(false);
    }
  });

  test('are kept and compared with each other where the protocol says so', () => {
    const result = conclude(table, studyBy('indicator', cohortStudy.covariates.slice(0, 1)));
    expect(result.diagnostics.flow.at(-1)).toMatchObject({ step: 'covariates', left: 0, kept: ROWS });
    expect(result.limits.map(({ en }) => en)).toContain(
      `"age" is unknown in ${missing} rows, which are compared with each other: what it would tell apart among them remains.`,
    );
    const rows = result.diagnostics.balance;
    expect(rows.map(({ name, label }) => [name, label.en])).toEqual([
      ['age', 'age'],
      ['age?', 'age: unknown'],
    ]);
    expect(Math.abs(rows[1]!.before)).toBeGreaterThan(0.2);
    expect(Math.abs(rows[1]!.after!)).toBeLessThan(0.01);
    const { interval } = result.findings!.primary!;
    expect(interval.lower < EFFECT && EFFECT < interval.upper).toBe(true);
    const alike = conclude(
      tableOf({ ...table.columns, age: ages() }),
      studyBy(undefined, studyBy(undefined).covariates.slice(0, 1)),
    );
    // Without being told apart they are no longer comparable.
    expect(alike.findings!.primary!.value - EFFECT).toBeGreaterThan(0.015);
  });

  test('have a level of their own in a category, and one column where several say the same', () => {
    const since: Covariate = { ...cohortStudy.covariates[0]!, column: 'since', label: { en: 'since' } };
    const protocol = studyBy('indicator', [...cohortStudy.covariates, since]);
    const kept = withUnknowns(cohortOf(table, protocol), protocol);
    expect(kept.protocol.covariates.map(({ column }) => column)).toEqual(['age', 'age?', 'region', 'since']);
    const region = kept.cohort.table.columns['region'] as { codes: Int32Array; levels: string[] };
    expect(region.levels).toEqual(['north', 'south', '?', '??']);
    expect(region.codes.filter((code) => code === 3)).toHaveLength(missing);
    expect(kept.limits).toHaveLength(3);
    const filled = kept.cohort.table.columns['age'] as Float64Array;
    const known = (table.columns['age'] as Float64Array).filter((age) => !Number.isNaN(age));
    const mean = known.reduce((sum, age) => sum + age, 0) / known.length;
    expect(filled[(table.columns['age'] as Float64Array).findIndex(Number.isNaN)]).toBeCloseTo(mean, 10);
  });

  test('change nothing where nobody is unknown', () => {
    const whole = tableOf({ ...table.columns, age: ages() });
    const protocol = studyBy('indicator', cohortStudy.covariates.slice(0, 1));
    const cohort = cohortOf(whole, protocol);
    expect(withUnknowns(cohort, protocol)).toEqual({ cohort, protocol, limits: [] });
  });
});

/** Everybody's age, the unknown at the mean. */
function ages(): Float64Array {
  return (table.columns['age'] as Float64Array).map((age) => (Number.isNaN(age) ? 40 : age));
}
