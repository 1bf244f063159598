import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkProtocol, type EventLogs, type Protocol, type StudyResult } from '@impact-ledger/domain';
import { protocol as valid } from '@impact-ledger/domain/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStudy } from './run-study.js';
import { inputs } from './testing/people.js';

/**
 * The rules by which the return-to-employment figure of La Bonne Boite is made: activity and hiring declarations are joined on
 * person and employer, the hire comes after the activity, of several activities the first is kept, contracts announced for
 * more than 1200 days are dropped, and a hire on the day of the activity is decided by rule.
 */
const production = (sameDay: EventLogs['rules']['sameDay']): Protocol & { readonly eventLogs: EventLogs } => ({
  ...valid,
  question: { en: 'How many users are hired by an employer whose page they opened?' },
  design: 'naive_match',
  population: {
    label: { en: 'adults registered as job seekers' },
    eligibility: [{ column: 'age', is: '>=', value: 18, label: { en: 'aged 18 or over' } }],
  },
  timeZero: { rule: 'assignment', label: { en: 'the first activity' } },
  arms: { column: 'treated', treated: { en: 'users' }, comparison: { en: 'others' } },
  outcome: { ...valid.outcome, column: 'outcome' },
  covariates: [],
  primary: { method: 'risk-difference', options: {}, label: { en: 'as they are' } },
  eventLogs: {
    people: 'job_seekers',
    persons: { person: 'id', startsOn: 'registered' },
    exposures: { person: 'id', on: 'day', employer: 'siret', kind: { column: 'what', use: ['details', 'favourite'] } },
    outcomes: { person: 'id', on: 'day', employer: 'siret', contractDays: 'contract', declaredOn: 'declared' },
    collectionStart: '2025-01-01',
    rules: { sameDay, duplicates: 'keep_first', longestContract: 1200, match: 'person_and_employer' },
  },
});

const PERSONS = [
  'id,registered,age',
  ...['ana', 'bob', 'cy', 'dee', 'eve', 'fay', 'gil', 'hal', 'ivy'].map((id) => `${id},2025-01-02,30`),
  'jo,2025-01-02,17', // not an adult
  'kim,,30', // without a day to count from
  'lou,2025-09-01,30', // used in September: 182 days and the lag end after the extraction
];
const ACTIVITY = [
  'id,day,siret,what',
  'ana,2025-01-10,111,details', // hired there five days later: a match
  'ana,2025-01-20,111,favourite', // again: the first is kept
  'bob,2025-01-10,111,details', // hired elsewhere: no match
  'cy,2025-01-10,222,details', // hired there the same day: the rule decides
  'dee,2025-01-10,333,details', // hired there the day before: no match
  'eve,2025-01-10,444,details', // a contract of 1,201 days: dropped
  'fay,2025-01-10,555,details', // hired there 183 days later: after the horizon
  'gil,2025-01-10,666,search', // a search is no use: gil is of the others
  'hal,2024-12-31,777,details', // before collection began: hal is of the others
  'ivy,2025-01-10,888,details', // used two employers, hired at the second 182 days after the first use: a match
  'ivy,2025-02-01,999,details',
  'jo,2025-01-10,111,details',
  'lou,2025-09-02,111,details',
  'zoe,2025-01-10,111,details', // in no file of persons
];
const HIRES = [
  'id,day,siret,contract,declared',
  'ana,2025-01-15,111,90,2025-01-16',
  'ana,2025-03-01,111,90,2025-03-02',
  'bob,2025-01-15,999,90,2025-01-16',
  'cy,2025-01-10,222,1200,2025-01-11',
  'dee,2025-01-09,333,90,2025-01-10',
  'eve,2025-01-15,444,1201,2025-01-16',
  'fay,2025-07-12,555,90,2025-07-13',
  'gil,2025-01-15,666,90,2025-01-16', // there is no activity there: no match
  'hal,2025-01-15,777,90,2025-01-16',
  'ivy,2025-07-11,999,90,2025-07-12',
  'jo,2025-01-15,111,90,2025-01-16',
  'lou,2025-09-03,111,90,2025-09-04',
  'zoe,2025-01-15,111,90,2025-01-16',
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'production-'));
  for (const [name, lines] of Object.entries({ persons: PERSONS, exposures: ACTIVITY, outcomes: HIRES })) {
    await writeFile(join(folder, `${name}.csv`), [...lines, ''].join('\n'));
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function run(sameDay: EventLogs['rules']['sameDay']): Promise<StudyResult> {
  const path = (part: string): string => join(folder, `${part}.csv`);
  const paths = { persons: path('persons'), exposures: path('exposures'), outcomes: path('outcomes') };
  const known = inputs(12);
  const { result, sealed } = await runStudy({
    inputs: { ...known, dataset: { ...known.dataset, extractedOn: '2026-01-31' } },
    protocol: production(sameDay),
    exploratory: false,
    tablePath: paths.persons,
    logs: { paths, spill: join(folder, 'spill') },
  });
  expect(sealed).toBeNull();
  return result;
}

describe('the production rules as a study', () => {
  test.each([
    ['before', 2],
    ['after', 3],
    ['drop', 2],
  ] as const)('counted by hand, with a hire of the same day as %s', async (sameDay, matched) => {
    expect(() => checkProtocol(production(sameDay))).not.toThrow();
    const result = await run(sameDay);
    expect(result.diagnostics.flow.map(({ step, kept, left }) => [step, kept, left])).toEqual([
      ['file', 12, 0],
      ['dated', 11, 1],
      ['eligibility-1', 10, 1],
      ['mature', 9, 1],
      ['arm', 9, 0],
      ['outcome', 9, 0],
    ]);
    expect(result.diagnostics.arms).toEqual({ treated: 7, comparison: 2 });
    expect(result.findings?.naive).toMatchObject({
      estimand: 'unadjusted',
      n: { total: 9, treated: 7, comparison: 2, events: matched, dropped: 0 },
    });
    // Nobody can be matched who did not use: that is how such a figure flatters.
    expect(result.findings?.risks).toEqual({ treated: matched / 7, comparison: 0 });
    expect(result.findings?.naive.value).toBe(matched / 7);
    const counts = result.eventLogs!.counts.map(({ part, rule, rows, dropped }) => [`${part}/${rule}`, rows, dropped]);
    expect(counts).toEqual([
      ['exposures/other_kind', 1, true],
      ['exposures/undated', 0, true],
      ['exposures/before_collection', 1, true],
      ['exposures/unknown_person', 1, true],
      ['exposures/duplicate', 1, true],
      ['outcomes/undated', 0, true],
      ['outcomes/long_contract', 1, true],
      ['outcomes/unknown_person', 1, true],
      ['outcomes/same_day', 1, sameDay === 'drop'],
    ]);
  });

  test('is a figure of use, graded 0, whose words say that it is no evidence of effect', async () => {
    const result = await run('after');
    expect(result).toMatchObject({ grade: 0, verdict: 'inconclusive', findings: { primary: null } });
    expect(result.sentence.en).toBe(
      'Nothing can be said of the effect of "users" rather than "others": the two groups were not made comparable.',
    );
    expect(result.verdictReason.en).toBe(
      'The groups were compared as they are. Such a figure is shown beside others, and decides nothing.',
    );
    const limits = result.limits.map(({ en }) => en);
    expect(limits).toContain('The groups were not made comparable: this figure is not evidence of effect.');
    expect(result.limits.map(({ fr }) => fr)).toContain(
      'Les groupes n’ont pas été rendus comparables : ce chiffre n’est pas une preuve d’effet.',
    );
    // The log says when each hire was declared.
    expect(limits.join()).not.toContain('declared late');
  });
});
