import { describe, expect, test } from '@jest/globals';
import type { Roles } from '../core/table.js';
import { roles, table } from '../testing/refusal.js';
import { catalogue } from './catalogue.js';
import { estimate, rolesFor } from './estimate.js';
import { findEstimator } from './find-estimator.js';

describe('the catalogue', () => {
  test('is plain data but for its functions', () => {
    for (const { run, figure, recount, ...entry } of catalogue) {
      expect([run, figure, recount].map((part) => typeof part)).toEqual(['function', 'function', 'function']);
      expect(JSON.parse(JSON.stringify(entry))).toEqual(entry);
      expect(entry.options.map(({ name }) => name)).toContain('level');
    }
  });

  test('has every id once', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  });

  test('a role a method does not use is warned of, and rolesFor leaves it out', () => {
    const given: Roles = { ...roles, cluster: 'site' };
    expect(estimate('risk-difference', table, given).warnings.map(({ kind }) => kind)).toContain('role-unused');
    const own = rolesFor(findEstimator('risk-difference'), given);
    expect(estimate('risk-difference', table, own).warnings).toEqual([]);
  });

  test('defaults may be written out', () => {
    const written = Object.fromEntries(findEstimator('ipw').options.map((option) => [option.name, option.default]));
    expect(estimate('ipw', table, roles, written)).toEqual(estimate('ipw', table, roles));
  });
});
