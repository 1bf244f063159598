import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TableCell } from './relations.js';
import { suppressTable } from './suppress-table.js';

const count = (value: number, breakdown: Record<string, string> = {}): TableCell => ({ breakdown, value });
const shown = (cells: readonly TableCell[], smallest = 11) => {
  const hidden = suppressTable(cells, smallest);
  return cells.map(({ value }, index) => (hidden.has(index) ? null : value));
};
const quarter = (value: number, start: string, end: string): TableCell => ({
  breakdown: {},
  value,
  period: { start, end, kind: 'quarter' },
});

describe('a table of counts', () => {
  test('nothing small, nothing hidden; and nobody is behind a zero', () => {
    const cells = [count(100), count(60, { region: 'A' }), count(40, { region: 'B' }), count(0, { region: 'C' })];
    expect(shown(cells)).toEqual([100, 60, 40, 0]);
  });

  test('a second count hides the first, and the cheapest second one', () => {
    const cells = [
      count(100),
      count(55, { r: 'A' }),
      count(25, { r: 'B' }),
      count(16, { r: 'C' }),
      count(4, { r: 'D' }),
    ];
    expect(shown(cells)).toEqual([100, 55, 25, null, null]);
  });

  test('several small counts that together are few hide another', () => {
    const cells = [
      count(100),
      count(60, { r: 'A' }),
      count(35, { r: 'B' }),
      count(3, { r: 'C' }),
      count(2, { r: 'D' }),
    ];
    expect(shown(cells)).toEqual([100, 60, null, null, null]);
  });

  test('the complement of a published total: 95 of 100 tells of the other five', () => {
    expect(shown([count(100), count(95, { r: 'A' })])).toEqual([100, null]);
    expect(shown([count(105), count(100, { r: 'A' }), count(5, { r: 'B' })])).toEqual([105, null, null]);
  });

  test('a lone small count under no total hides nothing else', () => {
    expect(shown([count(50, { r: 'A' }), count(7, { r: 'B' })])).toEqual([50, null]);
  });

  test('a total that only other totals give away is guarded too', () => {
    // Men and women, north and south, of a whole that is not printed: three of the four give the fourth.
    const cells = [count(9, { sex: 'F' }), count(41, { sex: 'M' }), count(20, { r: 'N' }), count(30, { r: 'S' })];
    const hidden = suppressTable(cells, 11);
    expect(hidden.has(0)).toBe(true);
    expect(hidden.size).toBeGreaterThan(1);
  });

  test('quarters add up to their year', () => {
    const year: TableCell = { ...count(206), period: { start: '2025-01-01', end: '2026-01-01', kind: 'year' } };
    const quarters = [
      quarter(60, '2025-01-01', '2025-04-01'),
      quarter(70, '2025-04-01', '2025-07-01'),
      quarter(70, '2025-07-01', '2025-10-01'),
      quarter(6, '2025-10-01', '2026-01-01'),
    ];
    expect(shown([year, ...quarters])).toEqual([206, null, 70, 70, null]);
    // Without the last quarter nothing adds up.
    expect(shown([year, ...quarters.slice(1, 3)])).toEqual([206, 70, 70]);
  });

  test('a source may ask for more, or for nothing', () => {
    const cells = [count(100), count(80, { r: 'A' }), count(20, { r: 'B' })];
    expect(shown(cells, 25)).toEqual([100, null, null]);
    expect(shown([count(10), count(7, { r: 'A' }), count(3, { r: 'B' })], 1)).toEqual([10, 7, 3]);
  });

  test('a table of 20 by 20 with totals is reasoned about, not given up', () => {
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const value = (a: number, b: number) => (a === b && a % 3 === 0 ? 4 : ((a * 7 + b * 13) % 41) + 12);
    const inner = names.flatMap((a, i) => names.map((b, j) => count(value(i, j), { a, b })));
    const sums = (dimension: 'a' | 'b') =>
      names.map((name) =>
        count(
          inner.reduce((sum, cell) => sum + (cell.breakdown[dimension] === name ? cell.value : 0), 0),
          { [dimension]: name },
        ),
      );
    const all = inner.reduce((sum, cell) => sum + cell.value, 0);
    const cells = [...inner, ...sums('a'), ...sums('b'), count(all)];
    const small = inner.filter((cell) => cell.value > 0 && cell.value < 11).length;
    const hidden = suppressTable(cells, 11);
    expect(small).toBeGreaterThan(2);
    expect(hidden.size).toBeLessThanOrEqual(4 * small);
  });
});

interface Sum {
  readonly total: number;
  readonly parts: number[];
  /** Categories are missing that hold somebody: the parts add up to less. */
  readonly open: boolean;
}

/** Every number a reader may take for granted of small tables: sums over one dimension. */
function sumsOf(cells: readonly TableCell[]): Sum[] {
  return cells.flatMap((total, at) =>
    [...new Set(cells.flatMap(({ breakdown }) => Object.keys(breakdown)))].flatMap((dimension) => {
      if (dimension in total.breakdown) return [];
      const parts = cells.flatMap(({ breakdown }, index) =>
        dimension in breakdown &&
        Object.keys(breakdown).length === Object.keys(total.breakdown).length + 1 &&
        Object.entries(total.breakdown).every(([name, value]) => breakdown[name] === value)
          ? [index]
          : [],
      );
      const open = parts.reduce((left, part) => left - (cells[part]?.value ?? 0), total.value) > 0;
      return parts.length > 0 ? [{ total: at, parts, open }] : [];
    }),
  );
}

/** By trying all of them: the values each hidden count takes in tables that agree with what is published. */
function possibleValues(
  cells: readonly TableCell[],
  hidden: ReadonlySet<number>,
  most: number,
): Map<number, Set<number>> {
  const sums = sumsOf(cells);
  const places = [...hidden];
  const last = new Map(
    sums.map((sum) => [sum, Math.max(...[sum.total, ...sum.parts].map((at) => places.indexOf(at)))]),
  );
  const table = cells.map(({ value }) => value);
  const found = new Map(places.map((at) => [at, new Set<number>()]));
  const fill = (place: number): void => {
    if (place === places.length) {
      for (const at of places) found.get(at)?.add(table[at] ?? 0);
      return;
    }
    for (let value = 1; value <= most; value++) {
      table[places[place] as number] = value;
      const agrees = sums.every((sum) => {
        if (last.get(sum) !== place) return true;
        const left = sum.parts.reduce((rest, at) => rest - (table[at] ?? 0), table[sum.total] ?? 0);
        return left === 0 || (sum.open && left > 0);
      });
      if (agrees) fill(place + 1);
    }
  };
  fill(0);
  return found;
}

function withTotals(shape: readonly number[], values: readonly number[], printed: readonly boolean[]): TableCell[] {
  const dimensions = ['a', 'b', 'c'].slice(0, shape.length);
  const coordinates = shape.reduce<number[][]>(
    (all, size) => all.flatMap((one) => Array.from({ length: size + 1 }, (_, index) => [...one, index])),
    [[]],
  );
  // The last category of each dimension is its total.
  const inner = coordinates.filter((one) => one.every((index, at) => index < (shape[at] ?? 0)));
  const cells = coordinates.map((one) => {
    const covered = inner.flatMap((each, at) =>
      one.every((index, dimension) => index === shape[dimension] || index === each[dimension]) ? [values[at] ?? 0] : [],
    );
    const breakdown = Object.fromEntries(
      one.flatMap((index, at) => (index === shape[at] ? [] : [[dimensions[at] as string, `v${index}`]])),
    );
    return count(
      covered.reduce((sum, value) => sum + value, 0),
      breakdown,
    );
  });
  return cells.filter(
    ({ breakdown }, at) => Object.keys(breakdown).length === shape.length || printed[at % printed.length],
  );
}

test('no hidden count can be worked out: brute force on small tables of one to three dimensions', () => {
  const SMALLEST = 4;
  const tables = fc.constantFrom([3], [5], [2, 2], [2, 3], [2, 2, 2]).chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 6), { minLength: 8, maxLength: 8 }),
      fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)), {
        minLength: 27,
        maxLength: 27,
      }),
    ),
  );
  let judged = 0;
  fc.assert(
    fc.property(tables, ([shape, values, printed]) => {
      const cells = withTotals(shape, values, printed);
      const hidden = suppressTable(cells, SMALLEST);
      for (const [at, { value }] of cells.entries()) {
        if (value > 0 && value < SMALLEST) expect(hidden.has(at)).toBe(true);
        if (value === 0) expect(hidden.has(at)).toBe(false);
      }
      // More than this many unknowns would take for ever to try.
      if (hidden.size === 0 || hidden.size > 7) return;
      judged += 1;
      for (const [at, possible] of possibleValues(cells, hidden, Math.max(...cells.map(({ value }) => value)) + 1)) {
        expect([cells[at], possible.size >= 2]).toEqual([cells[at], true]);
      }
    }),
    { numRuns: 300, seed: 5 },
  );
  expect(judged).toBeGreaterThan(80);
});
