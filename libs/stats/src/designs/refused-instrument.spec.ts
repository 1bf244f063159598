import { expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Roles } from '../core/table.js';
import { numbers, withColumns } from '../testing/read-csv.js';
import { refusal, table } from '../testing/refusal.js';

test('an instrument that moves nobody is refused; a weak one is warned of and its set is no interval', () => {
  const given: Roles = { treatment: 't', outcome: 'y', instrument: 'z' };
  const t = numbers(table, 't');
  const parity = t.map((_, i) => i % 2);
  expect(refusal('iv', withColumns(table, { z: t.map(() => 3) }), given).kind).toBe('collinear');
  const twin = withColumns(table, { z: numbers(table, 'urban').map((u) => 1 - u) });
  expect(refusal('iv', twin, { ...given, covariates: ['urban'] }).kind).toBe('collinear');
  expect(refusal('iv', table, { ...given, instrument: 'invited' }, { variance: 'CR1' }).kind).toBe('missing-role');
  const weak = estimate('iv', withColumns(table, { z: parity }), given);
  expect(weak.warnings.map(({ kind }) => kind)).toContain('weak-instrument');
  expect((weak.details['andersonRubin'] as { shape: string }).shape).not.toBe('interval');
});
