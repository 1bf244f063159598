import { describe, expect, test } from '@jest/globals';
import { protocol } from '../testing/protocols.js';
import type { EventLogs } from './event-logs.js';
import { checkProtocol, rulesBroken } from './protocol-rules.js';
import { Protocol } from './protocol.js';

const logs: EventLogs = {
  people: 'others',
  persons: { person: 'id', startsOn: 'starts' },
  exposures: { person: 'id', on: 'day' },
  outcomes: { person: 'id', on: 'day' },
  collectionStart: '2025-01-01',
  rules: { sameDay: 'after', duplicates: 'keep_all', longestContract: null, match: 'person' },
};
const study: Protocol = {
  ...protocol,
  timeZero: { rule: 'landmark', days: 14, label: { en: 'day 14' } },
  arms: { ...protocol.arms, column: 'treated' },
  outcome: { ...protocol.outcome, column: 'outcome' },
  eventLogs: logs,
};
const covariate = (column: string): Protocol['covariates'][number] => ({
  column,
  label: { en: column },
  kind: 'continuous',
  measured: 'before_time_zero',
});
const assignment = { rule: 'assignment', label: { en: 'registration' } } as const;

test('a cohort of event logs is a protocol', () => {
  expect(() => checkProtocol(Protocol.parse(study))).not.toThrow();
});

describe('a study of event logs is refused with an explanation', () => {
  const cases: readonly [string, Partial<Protocol>, string, RegExp][] = [
    ['arms made of what came after time zero', { timeZero: assignment }, '/arms/column', /immortal time/],
    ['arms of use in a draw', { design: 'randomised' }, '/arms/column', /which nobody drew: name the column/],
    [
      'arms of a column where use makes them',
      { arms: { ...study.arms, column: 'sent' } },
      '/arms/column',
      /is "treated" under the rule "landmark"/,
    ],
    [
      'job seekers without their duration',
      { eventLogs: { ...logs, people: 'job_seekers' } },
      '/covariates',
      /days_registered/,
    ],
    [
      'job seekers without the month',
      { eventLogs: { ...logs, people: 'job_seekers' }, covariates: [covariate('days_registered')] },
      '/covariates',
      /lacks "calendar_month"/,
    ],
    [
      'a grace as long as the horizon',
      { timeZero: { rule: 'grace', days: 182, label: { en: 'start' } } },
      '/timeZero/days',
      /no shorter than the horizon/,
    ],
    [
      'a match by employer without employers',
      { design: 'naive_match', eventLogs: { ...logs, rules: { ...logs.rules, match: 'person_and_employer' } } },
      '/eventLogs/rules/match',
      /needs the column of the employer/,
    ],
    [
      'a match by employer, which only users can have, beside people who are none',
      {
        eventLogs: {
          ...logs,
          exposures: { ...logs.exposures, employer: 'siret' },
          outcomes: { ...logs.outcomes, employer: 'siret' },
          rules: { ...logs.rules, match: 'person_and_employer' },
        },
      },
      '/eventLogs/rules/match',
      /every hire of those who did not use it is lost.*naive_match/,
    ],
  ];
  test.each(cases)('%s', (_, changed, pointer, detail) => {
    const refused = (): void => checkProtocol({ ...study, ...changed });
    expect(refused).toThrow(
      expect.objectContaining({
        pointers: expect.arrayContaining([{ pointer, detail: expect.stringMatching(detail) as unknown }]) as unknown,
      }),
    );
  });
});

test('strata hold what a study of job seekers must compare within', () => {
  const stratum = (column: string) => ({ column, label: { en: column } });
  const faults = rulesBroken({
    ...study,
    design: 'stratified_cohort',
    covariates: [],
    strata: [stratum('calendar_month'), stratum('age')],
    eventLogs: { ...logs, people: 'job_seekers' },
    primary: { method: 'standardisation', options: {}, label: { en: 'within strata' } },
  });
  expect(faults).toMatchObject([{ pointer: '/covariates', detail: expect.stringContaining('"days_registered"') }]);
});

test('several rows a person need event logs', () => {
  const { eventLogs: _none, ...table } = study;
  const grace = { rule: 'grace', days: 7, label: { en: 'start' } } as const;
  expect(() => checkProtocol({ ...table, timeZero: grace })).toThrow(
    expect.objectContaining({
      pointers: expect.arrayContaining([expect.objectContaining({ pointer: '/timeZero/rule' })]) as unknown,
    }),
  );
});

test('a naive match may make its arms of use, which is what is wrong with it', () => {
  const naive: Partial<Protocol> = { design: 'naive_match', timeZero: assignment, covariates: [] };
  const plain = { method: 'risk-difference', options: {}, label: { en: 'as they are' } };
  expect(() => checkProtocol({ ...study, ...naive, primary: plain })).not.toThrow();
});
