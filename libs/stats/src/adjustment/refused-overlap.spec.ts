import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import { numbers, withColumns } from '../testing/read-csv.js';
import { refusal, roles, table } from '../testing/refusal.js';

describe('arms that cannot be compared', () => {
  test('treated beyond what the comparison rows span cannot be balanced, and the covariate is named', () => {
    const t = numbers(table, 't');
    const far = Float64Array.from(t, (treated, i) => (treated === 1 ? 50 : 0) + (i % 5));
    const error = refusal('entropy-balancing', withColumns(table, { far }), { ...roles, covariates: ['far', 'age'] });
    expect(error.kind).toBe('no-overlap');
    expect(error.names).toContain('far');
  });

  test('targeted maximum likelihood counts the scores it bounds and stays within the range of the outcome', () => {
    const t = numbers(table, 't');
    const strong = Float64Array.from(t, (treated, i) => 7 * treated + (i % 10));
    const answer = estimate('tmle', withColumns(table, { strong }), { ...roles, covariates: ['strong'] });
    expect(answer.details['bounded']).toBeGreaterThan(0);
    expect(answer.warnings.map(({ kind }) => kind)).toContain('score-bounded');
    expect(Math.abs(answer.value!)).toBeLessThan(1);
  });

  test('a caliper that nobody meets is refused; one that drops treated rows renames the estimand', () => {
    expect(refusal('matching', table, roles, { caliper: 1e-12 }).kind).toBe('no-overlap');
    const answer = estimate('matching', table, roles, { caliper: 0.02 });
    expect(answer.estimand).toBe('matched ATT');
    expect(answer.warnings.map(({ kind }) => kind)).toContain('unmatched');
    const treated = numbers(table, 't').reduce((sum, t) => sum + t, 0);
    expect(answer.n.treated! + (answer.details['unmatched'] as number)).toBe(treated);
  });

  test('trimming that empties an arm is refused; trimming that drops rows renames the estimand', () => {
    expect(refusal('ipw', table, roles, { trim: [0, 0.0001] }).kind).toBe('single-arm');
    const answer = estimate('ipw', table, roles, { trim: [0.35, 0.65] });
    expect(answer.estimand).toBe('trimmed ATE');
    expect(answer.n.total).toBeLessThan(200);
    expect(answer.details['trimmed']).toBe(200 - answer.n.total);
  });
});
