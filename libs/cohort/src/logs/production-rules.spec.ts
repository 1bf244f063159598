import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventLogs, Protocol } from '@impact-ledger/domain';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallLogs, smallProtocol } from '../testing/small-world.js';
import { buildTrialTable } from './build-trial-table.js';
import type { PartPaths } from './open-parts.js';

let folder: string;
let paths: PartPaths;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rules-'));
  const file = async (name: string, lines: readonly string[]): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, [...lines, ''].join('\n'));
    return path;
  };
  paths = {
    persons: await file('persons.csv', [
      'id,starts,age',
      'ana,2025-01-01,30',
      'bob,2025-01-01,30',
      'cy,2025-01-01,30',
      'dee,2025-01-01,30',
      'eve,2025-01-01,30',
      'fay,2025-01-01,30',
      'gil,2025-01-01,30',
    ]),
    exposures: await file('exposures.csv', [
      'id,day,siret',
      'ana,2025-01-10,111', // hired there later: a match
      'ana,2025-01-20,111', // again: the first is kept
      'bob,2025-01-10,111', // hired elsewhere: no match
      'cy,2025-01-10,222', // hired there the same day: the rule decides
      'dee,2025-01-10,333', // hired there before: no match
      'eve,2025-01-10,444', // a contract of 1,201 days: dropped
      'fay,2024-12-01,111', // before collection began: not a use
      'zoe,2025-01-10,111', // in no file of persons
      'gil,,111', // without a date
    ]),
    outcomes: await file('outcomes.csv', [
      'id,day,siret,contract,declared',
      'ana,2025-01-15,111,90,2025-01-16',
      'ana,2025-03-01,111,90,2025-03-02',
      'bob,2025-01-15,999,90,2025-01-18',
      'cy,2025-01-10,222,1200,2025-01-11',
      'dee,2025-01-09,333,90,2025-01-30',
      'eve,2025-01-15,444,1201,2025-01-16',
      'fay,2025-01-15,111,90,2025-01-16',
      'zoe,2025-01-15,111,90,2025-01-16',
    ]),
  };
});
afterAll(() => rm(folder, { recursive: true }));

function production(
  rules: Partial<EventLogs['rules']>,
  reportingLag: number,
): Protocol & { readonly eventLogs: EventLogs } {
  const { exits: _none, ...logs } = smallLogs;
  const { competingEvents: _neither, survival: _nor, ...outcome } = smallProtocol.outcome;
  return {
    ...smallProtocol,
    design: 'naive_match',
    timeZero: { rule: 'assignment', label: { en: 'the first use' } },
    outcome: { ...outcome, kind: 'binary', column: 'outcome', unit: 'points', primaryHorizon: 182, reportingLag },
    covariates: [],
    eventLogs: {
      ...logs,
      outcomes: { ...logs.outcomes, declaredOn: 'declared' },
      collectionStart: '2025-01-01',
      rules: { ...logs.rules, match: 'person_and_employer', ...rules },
    },
  };
}

async function run(rules: Partial<EventLogs['rules']>, reportingLag = 30, extractedOn = '2026-01-01') {
  const source = { paths, extractedOn, spill: join(folder, 'spill') };
  const { table, report, flow } = await buildTrialTable(source, production(rules, reportingLag));
  const treated = table.columns['treated'] as Float64Array;
  const outcome = table.columns['outcome'] as Float64Array;
  return {
    users: treated.filter((each) => each === 1).length,
    matched: outcome.filter((each) => each === 1).length,
    others: outcome.filter((each, row) => each === 1 && treated[row] === 0).length,
    counts: Object.fromEntries(report.counts.map((each) => [`${each.part}/${each.rule}`, each.rows])),
    dropped: report.counts.filter(({ dropped }) => !dropped).map(({ part, rule }) => `${part}/${rule}`),
    completeness: report.completeness,
    flow: flow.map(({ step, kept }) => [step, kept]),
  };
}

describe('the rules by which production matches uses and hires', () => {
  test.each([
    ['before', 1],
    ['after', 2],
    ['drop', 1],
  ] as const)('on a file counted by hand, a hire of the same day counts as %s', async (sameDay, matched) => {
    const found = await run({ sameDay });
    expect(found).toMatchObject({ users: 5, matched, others: 0 });
    expect(found.counts).toEqual({
      'exposures/undated': 1,
      'exposures/before_collection': 1,
      'exposures/unknown_person': 1,
      'exposures/duplicate': 1,
      'outcomes/undated': 0,
      'outcomes/long_contract': 1,
      'outcomes/unknown_person': 1,
      'outcomes/same_day': 1,
    });
    expect(found.dropped).toEqual(sameDay === 'drop' ? [] : ['outcomes/same_day']);
    expect(found.flow).toEqual([
      ['file', 7],
      ['dated', 7],
      ['eligibility-1', 7],
      ['mature', 7],
    ]);
  });

  test('every contract stays without a longest one', async () => {
    expect(await run({ longestContract: null })).toMatchObject({ matched: 3 });
  });

  test('declarations are counted by how long they took: 5 of 6 within a week, all within the lag', async () => {
    expect((await run({})).completeness).toEqual([
      { days: 7, share: 5 / 6 },
      { days: 15, share: 5 / 6 },
      { days: 30, share: 1 },
      { days: 60, share: 1 },
    ]);
  });

  test('a lag of no day is held against them too; where all are young nothing can be said', async () => {
    expect((await run({}, 0)).completeness).toEqual([
      { days: 0, share: 0 },
      { days: 7, share: 5 / 6 },
      { days: 30, share: 1 },
    ]);
    expect((await run({}, 30, '2025-04-15')).completeness).toHaveLength(4);
    expect((await run({}, 30, '2025-03-01')).completeness).toEqual([]);
  });
});
