import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Table } from '../core/table.js';
import { normalAt, uniformAt } from '../resampling/random.js';
import { numbers, readCsv } from '../testing/read-csv.js';
import { trialWeights, type TrialWeights } from './trial-weights.js';

const fixture = (name: string): Table => readCsv(new URL(`../../fixtures/${name}`, import.meta.url));
const meanOf = (values: Float64Array, weights: Float64Array, counts: (row: number) => boolean): number => {
  let [sum, total] = [0, 0];
  values.forEach((value, row) => {
    if (!counts(row)) return;
    sum += weights[row]! * value;
    total += weights[row]!;
  });
  return sum / total;
};

const roles = { treatment: 'treated', time: 'time', event: 'event', deviated: 'deviated', cluster: 'person' };
const covariates = ['age', 'urban'];
const cloned = { ...roles, covariates };
const inTrials = { ...cloned, strata: ['trial'] };
const clones = fixture('clones.csv');
const trials = fixture('trials.csv');

/**
 * People who take the exposure up on day 21 or not at all, with a chance made of age; a third are gone before, which is no
 * leaving. Both clones of each: the treated one leaves on day 21, the other on the day of the use.
 */
function world(people: number): Table {
  const ages = Float64Array.from({ length: people }, (_, i) => normalAt({ seed: 3, stream: 1 }, i));
  const uses = ages.map((age, i) => Number(uniformAt({ seed: 3, stream: 2 }, i) < 1 / (1 + Math.exp(1 - age))));
  const gone = ages.map((age, i) => Number(uniformAt({ seed: 3, stream: 3 }, i) < (age > 0 ? 0.5 : 0.2)));
  const of = (value: (person: number, arm: 0 | 1) => number): Float64Array =>
    Float64Array.from({ length: 2 * people }, (_, row) => value(row >> 1, row % 2 === 0 ? 1 : 0));
  const leaves = (person: number, arm: 0 | 1): boolean => gone[person] === 0 && uses[person] !== arm;
  return {
    rows: 2 * people,
    columns: {
      person: of((person) => person),
      treated: of((_, arm) => arm),
      time: of((person, arm) => (gone[person] === 1 ? 10 : leaves(person, arm) ? 21 : 100)),
      event: of((person) => gone[person]!),
      deviated: of((person, arm) => Number(leaves(person, arm))),
      age: of((person) => ages[person]!),
    },
  };
}

describe('weights of clones', () => {
  test('make those who kept to a strategy stand for everybody, whoever had the event', () => {
    const table = world(20_000);
    const { start, kept, asked } = trialWeights('clone-censor-weight', table, { ...cloned, covariates: ['age'] }, {});
    const [age, arm] = [numbers(table, 'age'), numbers(table, 'treated')];
    const deviated = numbers(table, 'deviated');
    for (const which of [0, 1]) {
      const all = meanOf(age, start, (row) => arm[row] === which);
      const bare = meanOf(age, start, (row) => arm[row] === which && deviated[row] === 0);
      expect(Math.abs(bare - all)).toBeGreaterThan(0.08);
      expect(Math.abs(meanOf(age, kept, (row) => arm[row] === which) - all)).toBeLessThan(0.02);
      const total = kept.reduce((sum, weight, row) => (arm[row] === which ? sum + weight : sum), 0);
      expect(Math.abs(total / 20_000 - 1)).toBeLessThan(0.01);
    }
    // Whoever was gone by day 21 was never asked, and counts once.
    expect(numbers(table, 'time').every((time, row) => asked[row] === Number(time > 10))).toBe(true);
    expect(kept.every((weight, row) => asked[row] === 1 || weight === 1)).toBe(true);
  });

  test('are those of the curves: no larger than the largest there, of which the uptake is the probability', () => {
    const { details } = estimate('clone-censor-weight', clones, cloned, {});
    const { kept, uptake } = trialWeights('clone-censor-weight', clones, cloned, {});
    const largest = details['largestWeight'] as { treated: number; comparison: number };
    const arm = numbers(clones, 'treated');
    const most = (which: number): number => kept.reduce((m, w, row) => (arm[row] === which ? Math.max(m, w) : m), 0);
    expect(most(1)).toBeCloseTo(largest.treated, 10);
    expect(most(0)).toBeLessThanOrEqual(largest.comparison + 1e-10);
    uptake.rows.forEach((row, at) => {
      expect(arm[row]).toBe(1);
      expect(kept[row]).toBeCloseTo(uptake.took[at]! / uptake.score[at]!, 10);
    });
  });

  test('do not read which follow-up ended with the event', () => {
    const none = { ...clones, columns: { ...clones.columns, event: new Float64Array(clones.rows) } };
    const given = (table: Table): TrialWeights => trialWeights('clone-censor-weight', table, cloned, {});
    expect(given(none)).toEqual(given(clones));
  });
});

describe('weights of trials', () => {
  test('at time zero are those of the estimate; who left counts no longer', () => {
    const { details } = estimate('sequential-trials', trials, inTrials, {});
    const { start, kept, uptake } = trialWeights('sequential-trials', trials, inTrials, {});
    const arm = numbers(trials, 'treated');
    const size = details['effectiveSampleSize'] as { treated: number; comparison: number };
    const kish = (which: number): number => {
      const of = start.filter((_, row) => arm[row] === which);
      return of.reduce((sum, w) => sum + w, 0) ** 2 / of.reduce((sum, w) => sum + w * w, 0);
    };
    expect([kish(1), kish(0)]).toEqual([expect.closeTo(size.treated, 8), expect.closeTo(size.comparison, 8)]);
    expect(kept.every((w, row) => (w === 0) === (numbers(trials, 'deviated')[row] === 1))).toBe(true);
    expect([...uptake.took]).toEqual([...arm]);
    uptake.score.forEach((p, row) => expect(start[row]).toBeCloseTo(arm[row] === 1 ? 1 / p : 1 / (1 - p), 8));
  });

  test('of the contrast of starting alone stay as they were at time zero', () => {
    const { deviated: _deviated, ...initiation } = inTrials;
    const { start, kept, asked } = trialWeights('sequential-trials', trials, initiation, { target: 'ATT' });
    expect(kept).toEqual(start);
    expect(asked.every((flag) => flag === 0)).toBe(true);
  });

  test('leave out rows with a missing value, which keep their place', () => {
    const age = Float64Array.from(numbers(trials, 'age'));
    age[5] = NaN;
    const { start, kept, uptake } = trialWeights(
      'sequential-trials',
      { ...trials, columns: { ...trials.columns, age } },
      inTrials,
      {},
    );
    expect([start[5], kept[5], start.length]).toEqual([0, 0, trials.rows]);
    expect(uptake.rows).not.toContain(5);
    expect(uptake.rows).toHaveLength(trials.rows - 1);
  });
});
