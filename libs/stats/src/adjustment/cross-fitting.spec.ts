import { expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import { numbers } from '../testing/read-csv.js';
import { simulateCohort } from '../testing/simulate.js';
import { assignFolds } from './assign-folds.js';

const table = simulateCohort(31, 1200);
const roles = { treatment: 't', outcome: 'income', covariates: ['age', 'urban', 'region'] };

test('folds fill evenly within each arm and follow from the seed', () => {
  const treatment = numbers(table, 't');
  const folds = assignFolds(treatment, 5, 7);
  for (const arm of [0, 1]) {
    const sizes = [0, 0, 0, 0, 0];
    folds.forEach((fold, i) => treatment[i] === arm && sizes[fold]!++);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
  expect(assignFolds(treatment, 5, 7)).toEqual(folds);
  expect(assignFolds(treatment, 5, 8)).not.toEqual(folds);
});

test('the order of the hash is not the order of the rows', () => {
  const folds = assignFolds(new Float64Array(1000), 2, 1);
  const firstHalf = folds.subarray(0, 500).reduce((sum, fold) => sum + fold, 0);
  expect(firstHalf).toBeGreaterThan(200);
  expect(firstHalf).toBeLessThan(300);
});

test('cross-fitted figures differ from plain ones by less than their error, and repeat with the seed', () => {
  const plain = estimate('aipw', table, roles);
  const crossed = estimate('aipw', table, roles, { folds: 5, seed: 3 });
  expect(crossed.value).not.toBe(plain.value);
  expect(Math.abs(crossed.value! - plain.value!)).toBeLessThan(plain.standardError! / 2);
  expect(estimate('aipw', table, roles, { folds: 5, seed: 3 })).toEqual(crossed);
  expect(estimate('aipw', table, roles, { folds: 5, seed: 4 }).value).not.toBe(crossed.value);
});

test('the known effect of the simulated cohort is inside its interval', () => {
  const { interval } = estimate('aipw', simulateCohort(32, 20000), roles);
  expect(interval.lower).toBeLessThan(200);
  expect(interval.upper).toBeGreaterThan(200);
});
