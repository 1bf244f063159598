import { describe, expect, test } from '@jest/globals';
import { InvalidAsOf, parseAsOf } from './as-of.js';

describe('a moment of knowledge', () => {
  test.each([
    ['0', { by: 'position', position: '0' }],
    ['1204', { by: 'position', position: '1204' }],
    ['2026-03-01T09:00:00Z', { by: 'time', time: '2026-03-01T09:00:00.000Z' }],
    ['2026-03-01T09:00:00.250+01:00', { by: 'time', time: '2026-03-01T08:00:00.250Z' }],
  ])('%s is itself', (text, moment) => {
    expect(parseAsOf(text)).toEqual(moment);
  });

  // The last millisecond before midnight in Paris, by the tz database: winter UTC+1, summer UTC+2, and the days of change.
  test.each([
    ['2026-01-15', '2026-01-15T22:59:59.999Z'],
    ['2026-07-15', '2026-07-15T21:59:59.999Z'],
    ['2026-03-28', '2026-03-28T22:59:59.999Z'],
    ['2026-03-29', '2026-03-29T21:59:59.999Z'],
    ['2026-10-24', '2026-10-24T21:59:59.999Z'],
    ['2026-10-25', '2026-10-25T22:59:59.999Z'],
    ['2024-02-29', '2024-02-29T22:59:59.999Z'],
  ])('the day %s ends at %s', (day, time) => {
    expect(parseAsOf(day)).toEqual({ by: 'time', time });
  });

  test.each(['', '-1', 'yesterday', '2026-02-30', '2026-13-01', '2026-03-01T09:00:00', '2026-03-01T25:00:00Z', '1e3'])(
    '"%s" is none',
    (text) => {
      expect(() => parseAsOf(text)).toThrow(InvalidAsOf);
    },
  );
});
