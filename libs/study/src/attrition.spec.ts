import { describe, expect, test } from '@jest/globals';
import type { Protocol } from '@impact-ledger/domain';
import { attritionOf } from './attrition.js';
import { conclude, tableOf, trial } from './testing/people.js';

type Person = readonly [time: number, event: 0 | 1 | 2];

const timed: Protocol = {
  ...trial,
  outcome: {
    ...trial.outcome,
    kind: 'time_to_event',
    unit: 'day',
    primaryHorizon: 100,
    survival: { time: 'days', event: trial.outcome.column },
  },
  primary: { method: 'cumulative-incidence', options: {}, label: { en: 'as drawn' } },
};
const rules = { least: 0.05, chance: 0.001 };
const repeat = (count: number, person: Person): Person[] => Array.from({ length: count }, () => person);
const people = (treated: readonly Person[], comparison: readonly Person[]) => {
  const all = [...treated, ...comparison];
  return tableOf({
    [trial.arms.column]: Float64Array.from(all, (_, row) => Number(row < treated.length)),
    days: Float64Array.from(all, ([time]) => time),
    [trial.outcome.column]: Float64Array.from(all, ([, event]) => event),
  });
};
const attrition = (treated: readonly Person[], comparison: readonly Person[]) => {
  const assigned = { treated: treated.length, comparison: comparison.length };
  const outcomeUnknown = { treated: 0, comparison: 0 };
  return attritionOf({ table: people(treated, comparison), assigned, outcomeUnknown }, timed, rules);
};

/** Times to work and to the end of the data, each from evenly spread quantiles in an order of its own. */
const staggered = (count: number, meanTime: number): Person[] =>
  Array.from({ length: count }, (_, i): Person => {
    const work = Math.ceil(-meanTime * Math.log((((i * 7919) % count) + 0.5) / count));
    const end = 20 + Math.floor((((i * 104_729) % count) / count) * 200);
    return work <= Math.min(end, 100) ? [work, 1] : [Math.min(end, 100), 0];
  });

describe('who is lost before the horizon, where people are followed for a time', () => {
  test('of one arm on day 5 is no absence of the event: the study is refused', () => {
    const treated = [...repeat(747, [5, 0]), ...repeat(653, [40, 1]), ...repeat(600, [100, 0])];
    const comparison = [...repeat(800, [40, 1]), ...repeat(1200, [100, 0])];
    expect(attrition(treated, comparison)).toMatchObject({ value: expect.closeTo(0.3735, 9), limit: 0.05 });
    const result = conclude(people(treated, comparison), timed);
    expect(result.diagnostics.gates.find(({ gate }) => gate === 'attrition')).toMatchObject({ passed: false });
    expect(result.verdict).toBe('refused');
  });

  test('is counted among those who can still be lost: late entry is alike, however large the effect', () => {
    const [soon, late] = [staggered(4001, 30), staggered(4001, 300)];
    const share = (arm: readonly Person[]): number =>
      arm.filter(([time, event]) => event === 0 && time < 100).length / arm.length;
    expect(share(late) - share(soon)).toBeGreaterThan(0.2);
    const { value, limit } = attrition(soon, late);
    expect(value).toBeLessThan(0.03);
    expect(limit).toBeLessThan(0.1);
  });

  test('comes after the events of the same day, and other ways out are no loss', () => {
    const treated = [...repeat(30, [10, 1]), ...repeat(7, [10, 0]), ...repeat(63, [100, 0])];
    const comparison = [...repeat(10, [10, 2]), ...repeat(9, [10, 0]), ...repeat(81, [120, 0])];
    expect(attrition(treated, comparison).value).toBeCloseTo(0, 12);
  });

  test('may differ by chance where few are followed: Greenwood, 1 in 1,000', () => {
    const treated = [...repeat(4, [10, 0]), ...repeat(36, [100, 0])];
    const comparison = repeat(40, [100, 0]);
    const { value, limit } = attrition(treated, comparison);
    expect(value).toBeCloseTo(0.1, 12);
    expect(limit).toBeCloseTo(3.290526731491926 * Math.sqrt((0.9 * 0.1) / 40), 9);
  });

  test('adds to outcomes that are missing', () => {
    const treated = [...repeat(9, [10, 0]), ...repeat(81, [100, 0])];
    const told = {
      table: people(treated, repeat(100, [100, 0])),
      assigned: { treated: 100, comparison: 100 },
      outcomeUnknown: { treated: 10, comparison: 0 },
    };
    expect(attritionOf(told, timed, rules).value).toBeCloseTo(0.1 + 0.9 * 0.1, 12);
  });
});
