import { describe, expect, test } from '@jest/globals';
import type { Protocol, StudyResult } from '@impact-ledger/domain';
import { cohortStudy, conclude, random, tableOf } from './testing/people.js';

const ROWS = 3000;

/** People who chose by age; where `bend` is set by the square of it, which means alone do not show. */
function people(pull: number, bend = 0) {
  const next = random(41);
  const age = Float64Array.from({ length: ROWS }, () => 6 * next() - 3);
  const sent = age.map((a) => Number(next() < 1 / (1 + Math.exp(0.4 - pull * a - bend * (a * a - 3)))));
  const hired = sent.map((s) => Number(next() < 0.3 + 0.1 * s));
  return tableOf({ age, sent, hired });
}

const among = (method: string, options: Protocol['primary']['options'] = {}): Protocol => ({
  ...cohortStudy,
  covariates: cohortStudy.covariates.slice(0, 1),
  estimand: { ...cohortStudy.estimand, target: 'ATT' },
  primary: { method, options, label: { en: method } },
});
const gate = ({ diagnostics }: StudyResult, id: string) => diagnostics.gates.find((each) => each.gate === id)!;
const after = ({ diagnostics }: StudyResult, name: string) =>
  diagnostics.balance.find((row) => row.name === name)!.after!;

describe('the balance that is judged is that of the primary analysis', () => {
  test('one by one, where more than half were treated: the last partners are far off, and the study is refused', () => {
    const table = people(0.9);
    expect(gate(conclude(table, among('ipw')), 'balance').passed).toBe(true);
    const result = conclude(table, among('matching'));
    expect(result.diagnostics.weighedBy).toBe('matching');
    expect(after(result, 'age')).toBeGreaterThan(0.5);
    expect(gate(result, 'balance')).toMatchObject({ passed: false, value: Math.abs(after(result, 'age')) });
    expect(result.verdict).toBe('refused');
  });

  test('within a caliper it passes, and says how many are no longer compared', () => {
    const result = conclude(people(0.9), among('matching', { caliper: 0.05 }));
    expect(gate(result, 'balance').passed).toBe(true);
    const { effectiveSampleSize: size, arms } = result.diagnostics;
    expect(size!.treated).toBe(size!.comparison);
    expect(size!.treated).toBeLessThan(arms.treated);
    const [limit] = result.limits.filter(({ en }) => en?.includes('found no partner'));
    expect(limit?.en).toBe(
      `${arms.treated - size!.treated} people found no partner and are not compared: the effect is that on those who did.`,
    );
    expect(gate(result, 'effective_sample').limit).toBe(Math.max(100, 0.1 * arms.treated));
  });

  test('who of many others is nobody’s partner is no loss', () => {
    const next = random(43);
    const base = people(0.2);
    const few = (base.columns['sent'] as Float64Array).map((s) => (next() < 0.1 ? s : 0));
    const result = conclude(tableOf({ ...base.columns, sent: few }), among('matching'));
    const { effectiveSampleSize: size, arms } = result.diagnostics;
    expect(size!.comparison).toBeLessThan(0.1 * arms.comparison);
    expect(gate(result, 'effective_sample')).toMatchObject({ passed: true, limit: 100 });
  });

  test('entropy balancing makes means equal, so squares are judged', () => {
    const even = conclude(people(0.5), among('entropy-balancing'));
    expect(Math.abs(after(even, 'age'))).toBeLessThan(1e-9);
    expect(gate(even, 'balance')).toMatchObject({ passed: true });
    expect(even.diagnostics.weighedBy).toBe('entropy_balancing');
    const bent = conclude(people(0.2, 0.3), among('entropy-balancing'));
    expect(Math.abs(after(bent, 'age'))).toBeLessThan(1e-9);
    expect(gate(bent, 'balance').passed).toBe(false);
    expect(Math.abs(after(bent, 'age × age'))).toBe(gate(bent, 'balance').value);
  });

  test('groups that no weights make alike are refused, and no estimate is computed', () => {
    const base = people(0.3);
    const [age, sent] = [base.columns['age'] as Float64Array, base.columns['sent'] as Float64Array];
    // Of the treated all but a few come from where nobody else does.
    const far = age.map((a, row) => (sent[row] === 1 && row > 20 ? a + 6.5 : a));
    const result = conclude(tableOf({ ...base.columns, age: far }), among('entropy-balancing'));
    expect(result).toMatchObject({ verdict: 'refused', findings: null });
    expect(result.limits.some(({ en }) => en?.startsWith('No weights make the two groups alike'))).toBe(true);
  });

  test('turned outcomes change nothing of it', () => {
    const table = people(0.5);
    const turned = tableOf({
      ...table.columns,
      hired: (table.columns['hired'] as Float64Array).map((each) => 1 - each),
    });
    for (const method of ['matching', 'entropy-balancing']) {
      expect(conclude(turned, among(method)).diagnostics).toEqual(conclude(table, among(method)).diagnostics);
    }
  });
});
