import { describe, expect, test } from '@jest/globals';
import type { Looks, Protocol } from '@impact-ledger/domain';
import { concludeStudy } from './run-study.js';
import { readLook } from './looks.js';
import { cohortOf, inputs, random, trial, twoByTwo } from './testing/people.js';

const spendingPlan = (informationMax: number): Looks => ({
  kind: 'group_sequential',
  spending: 'obrien-fleming',
  informationMax,
});
const seen = (information: number, value = 0, total = 1000) => ({
  value,
  standardError: 1 / Math.sqrt(information),
  n: { total },
});

const many = { cells: null, people: [500, 500] };

describe('a look by spending', () => {
  const looks = spendingPlan(5);
  const at = (informations: number[], last?: true, counted: Parameters<typeof readLook>[3] = many) => {
    const told = { earlierInformation: informations.slice(0, -1), ...(last && { last }) };
    return readLook({ looks, alpha: 0.05 }, seen(informations.at(-1)!), told, counted).record!;
  };

  test('has the published boundaries at five equal looks', () => {
    const criticals = [1, 2, 3, 4, 5].map((k) => at(Array.from({ length: k }, (_, i) => i + 1)).critical);
    [4.8769, 3.357, 2.6803, 2.2898, 2.031].forEach((value, k) => expect(criticals[k]).toBeCloseTo(value, 3));
  });

  test('spends all of the error rate by the planned information, and nothing after', () => {
    expect(at([1, 2, 3, 4, 5])).toMatchObject({ fraction: 1, last: true });
    expect(at([1, 2, 3, 4, 5]).cumulative).toBeCloseTo(0.05, 9);
    const beyond = at([5, 6]);
    expect(beyond).toMatchObject({ spent: 0, fraction: 1 });
    expect(beyond.critical).toBe(at([5]).critical);
  });

  test('whose information fell spends nothing and keeps the critical value', () => {
    expect(at([1, 3, 2])).toMatchObject({ spent: 0, last: false });
    expect(at([1, 3, 2]).critical).toBeCloseTo(at([1, 3]).critical, 12);
  });

  test('declared the last spends the rest early', () => {
    const last = at([1, 3], true);
    expect(last.cumulative).toBeCloseTo(0.05, 9);
    expect(last.last).toBe(true);
    expect(last.critical).toBeLessThan(at([1, 3]).critical);
  });

  test.each([
    ['events', { cells: [30, 60].map((events) => ({ events, nonEvents: 400 })), people: [430, 460] }],
    [
      'people without one',
      { cells: [60, 60].map((nonEvents) => ({ events: 400, nonEvents: nonEvents - 20 })), people: [] },
    ],
    ['people, of an amount', { cells: null, people: [49, 800] }],
  ])('with too few %s spends nothing, the last one neither, and keeps the critical value', (_few, counted) => {
    const nothing = { spent: 0, last: false, belowFloor: true };
    expect(at([1], undefined, counted)).toMatchObject({ ...nothing, fraction: 0.2, cumulative: 0, critical: 10 });
    const [before, now] = [at([1, 3]), at([1, 3, 4], true, counted)];
    expect(now).toMatchObject({ ...nothing, fraction: 0.8 });
    expect(now.cumulative).toBeCloseTo(before.cumulative!, 12);
    expect(now.critical).toBeCloseTo(before.critical, 12);
  });
});

test('a look at any time, where it is tuned, lies 3.035 standard errors from either limit', () => {
  const { critical, record } = readLook(
    { looks: { kind: 'anytime', tunedAt: 1200 }, alpha: 0.05 },
    seen(100, 0.1, 1200),
    {},
    many,
  );
  expect(critical).toBeCloseTo(3.035, 3);
  expect(record).toMatchObject({ kind: 'anytime', spent: null, fraction: null });
});

const table = twoByTwo(520, 1000, 460, 1000);
/** 1/SE² of the difference of 52 % and 46 % of 1,000 each. */
const INFORMATION = 1 / ((0.52 * 0.48 + 0.46 * 0.54) / 1000);

describe('the result of a look', () => {
  const run = (protocol: Protocol, changes: object = {}) =>
    concludeStudy(cohortOf(table, protocol), {
      inputs: { ...inputs(2000), ...changes },
      protocol,
      exploratory: false,
    });
  const early = { ...trial, looks: spendingPlan(4 * INFORMATION) };

  test('has the interval, verdict and alpha of this look', () => {
    const single = run(trial).result;
    const { result } = run(early);
    expect(single.verdict).toBe('positive');
    expect(single.look).toBeUndefined();
    expect(result.verdict).not.toBe('positive');
    expect(result.look).toMatchObject({ kind: 'group_sequential', last: false });
    expect(result.look!.fraction).toBeCloseTo(0.25, 9);
    const { value, standardError, interval } = result.findings!.primary!;
    expect(interval.upper - value).toBeCloseTo(result.look!.critical * standardError!, 12);
    expect(interval.lower).toBeLessThan(0);
  });

  test('is the same document when it is computed again', () => {
    const change = { look: 3, earlierInformation: [1000, 1900] };
    expect(run(early, change)).toEqual(run(early, change));
  });

  test('of a refused run spends nothing; its sealed document says what reading it costs', () => {
    const refused = { ...early, allocation: { treatedShare: 0.4 }, looks: spendingPlan(INFORMATION) };
    const { result, sealed } = run(refused, { earlierInformation: [INFORMATION / 2] });
    expect(result).toMatchObject({ verdict: 'refused', findings: null, look: { spent: 0 } });
    expect(sealed!.look!.spent).toBeGreaterThan(0.04);
    expect(result.look!.cumulative).toBeCloseTo(sealed!.look!.cumulative! - sealed!.look!.spent!, 12);
  });

  test('with few events is underpowered, since limits over many looks hold only for many', () => {
    const { result } = concludeStudyOf(twoByTwo(45, 1000, 10, 1000), early);
    expect(result.verdict).toBe('underpowered');
    expect(result.verdictReason.en).toContain('fewer than 50 people');
  });
});

const concludeStudyOf = (people: typeof table, protocol: Protocol) =>
  concludeStudy(cohortOf(people, protocol), { inputs: inputs(people.rows), protocol, exploratory: false });

test('twelve looks at no effect: spending and sequences keep the error rate, naive looks do not', () => {
  const SEEDS = 200;
  const normalDraw = (next: () => number) => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  const plans: Record<string, Looks> = {
    spending: spendingPlan(12),
    anytime: { kind: 'anytime', tunedAt: 1200 },
    naive: { kind: 'single' },
  };
  const alarms = { spending: 0, anytime: 0, naive: 0 } as Record<string, number>;
  const fractions = Array.from({ length: 12 }, (_, k) => k + 1);
  const criticals = Object.entries(plans).map(([name, looks]) => ({
    name,
    reach: fractions.map(
      (information) =>
        readLook(
          { looks, alpha: 0.05 },
          seen(information, 0, 100 * information),
          { earlierInformation: fractions.slice(0, information - 1) },
          many,
        ).critical,
    ),
  }));
  for (let seed = 1; seed <= SEEDS; seed++) {
    const next = random(seed);
    let sum = 0;
    const path = fractions.map((k) => (sum += normalDraw(next)) / Math.sqrt(k));
    for (const { name, reach } of criticals) {
      if (path.some((z, k) => Math.abs(z) > reach[k]!)) alarms[name]!++;
    }
  }
  // 99 % of binomial counts among 200 at 5 % and at about 21 %; of the sequence at most 2.1 %.
  expect(alarms['spending']).toBeLessThanOrEqual(19);
  expect(alarms['spending']).toBeGreaterThanOrEqual(3);
  expect(alarms['naive']).toBeGreaterThanOrEqual(28);
  expect(alarms['anytime']).toBeLessThanOrEqual(7);
});
