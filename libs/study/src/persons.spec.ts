import { expect, test } from '@jest/globals';
import type { EventLogs, Protocol } from '@impact-ledger/domain';
import { protocol as valid } from '@impact-ledger/domain/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { survivalCurves } from './curves.js';
import { personsIn } from './persons.js';
import { cellsOf } from './risks.js';
import { runStudy } from './run-study.js';
import { inputs, tableOf } from './testing/people.js';

const trials: Protocol & { readonly eventLogs: EventLogs } = {
  ...valid,
  timeZero: { rule: 'sequential_trials', every: 7, trials: 4, contrast: 'initiation', label: { en: 'each week' } },
  arms: { ...valid.arms, column: 'treated' },
  outcome: {
    ...valid.outcome,
    kind: 'time_to_event',
    column: 'event',
    unit: 'day',
    survival: { time: 'time', event: 'event' },
    primaryHorizon: 60,
  },
  primary: { method: 'sequential-trials', options: {}, label: { en: 'trials' } },
  eventLogs: {
    people: 'others',
    persons: { person: 'id', startsOn: 'starts' },
    exposures: { person: 'id', on: 'day' },
    outcomes: { person: 'id', on: 'day' },
    collectionStart: '2025-01-01',
    rules: { sameDay: 'after', duplicates: 'keep_all', longestContract: null, match: 'person' },
  },
};

test('people are counted once in each arm, however many rows are theirs', () => {
  // 0: in both arms, hired as a user; 1: twice a comparison, hired in each; 2: a user, never hired.
  const table = tableOf({
    person: Float64Array.of(0, 0, 1, 1, 2),
    treated: Float64Array.of(0, 1, 0, 0, 1),
    event: Float64Array.of(0, 1, 1, 1, 0),
    time: Float64Array.of(7, 20, 30, 23, 60),
  });
  expect(personsIn(table, trials)).toEqual({ total: 3, treated: 2, comparison: 2, events: 2 });
  const naive = { shown: { n: { treated: 2, comparison: 3 } }, details: {} } as unknown as Parameters<
    typeof cellsOf
  >[1];
  expect(cellsOf({ table, protocol: trials, inputs: inputs(3) }, naive)).toEqual([
    { events: 1, nonEvents: 1 },
    { events: 1, nonEvents: 1 },
  ]);
  const onceEach: Protocol = { ...trials, timeZero: valid.timeZero };
  expect(personsIn(table, onceEach)).toBeUndefined();
});

test('a curve counts a person once among the events, and as long as one of their rows is followed', () => {
  // 0: a comparison in three trials, hired in each; 1: in two, never hired; 2: a user, hired on day 5.
  const table = tableOf({
    person: Float64Array.of(0, 0, 0, 1, 1, 2),
    treated: Float64Array.of(0, 0, 0, 0, 0, 1),
    event: Float64Array.of(1, 1, 1, 0, 0, 1),
    time: Float64Array.of(20, 13, 6, 40, 33, 5),
  });
  const { treated, comparison } = survivalCurves(table, trials)!;
  const at = (curve: typeof comparison, time: number) => curve.find((point) => point.time === time)?.persons;
  expect(at(comparison, 5)).toEqual({ before: 2, after: 2, events: 0 });
  expect(at(comparison, 6)).toEqual({ before: 2, after: 2, events: 1 });
  expect(at(comparison, 20)).toEqual({ before: 2, after: 1, events: 0 });
  expect(at(comparison, 21)).toEqual({ before: 1, after: 1, events: 0 });
  expect(at(comparison, 41)).toEqual({ before: 0, after: 0, events: 0 });
  expect(at(treated, 5)).toEqual({ before: 1, after: 0, events: 1 });
  const events = comparison.reduce((sum, point) => sum + point.events, 0);
  expect([events, comparison.reduce((sum, { persons }) => sum + persons!.events, 0)]).toEqual([3, 1]);
  const onceEach: Protocol = { ...trials, timeZero: valid.timeZero };
  expect(survivalCurves(table, onceEach)!.comparison[0]).not.toHaveProperty('persons');
});

test('a study by grace counts the people of each strategy in its curves', () => {
  // Everybody has a clone in each arm; user 0 leaves the comparison when they use, day 3, and is hired on day 9 as a user.
  const table = tableOf({
    person: Float64Array.of(0, 0, 1, 1),
    treated: Float64Array.of(1, 0, 1, 0),
    event: Float64Array.of(1, 0, 0, 1),
    time: Float64Array.of(9, 3, 7, 8),
    deviated: Float64Array.of(0, 1, 1, 0),
  });
  const grace: Protocol = { ...trials, timeZero: { rule: 'grace', days: 7, label: { en: 'the start' } } };
  const { treated, comparison } = survivalCurves(table, grace)!;
  const persons = (curve: typeof treated, time: number) => curve.find((point) => point.time === time)!.persons;
  expect([persons(treated, 9), persons(comparison, 3), persons(comparison, 8)]).toEqual([
    { before: 1, after: 0, events: 1 },
    { before: 2, after: 1, events: 0 },
    { before: 1, after: 0, events: 1 },
  ]);
});

test('a study by sequential trials tells its people and its rows apart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'persons-'));
  try {
    const day = (after: number): string => new Date(Date.UTC(2025, 0, 1 + after)).toISOString().slice(0, 10);
    const people = Array.from({ length: 400 }, (_, i) => i);
    const write = async (name: string, lines: readonly string[]): Promise<string> => {
      await writeFile(join(folder, name), [...lines, ''].join('\n'));
      return join(folder, name);
    };
    const paths = {
      persons: await write('persons.csv', ['id,starts,age', ...people.map((i) => `p${i},${day(0)},${20 + (i % 37)}`)]),
      exposures: await write('exposures.csv', [
        'id,day',
        ...people.filter((i) => i % 3 === 0).map((i) => `p${i},${day(1 + (i % 26))}`),
      ]),
      outcomes: await write('outcomes.csv', [
        'id,day',
        ...people.filter((i) => i % 5 < 3).map((i) => `p${i},${day(30 + ((i * 7) % 30))}`),
      ]),
    };
    const known = inputs(400);
    const { result, sealed } = await runStudy({
      inputs: { ...known, dataset: { ...known.dataset, extractedOn: '2025-12-31' } },
      protocol: trials,
      exploratory: false,
      tablePath: paths.persons,
      logs: { paths, spill: join(folder, 'spill') },
    });
    const { diagnostics, findings } = sealed ?? result;
    const kept = (step: string): number => diagnostics.flow.find((each) => each.step === step)!.kept;
    const { arms, persons } = diagnostics;
    expect(arms.treated + arms.comparison).toBe(kept('trials'));
    // Everybody is at risk at the first trial, on day 7. Each user joins one trial as such, and stood in those before as a
    // comparison: all but the users of the first week.
    const earlyUsers = people.filter((i) => i % 3 === 0 && 1 + (i % 26) <= 7).length;
    expect(persons).toEqual({ total: 400, treated: 134, comparison: 400 - earlyUsers });
    expect(persons!.total).toBe(kept('followed'));
    expect(arms).toMatchObject({ treated: 134 });
    expect(arms.comparison).toBeGreaterThan(2 * persons!.comparison);
    for (const estimate of [findings!.naive, findings!.primary!]) {
      expect(estimate.n).toMatchObject({ total: kept('trials'), persons: { ...persons, events: 240 } });
      expect(estimate.n.events).toBeGreaterThan(240);
    }
    const { comparison } = findings!.curves!;
    const hired = comparison.reduce((sum, { persons: counted }) => sum + counted!.events, 0);
    expect(hired).toBeGreaterThan(100);
    expect(hired).toBeLessThanOrEqual(persons!.comparison);
    expect(comparison[0]!.persons!.before).toBe(persons!.comparison);
  } finally {
    await rm(folder, { recursive: true });
  }
});
