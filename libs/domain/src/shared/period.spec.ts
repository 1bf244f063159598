import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePeriod } from './period.js';

test.each([
  ['2026', 'year', '2026-01-01', '2027-01-01'],
  ['2026-Q4', 'quarter', '2026-10-01', '2027-01-01'],
  ['2026-12', 'month', '2026-12-01', '2027-01-01'],
  ['2026-W01', 'week', '2025-12-29', '2026-01-05'],
  ['2026-W53', 'week', '2026-12-28', '2027-01-04'],
  ['2024-02-29', 'day', '2024-02-29', '2024-03-01'],
])('%s is a %s from %s until %s', (value, kind, start, end) => {
  expect(parsePeriod(value)).toEqual({ kind, start, end });
});

test.each(['2026-Q5', '2026-13', '2025-W53', '2026-W00', '2026-02-29', '26', '2026-1', 'March 2026', '2026-Q1 ', ''])(
  '"%s" is no period',
  (value) => {
    expect(parsePeriod(value)).toBeUndefined();
  },
);

test('every day falls inside the ISO week, month, quarter and year that name it', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1950-01-01'), max: new Date('2090-12-31'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      const quarter = `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
      for (const name of [day, day.slice(0, 7), quarter, day.slice(0, 4)]) {
        const range = parsePeriod(name);
        expect(range && range.start <= day && day < range.end).toBe(true);
      }
    }),
  );
});
