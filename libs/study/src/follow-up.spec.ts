import { describe, expect, test } from '@jest/globals';
import type { Protocol } from '@impact-ledger/domain';
import { requestFor } from './analyse.js';
import { conclude, inputs, random, tableOf, trial } from './testing/people.js';

const HORIZON = 90;
const next = random(31);
const sent = Float64Array.from({ length: 1200 }, (_, i) => i % 2);
/** 0: still looking when last seen; 1: hired; 2: in training; 3: moved away. */
const exit = Float64Array.from(sent, () => Math.floor(4 * next()));
const days = Float64Array.from(sent, (arm) => 1 + Math.floor((arm === 1 ? 110 : 140) * next()));
const table = tableOf({ sent, days, exit });

const study: Protocol = {
  ...trial,
  outcome: {
    ...trial.outcome,
    ...{ kind: 'time_to_event', unit: 'day', column: 'exit', survival: { time: 'days', event: 'exit' } },
    competingEvents: [
      { code: 2, label: { en: 'training', fr: 'formation' } },
      { code: 3, label: { en: 'moving away', fr: 'déménagement' } },
    ],
  },
  primary: { method: 'cumulative-incidence', options: {}, label: { en: 'share hired', fr: 'part embauchée' } },
  sensitivity: [{ method: 'rmst', options: {}, label: { en: 'time lost', fr: 'temps perdu' } }],
};

/** Share of an arm not hired yet after each day: the product of Kaplan and Meier, in which only `isEvent` is an event. */
function stillLooking(arm: number, isEvent: (code: number) => boolean): number[] {
  let left = 1;
  return Array.from({ length: HORIZON + 1 }, (_, day) => {
    const atRisk = days.filter((each, i) => sent[i] === arm && each >= day).length;
    const hired = days.filter((each, i) => sent[i] === arm && each === day && isEvent(exit[i]!)).length;
    return (left *= 1 - hired / atRisk);
  });
}

/** Days still looking by the horizon, sent less not sent: the area between the curves. */
const daysBetween = (isEvent: (code: number) => boolean): number => {
  const area = (arm: number): number =>
    stillLooking(arm, isEvent)
      .slice(0, HORIZON)
      .reduce((sum, share) => sum + share, 0);
  return area(1) - area(0);
};

describe('other ways out', () => {
  const { sensitivity, curves } = conclude(table, study).findings!;
  const isHire = (code: number): boolean => code === 1;

  test('end the time at risk of a restricted mean, and are no hires in it', () => {
    const [lost] = sensitivity;
    expect(Math.abs(lost!.value)).toBeCloseTo(Math.abs(daysBetween(isHire)), 9);
    expect(lost!.n.events).toBe(exit.filter(isHire).length);
    // What it would be if every way out were the outcome.
    expect(Math.abs(daysBetween((code) => code > 0) - daysBetween(isHire))).toBeGreaterThan(1);
  });

  test.each([
    ['treated', 1],
    ['comparison', 0],
  ] as const)('are no hires in the curve of Kaplan and Meier: %s', (name, arm) => {
    const expected = stillLooking(arm, isHire);
    expect(curves![name].length).toBeGreaterThan(80);
    for (const { time, survival } of curves![name]) expect(survival).toBeCloseTo(expected[time]!, 9);
  });

  test.each([
    ['rmst', [0, 1]],
    ['cox', [0, 1]],
    ['log-rank', [0, 1]],
    ['cumulative-incidence', [0, 1, 2, 3]],
  ])('are told to %s as codes %j', (method, codes) => {
    const context = { table, protocol: study, inputs: inputs(table.rows) };
    const asked = requestFor(context, { ...study.primary, method }, 'exit');
    expect([...new Set(asked.table.columns['exit'] as Float64Array)].sort()).toEqual(codes);
  });
});
