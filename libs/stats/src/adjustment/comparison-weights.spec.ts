import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Table } from '../core/table.js';
import { normalAt, uniformAt } from '../resampling/random.js';
import { comparisonWeights } from './comparison-weights.js';

/** People whose age makes them use and be hired. */
function world(people: number): Table {
  const draw = (stream: number, of = uniformAt): Float64Array =>
    Float64Array.from({ length: people }, (_, i) => of({ seed: 5, stream }, i));
  const [age, size] = [draw(1, normalAt), draw(2, normalAt)];
  const used = draw(3).map((u, i) => Number(u < 1 / (1 + Math.exp(1.5 - 0.8 * age[i]!))));
  const hired = draw(4).map((u, i) => Number(u < 0.3 + 0.1 * used[i]! + 0.05 * Math.max(-2, Math.min(2, age[i]!))));
  age[7] = NaN;
  return { rows: people, columns: { used, hired, age, size } };
}

const table = world(2000);
const roles = { treatment: 'used', outcome: 'hired', covariates: ['age', 'size'] };
const columnOf = (name: string): Float64Array => table.columns[name] as Float64Array;
const meanOf = (name: string, weights: Float64Array, arm: number): number => {
  let [sum, total] = [0, 0];
  columnOf('used').forEach((each, row) => {
    if (each !== arm || weights[row] === 0) return;
    sum += weights[row]! * columnOf(name)[row]!;
    total += weights[row]!;
  });
  return sum / total;
};

describe('the weights of a comparison', () => {
  test.each([
    ['matching', {}],
    ['matching', { caliper: 0.05 }],
    ['matching', { ratio: 2, replace: true }],
    ['matching', { replace: true, variance: 'abadie-imbens' }],
    ['matching', { target: 'ATE', replace: true }],
    ['entropy-balancing', {}],
  ] as const)('of %s %j are those of its figure', (method, options) => {
    const { weights, effectiveSampleSize, unmatched } = comparisonWeights(method, table, roles, options);
    const result = estimate(method, table, roles, options);
    expect(meanOf('hired', weights, 1) - meanOf('hired', weights, 0)).toBeCloseTo(result.value!, 10);
    expect(result.details['effectiveSampleSize']).toEqual({
      treated: expect.closeTo(effectiveSampleSize.treated, 8),
      comparison: expect.closeTo(effectiveSampleSize.comparison, 8),
    });
    expect(unmatched).toBe(result.details['unmatched'] ?? 0);
    // A row with a missing characteristic is compared with none.
    expect(weights[7]).toBe(0);
  });

  test('never look at who had the outcome', () => {
    const turned = { ...table, columns: { ...table.columns, hired: columnOf('hired').map((each) => 1 - each) } };
    for (const method of ['matching', 'entropy-balancing'] as const) {
      expect(comparisonWeights(method, turned, roles, {})).toEqual(comparisonWeights(method, table, roles, {}));
    }
  });
});
