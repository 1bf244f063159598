import { describe, expect, test } from '@jest/globals';
import { formatFor, shortHash } from './format.js';

const en = formatFor('en');
const fr = formatFor('fr');

describe('numbers', () => {
  test('follow the locale, with a true minus sign', () => {
    expect(en.signed(-1234.5, 1)).toBe('\u22121,234.5');
    expect(fr.signed(-1234.5, 1)).toBe('\u22121\u202f234,5');
    expect(en.signed(0.604, 2)).toBe('+0.60');
    expect(fr.percent(0.3061)).toBe('30,6\u00a0%');
    expect([en.level(0.95), fr.level(0.975), en.level(0.005)]).toEqual(['95%', '97,5\u00a0%', '0.5%']);
  });

  test('zero has no sign, even a negative one', () => {
    expect(en.signed(-0, 1)).toBe('0.0');
    expect(en.signed(-0.0001, 1)).toBe('0.0');
  });

  test('a measured decimal keeps every digit it was written with', () => {
    expect(en.exact('12345678901234567.1200')).toBe('12,345,678,901,234,567.1200');
    expect(fr.exact('28.90')).toBe('28,90');
  });
});

describe('dates', () => {
  test('a civil day never moves, an instant is told in Paris', () => {
    expect(en.day('2026-03-01')).toBe('1 March 2026');
    expect(fr.day('2026-03-01')).toBe('1er mars 2026');
    expect(en.day('2026-02-28T23:30:00.000Z')).toBe('1 March 2026');
    expect(en.instant('2026-07-01T22:05:00.000Z')).toContain('2 July 2026');
    expect(en.instant('2026-07-01T22:05:00.000Z')).toContain('00:05');
  });

  test('periods of every kind', () => {
    expect([en.period('2026-Q1'), fr.period('2026-Q1')]).toEqual(['Q1\u00a02026', 'T1\u00a02026']);
    expect([en.period('2026-03'), fr.shortPeriod('2026-Q3')]).toEqual(['March 2026', 'T3\u00a026']);
    expect([en.period('2026'), fr.period('2026-W09')]).toEqual(['2026', 'S09\u00a02026']);
    expect(fr.period('2026-03-14')).toBe('14 mars 2026');
  });
});

test('a short fingerprint keeps both ends', () => {
  expect(shortHash('9f2c0000000041ab')).toBe('9f2c…41ab');
});
