import { describe, expect, test } from '@jest/globals';
import { boundsOf, NAIVE_SIX, NAIVE_TWELVE, SEQUENCE, SPENDING } from './bounds.js';

describe('bounds of claims', () => {
  test.each([
    ['spending', SPENDING],
    ['the sequence', SEQUENCE],
    ['naive readings of twelve looks', NAIVE_TWELVE],
    ['naive readings of six looks', NAIVE_SIX],
  ])('of 1,000 studies are those declared, for %s', (_name, declared) => {
    expect(boundsOf(1000, declared)).toEqual(declared.of1000);
  });

  // By R 4.2.2: with a = pbinom(28, 1000, .05) and b = pbinom(74, 1000, .05, lower = FALSE),
  // qbinom(a, n, .05) and qbinom(b, n, .05, lower = FALSE).
  test.each([
    [100, [0, 14]],
    [2000, [69, 134]],
    [3000, [112, 191]],
  ])('of %i studies have the same chance to be left', (studies, bounds) => {
    expect(boundsOf(studies, SPENDING)).toEqual(bounds);
  });
});
