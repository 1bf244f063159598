import { expect, test } from '@jest/globals';
import { protocol } from '@impact-ledger/domain/testing';
import { gradeOf } from './grade.js';

const cohort = (method: string) => ({
  ...protocol,
  design: 'cohort' as const,
  primary: { ...protocol.primary, method },
});
const told = { refused: false, unblinded: false };

test('a cohort is worth what its adjustment is: one compared as it is, no more than before and after', () => {
  expect(gradeOf(cohort('ipw'), [], told, 'clean', undefined)).toBe(3);
  expect(gradeOf(cohort('ipw'), [], told, 'too_few', undefined)).toBe(2);
  // A protocol of a release that accepted it.
  expect(gradeOf(cohort('risk-difference'), [], told, 'clean', undefined)).toBe(1);
});
