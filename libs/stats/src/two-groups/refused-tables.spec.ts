import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Roles } from '../core/table.js';
import { numbers, withColumns } from '../testing/read-csv.js';
import { refusal, roles, table } from '../testing/refusal.js';

describe('a table with empty cells or strata', () => {
  test('ratios without events name a method that works', () => {
    const t = numbers(table, 't');
    const y = Float64Array.from(numbers(table, 'y'), (value, i) => (t[i] === 1 ? 0 : value));
    const error = refusal('risk-ratio', withColumns(table, { y }), roles);
    expect(error).toMatchObject({ kind: 'zero-cell' });
    const { value, standardError, interval } = estimate('risk-ratio', withColumns(table, { y }), roles, {
      interval: 'koopman',
    });
    expect({ value, standardError, lower: interval.lower }).toEqual({ value: 0, standardError: null, lower: 0 });
    expect(interval.upper).toBeGreaterThan(0);
    expect(interval.upper).toBeLessThan(1);
  });

  test('an odds ratio with an empty cell names the arm and a method that works', () => {
    const t = numbers(table, 't');
    const y = Float64Array.from(numbers(table, 'y'), (value, i) => (t[i] === 1 ? value : 1));
    const error = refusal('odds-ratio', withColumns(table, { y }), roles);
    expect(error).toMatchObject({ kind: 'zero-cell' });
    expect(error.message).toMatch(/comparison arm has nothing but events.*fisher-exact/);
  });

  test('an exact test with an empty cell has the one limit there is', () => {
    const t = numbers(table, 't');
    const y = Float64Array.from(numbers(table, 'y'), (value, i) => (t[i] === 1 ? 1 : value));
    const { value, interval, warnings } = estimate('fisher-exact', withColumns(table, { y }), roles);
    expect({ value, upper: interval.upper, kinds: warnings.map(({ kind }) => kind) }).toEqual({
      value: null,
      upper: null,
      kinds: ['role-unused', 'infinite-estimate'],
    });
    expect(interval.lower).toBeGreaterThan(1);
    expect(refusal('fisher-exact', withColumns(table, { y: t.map(() => 1) }), roles).kind).toBe('no-variation');
  });

  test('strata that hold one arm are left out, counted and rename the estimand; none left is refused', () => {
    const t = numbers(table, 't');
    const strata = Float64Array.from(t, (treated, i) => (i < 20 ? 2 + treated : i % 2));
    const given: Roles = { treatment: 't', outcome: 'y', strata: ['stratum'] };
    const answer = estimate('standardisation', withColumns(table, { stratum: strata }), given);
    expect(answer.estimand).toBe('ATE where both arms occur');
    expect(answer.n.total).toBe(180);
    expect(answer.details['strata']).toEqual({ total: 4, used: 2, rowsOutside: 20 });
    expect(answer.warnings.map(({ kind }) => kind)).toEqual(['strata-without-both-arms']);
    expect(refusal('mantel-haenszel', withColumns(table, { stratum: t }), given).kind).toBe('single-arm');
    expect(refusal('mantel-haenszel', table, roles).kind).toBe('missing-role');
  });
});
