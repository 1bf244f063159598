import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import { numbers, withColumns } from '../testing/read-csv.js';
import { refusal, roles, table } from '../testing/refusal.js';

describe('a model that does not exist', () => {
  test('a combination of columns is named with its partners', () => {
    const twice = withColumns(table, { months: numbers(table, 'age').map((age) => 12 * age + 5) });
    const error = refusal('least-squares', twice, { ...roles, covariates: ['age', 'urban', 'months'] });
    expect(error.kind).toBe('collinear');
    expect(error.names).toEqual(['months', 'age']);
  });

  test('the dummies of a category that add up to another column are found', () => {
    const region = table.columns['region'] as { codes: Int32Array };
    const north = Float64Array.from(region.codes, (code) => (code === 0 ? 1 : 0));
    const error = refusal('ipw', withColumns(table, { north }), { ...roles, covariates: ['age', 'region', 'north'] });
    expect(error.kind).toBe('collinear');
    expect(error.names).toEqual(['north', 'region=south', 'region=west']);
  });

  test('complete separation is detected and the column named', () => {
    const y = numbers(table, 'age').map((age) => (age > 40 ? 1 : 0));
    const error = refusal('logistic', withColumns(table, { y }), roles);
    expect(error.kind).toBe('separation');
    expect(error.names).toContain('age');
  });

  test('quasi-complete separation by a rare mark is detected, and the mark named', () => {
    const t = numbers(table, 't');
    const rare = Float64Array.from(t, (value, i) => (value === 1 && i % 9 === 0 ? 1 : 0));
    const error = refusal('ipw', withColumns(table, { rare }), { ...roles, covariates: ['age', 'rare'] });
    expect(error.kind).toBe('separation');
    expect(error.names).toEqual(['rare']);
  });

  test('a strong but finite effect is not taken for separation', () => {
    const age = numbers(table, 'age');
    const y = Float64Array.from(age, (value, i) => (value + (i % 7 === 0 ? -9 : 0) > 40 ? 1 : 0));
    const { value, standardError } = estimate('logistic', withColumns(table, { y }), {
      outcome: 'y',
      covariates: ['age'],
    });
    expect(value).toBeGreaterThan(1.2);
    expect(standardError).toBeGreaterThan(0);
  });

  test('separation in one arm points to the linear outcome model', () => {
    const t = numbers(table, 't');
    const y = Float64Array.from(numbers(table, 'y'), (value, i) => (t[i] === 1 ? 1 : value));
    const separated = withColumns(table, { y });
    const error = refusal('aipw', separated, roles);
    expect(error.kind).toBe('no-variation');
    expect(error.message).toMatch(/outcomeModel to linear/);
    expect(estimate('aipw', separated, roles, { outcomeModel: 'linear' }).value).toBeGreaterThan(0);
  });

  test('a separated outcome model of g-computation names its ways out', () => {
    const rare = Float64Array.from(numbers(table, 'y'), (y, i) => (y === 1 && i % 5 === 0 ? 1 : 0));
    const error = refusal('g-computation', withColumns(table, { rare }), { ...roles, covariates: ['age', 'rare'] });
    expect(error.kind).toBe('separation');
    expect(error.message).toMatch(/outcomeModel to linear/);
  });
});
