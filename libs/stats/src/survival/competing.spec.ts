import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Estimate } from '../core/estimate.js';
import type { Table } from '../core/table.js';
import { readCsv } from '../testing/read-csv.js';

const table = readCsv(new URL('../../fixtures/survival.csv', import.meta.url));
const roles = { treatment: 'treat', time: 'time', event: 'cause' };
const column = (name: string): Float64Array => table.columns[name] as Float64Array;
const altered = (columns: Record<string, Float64Array>): Table => ({
  rows: table.rows,
  columns: { ...table.columns, ...columns },
});

describe("Gray's test", () => {
  const gray = (rows: Table, event = 'cause'): { chiSquare: number; pValue: number } | null =>
    estimate('cumulative-incidence', rows, { ...roles, event }).details['graysTest'] as never;

  test('does not change when the arms are swapped', () => {
    const { chiSquare } = gray(altered({ treat: column('treat').map((t) => 1 - t) }))!;
    expect(chiSquare / gray(table)!.chiSquare).toBeCloseTo(1, 12);
  });

  test('finds arms that alternate alike, and arms that follow one another unlike', () => {
    const time = column('time').map((_, i) => i + 1);
    const alternate = altered({ time, cause: time.map(() => 1), treat: time.map((t) => t % 2) });
    expect(gray(alternate)!.pValue).toBeGreaterThan(0.8);
    const apart = altered({ time, cause: time.map(() => 1), treat: time.map((t) => (t > 180 ? 1 : 0)) });
    expect(gray(apart)!.pValue).toBeLessThan(1e-10);
  });

  test('is absent where nothing can be compared', () => {
    const late = altered({
      time: column('treat').map((t) => (t === 1 ? 1 : 2)),
      cause: column('treat').map((t) => 1 - t),
    });
    expect(gray(late)).toBeNull();
  });
});

describe('restricted means of codes of causes', () => {
  const rmst = (rows: Table, event: string, options: Record<string, unknown> = {}): Estimate =>
    estimate('rmst', rows, { ...roles, event }, { tau: 60, ...options });

  test('count who left otherwise as lost, and say so', () => {
    const [coded, plain] = [rmst(table, 'cause'), rmst(table, 'event')];
    expect(coded.value).toBe(plain.value);
    expect(coded.standardError).toBe(plain.standardError);
    expect(coded.estimand).toBe('unadjusted restricted mean survival time, had nobody left otherwise');
    expect(coded.warnings.map(({ kind }) => kind)).toEqual(['competing-events']);
    expect(plain.warnings).toEqual([]);
  });

  test('refuse what is no code', () => {
    expect(() => rmst(altered({ half: column('event').map((e) => e / 2) }), 'half')).toThrow('write 0 for censored');
  });
});

describe.each(['log-rank', 'rmst'])('sampling weights of %s', (id) => {
  const weighted = (w: Float64Array): Estimate =>
    estimate(id, altered({ w }), { ...roles, event: 'event', weights: 'w' }, { weightType: 'sampling' });

  test('may be of any unit', () => {
    const [one, other] = [weighted(column('w')), weighted(column('w').map((w) => 1e6 * w))];
    expect(other.value! / one.value!).toBeCloseTo(1, 10);
    expect(other.standardError! / one.standardError!).toBeCloseTo(1, 10);
  });

  test('that are all alike give the figure without weights, with a robust error near the plain one', () => {
    const plain = estimate(id, table, { ...roles, event: 'event' });
    const robust = weighted(column('w').map(() => 2));
    expect(Math.abs(robust.value! / plain.value! - 1)).toBeLessThan(id === 'rmst' ? 1e-12 : 0.02);
    expect(Math.abs(robust.standardError! / plain.standardError! - 1)).toBeLessThan(0.05);
  });
});
