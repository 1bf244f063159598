import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Estimate } from '../core/estimate.js';
import type { Table } from '../core/table.js';
import { readCsv } from '../testing/read-csv.js';

const table = readCsv(new URL('../../fixtures/panel.csv', import.meta.url));
const roles = { outcome: 'y', period: 'period', firstTreated: 'twice', unit: 'unit', cluster: 'site' };
const run = (options: Record<string, unknown>, rows: Table = table, more: Record<string, string> = {}): Estimate =>
  estimate('did', rows, { ...roles, ...more }, options);

describe('the wild cluster bootstrap', () => {
  test('the interval holds what its own test does not reject, and 0 is outside when p is below the level', () => {
    const { interval, details } = run({ wild: 'rademacher' });
    const shifted = (effect: number): number => {
      const columns = { ...table.columns };
      const [y, period, twice] = ['y', 'period', 'twice'].map((name) => columns[name] as Float64Array);
      columns['y'] = y!.map((value, i) => value - (twice![i]! > 0 && period![i]! >= 2004 ? effect : 0));
      return run({ wild: 'rademacher' }, { rows: table.rows, columns }).details['pValue'] as number;
    };
    expect(shifted(interval.lower! + 1e-6)).toBeGreaterThan(0.05);
    expect(shifted(interval.lower! - 1e-6)).toBeLessThanOrEqual(0.05);
    expect(shifted(interval.upper! - 1e-6)).toBeGreaterThan(0.05);
    expect(shifted(interval.upper! + 1e-6)).toBeLessThanOrEqual(0.05);
    expect(details['pValue']).toBeLessThan(0.05);
    expect(details['wild']).toEqual({ draws: 4096, enumerated: true });
  });

  test('drawn samples come near to all of them, and follow from the seed', () => {
    const all = run({ wild: 'rademacher', level: 0.8 });
    const drawn = run({ wild: 'rademacher', level: 0.8, replicates: 4000 });
    expect(drawn.details['wild']).toEqual({ draws: 4000, enumerated: false });
    expect(Math.abs(drawn.interval.lower! - all.interval.lower!)).toBeLessThan(0.1 * all.standardError!);
    expect(run({ wild: 'rademacher', level: 0.8, replicates: 4000 })).toEqual(drawn);
    expect(run({ wild: 'rademacher', level: 0.8, replicates: 4000, seed: 2 }).interval).not.toEqual(drawn.interval);
  });

  test('with so few clusters that nothing is rejected, the interval has no end and it is said', () => {
    const few = run({ wild: 'rademacher' }, table, { cluster: 'zone' });
    expect(few.interval).toEqual({ level: 0.95, lower: null, upper: null });
    expect(few.details['pValue']).toBe(4 / 32);
    expect(few.warnings.map(({ kind }) => kind)).toEqual(['unbounded-interval']);
    expect(run({ wild: 'webb' }, table, { cluster: 'zone' }).interval.lower).not.toBeNull();
  });

  test('says when an arm is in few clusters, and is pointed to where clusters are few', () => {
    expect(run({ wild: 'webb' }, table, { cluster: 'first' }).warnings.map(({ kind }) => kind)).toContain(
      'few-treated-clusters',
    );
    expect(run({}).warnings.map(({ message }) => message)).toEqual([expect.stringContaining('wild rademacher')]);
  });

  test('goes with the plain error by cluster only', () => {
    for (const variance of ['CR2', 'HC1']) {
      expect(() => run({ wild: 'webb', variance })).toThrow(`with variance CR1 or CR0, not ${variance}`);
    }
    expect(run({ wild: 'rademacher', variance: 'CR0' }).interval).toEqual(run({ wild: 'rademacher' }).interval);
  });
});
