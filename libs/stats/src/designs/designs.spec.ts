import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Roles, Table } from '../core/table.js';
import { StatisticalError } from '../core/statistical-error.js';
import { symmetricEigen } from '../core/symmetric-eigen.js';
import { expectClose } from '../testing/close-to.js';
import { numbers, withColumns } from '../testing/read-csv.js';
import { rearrange } from '../testing/rearrange.js';
import { generator, simulateCohort } from '../testing/simulate.js';
import { breakdownValue } from './breakdown.js';
import type { Panel } from './panel.js';

const table = simulateCohort(4, 240);
const adopted: Roles = { outcome: 'income', unit: 'unit', period: 'period', firstTreated: 'first' };

function refusal(data: Table, roles: Roles, id = 'group-time-att', options = {}): StatisticalError {
  try {
    estimate(id, data, roles, options);
  } catch (error) {
    if (error instanceof StatisticalError) return error;
    throw error;
  }
  throw new Error(`${id} was expected to refuse`);
}

describe('effects by group and time', () => {
  test('a unit of weight 3 is three equal units', () => {
    const weight = numbers(table, 'unit').map((unit) => 1 + (unit % 3));
    const rows = Array.from(weight, (w, i) => Array<number>(w).fill(i)).flat();
    const copy = Array.from(weight, (w) => Array.from({ length: w }, (_, k) => k)).flat();
    const repeated = rearrange(table, rows);
    const unit = numbers(repeated, 'unit').map((code, i) => 10 * code + copy[i]!);
    for (const method of ['dr', 'ipw', 'reg']) {
      const roles = { ...adopted, covariates: ['age'] };
      const weighted = estimate(
        'group-time-att',
        withColumns(table, { weight }),
        { ...roles, weights: 'weight' },
        { method },
      );
      const written = estimate('group-time-att', withColumns(repeated, { unit }), roles, { method });
      expectClose(weighted.value, written.value!, 1e-10, method);
      expectClose(weighted.standardError, written.standardError!, 1e-10, method);
      expect(weighted.n).toEqual(written.n);
    }
  });

  test('without covariates every method is a difference of mean changes', () => {
    const [reg, ...others] = ['reg', 'ipw', 'dr'].map((method) =>
      estimate('group-time-att', table, adopted, { method }),
    );
    for (const other of others) expect({ ...other, details: null }).toEqual({ ...reg, details: null });
  });

  test('an effect added from the first treated period on is found', () => {
    const after = numbers(table, 'first').map((g, i) => (g > 0 && numbers(table, 'period')[i]! >= g ? 1 : 0));
    const raised = withColumns(table, { income: numbers(table, 'income').map((y, i) => y + 500 * after[i]!) });
    for (const id of ['group-time-att', 'event-study']) {
      const [plain, changed] = [table, raised].map((data) => estimate(id, data, adopted));
      expectClose(changed!.value! - plain!.value!, 500, 1e-9, id);
    }
  });

  test('what is no panel is refused, and what is left out is counted', () => {
    expect(refusal(rearrange(table, [0, 0, ...Array.from({ length: 239 }, (_, i) => i + 1)]), adopted).kind).toBe(
      'repeated-observation',
    );
    const wavering = withColumns(table, { first: numbers(table, 'first').map((g, i) => (i === 5 ? 2002 : g)) });
    expect(refusal(wavering, adopted).kind).toBe('changing-unit');
    const early = withColumns(table, { first: numbers(table, 'first').map((g) => (g === 2004 ? 2001 : g)) });
    expect(estimate('group-time-att', early, adopted).warnings.map(({ kind }) => kind)).toEqual(['always-treated']);
    const holed = rearrange(
      table,
      Array.from({ length: 239 }, (_, i) => i),
    );
    const answer = estimate('group-time-att', holed, adopted);
    expect([answer.n.total, answer.warnings.map(({ kind }) => kind)]).toEqual([59, ['unbalanced-panel']]);
    const nobody = withColumns(table, { first: new Float64Array(240) });
    expect(refusal(nobody, adopted).kind).toBe('single-arm');
    const everybody = withColumns(table, { first: numbers(table, 'first').map((g) => (g === 0 ? 2003 : g)) });
    expect(refusal(everybody, adopted)).toMatchObject({ kind: 'no-overlap', names: ['control', 'firstTreated'] });
    expect(refusal(withColumns(table, { period: new Float64Array(240) }), adopted).kind).toBe('too-few-rows');
  });
});

describe('the breakdown value', () => {
  const units = 400;
  const next = generator(7);
  const noise = (): Float64Array => Float64Array.from({ length: units }, () => 2 * next() - 1);
  const panel = { frequency: new Float64Array(units).fill(1), total: units, units } as Panel;
  const effect = (value: number, scale: number) => ({
    value,
    standardError: 0,
    influence: noise().map((x) => x * scale),
  });

  test('without noise it is the effect over what the trend may add up to', () => {
    expectClose(breakdownValue(effect(6, 0), [effect(-1, 0), effect(0.5, 0)], 2, 1.96, panel), 3, 1e-12, 'breakdown');
  });

  test('noise lowers it, larger changes before treatment lower it, and it is 0 for what is not significant', () => {
    const before = [effect(0.2, 0.5)];
    const sure = breakdownValue(effect(2, 0), before, 1, 1.96, panel)!;
    const unsure = breakdownValue(effect(2, 5), before, 1, 1.96, panel)!;
    const drifting = breakdownValue(effect(2, 5), [...before, effect(-0.6, 0.5)], 1, 1.96, panel)!;
    expect(sure).toBeGreaterThan(unsure);
    expect(unsure).toBeGreaterThan(drifting);
    expect(drifting).toBeGreaterThan(0);
    expect(breakdownValue(effect(0.01, 9), before, 1, 1.96, panel)).toBe(0);
    expect(breakdownValue(effect(2, 1), [], 1, 1.96, panel)).toBeNull();
  });
});

describe('difference-in-differences', () => {
  const roles: Roles = { outcome: 'income', period: 'period', firstTreated: 'firstOnly', unit: 'unit' };

  test('is the difference of the changes of the cell means', () => {
    const { value, details } = estimate('did', table, roles);
    const [a, b, c, d] = (details['cells'] as { mean: number }[]).map(({ mean }) => mean) as [
      number,
      number,
      number,
      number,
    ];
    expectClose(value, d - c - (b - a), 1e-9, 'did');
  });

  test('refuses what is no before and after of two groups', () => {
    expect(refusal(table, { ...roles, firstTreated: 'first' }, 'did').message).toMatch(/group-time-att/);
    expect(refusal(table, { outcome: 'income', period: 'period', unit: 'unit' }, 'did').kind).toBe('missing-role');
    expect(refusal(table, { ...roles, firstTreated: undefined, treatment: 'urban' }, 'did').kind).toBe('not-estimable');
    expect(refusal(table, { ...roles, unit: undefined }, 'did').message).toMatch(/HC1/);
    expect(refusal(withColumns(table, { firstOnly: new Float64Array(240).fill(2003) }), roles, 'did').kind).toBe(
      'single-arm',
    );
    expect(refusal(withColumns(table, { firstOnly: new Float64Array(240) }), roles, 'did').kind).toBe('single-arm');
  });
});

test('eigenvectors rebuild their matrix', () => {
  const matrix = Float64Array.of(4, 1, -2, 1, 3, 0.5, -2, 0.5, 1);
  const { values, vectors } = symmetricEigen(matrix, 3);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const rebuilt = [0, 1, 2].reduce((sum, k) => sum + vectors[i * 3 + k]! * values[k]! * vectors[j * 3 + k]!, 0);
      expectClose(rebuilt, matrix[i * 3 + j]!, 1e-13, `${i},${j}`);
    }
});
