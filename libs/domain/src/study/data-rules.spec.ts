import { describe, expect, test } from '@jest/globals';
import type { DataSetColumn, DataSetPart } from '../dataset/dataset.js';
import { DomainError } from '../shared/decider.js';
import { columns, HASH, protocol } from '../testing/protocols.js';
import { checkColumns, type DataShape } from './data-rules.js';
import type { Protocol } from './protocol.js';

const text = (name: string): DataSetColumn => ({ name, kind: 'text', missing: 0 });
const date = (name: string): DataSetColumn => ({ name, kind: 'date', missing: 0 });
const number = (name: string): DataSetColumn => ({ name, kind: 'number', missing: 0 });
const part = (role: DataSetPart['role'], ...its: DataSetColumn[]): DataSetPart => ({
  role,
  sha256: HASH,
  rows: 10,
  bytes: 100,
  columns: its,
  pseudonymised: ['id'],
});

const persons = part('persons', text('id'), date('starts'), number('age'));
const exposures = part('exposures', text('id'), date('day'), text('employer'));
const outcomes = part('outcomes', text('id'), date('day'), text('employer'));
const logs = (...parts: DataSetPart[]): DataShape => ({
  columns: parts[0]!.columns,
  extractedOn: '2026-01-31',
  parts,
});
const asked: Protocol = {
  ...protocol,
  design: 'naive_match',
  timeZero: { rule: 'landmark', days: 14, label: { en: 'day 14' } },
  arms: { ...protocol.arms, column: 'treated' },
  outcome: { ...protocol.outcome, column: 'outcome' },
  covariates: [
    ...protocol.covariates,
    { column: 'calendar_month', label: { en: 'month' }, kind: 'category', measured: 'before_time_zero' },
  ],
  eventLogs: {
    people: 'others',
    persons: { person: 'id', startsOn: 'starts' },
    exposures: { person: 'id', on: 'day', employer: 'employer' },
    outcomes: { person: 'id', on: 'day', employer: 'employer' },
    collectionStart: '2025-01-01',
    rules: { sameDay: 'after', duplicates: 'keep_first', longestContract: null, match: 'person_and_employer' },
  },
};
const withLogs = (change: Partial<NonNullable<Protocol['eventLogs']>>): Protocol => ({
  ...asked,
  eventLogs: { ...asked.eventLogs!, ...change },
});

const faultsOf = (study: Protocol, data: DataShape): DomainError['pointers'] => {
  try {
    checkColumns(study, data);
  } catch (error) {
    if (error instanceof DomainError) return error.pointers;
    throw error;
  }
  return [];
};

describe('a data set for a study of event logs', () => {
  test('fits when each part has what the protocol reads of it; what the cohort derives is in no file', () => {
    expect(faultsOf(asked, logs(persons, exposures, outcomes))).toEqual([]);
  });

  test('lacks a column in a part by its name and the place that asks for it', () => {
    const thin = part('outcomes', text('id'), date('hired'));
    expect(faultsOf(asked, logs(persons, exposures, thin))).toEqual([
      { pointer: '/eventLogs/outcomes/on', detail: 'column "day" is not in the outcomes, which have: id, hired.' },
      {
        pointer: '/eventLogs/outcomes/employer',
        detail: 'column "employer" is not in the outcomes, which have: id, hired.',
      },
    ]);
    const ageless = part('persons', text('id'), date('starts'));
    expect(faultsOf(asked, logs(ageless, exposures, outcomes))).toEqual([
      { pointer: '/covariates/0/column', detail: 'column "age" is not in the persons, which have: id, starts.' },
    ]);
  });

  test('lacks a whole part', () => {
    const leaving = withLogs({ exits: { person: 'id', on: 'day' } });
    expect(faultsOf(leaving, logs(persons, exposures, outcomes))).toEqual([
      { pointer: '/eventLogs/exits', detail: expect.stringContaining('the data set has no such part') },
    ]);
  });

  test('is told from a table, both ways', () => {
    expect(faultsOf(asked, { columns, extractedOn: '2026-01-31' })).toEqual([
      { pointer: '/dataset', detail: expect.stringContaining('attach a data set sent in parts') },
    ]);
    expect(faultsOf(protocol, logs(persons, exposures, outcomes))).toEqual([
      { pointer: '/dataset', detail: expect.stringContaining('the protocol reads one table') },
    ]);
  });

  test('holds days where days are read, and leaves the names of derived columns free', () => {
    const numbered = part('exposures', text('id'), number('day'), text('employer'));
    expect(faultsOf(asked, logs(persons, numbered, outcomes))).toEqual([
      { pointer: '/eventLogs/exposures/on', detail: expect.stringContaining('write them as 2026-01-31') },
    ]);
    const naming = part('persons', text('id'), date('starts'), number('age'), number('time'));
    expect(faultsOf(asked, logs(naming, exposures, outcomes))).toEqual([
      { pointer: '/dataset', detail: expect.stringContaining('"time" is the name of a column that the cohort adds') },
    ]);
  });

  test('joins: persons and employers are pseudonyms in every part, or in none', () => {
    const clear = { ...outcomes, pseudonymised: ['employer'] };
    expect(faultsOf(asked, logs(persons, exposures, clear))).toEqual([
      { pointer: '/eventLogs/outcomes/person', detail: expect.stringContaining('nobody would be found') },
      { pointer: '/eventLogs/rules/match', detail: expect.stringContaining('no hire would match') },
    ]);
  });

  test('has an arm of zeros and ones where use does not make the arms', () => {
    const sent: Protocol = {
      ...asked,
      timeZero: { rule: 'assignment', label: { en: 'sending' } },
      arms: { ...asked.arms, column: 'sent' },
    };
    const three = { ...number('sent'), levels: ['0', '1', '2'] };
    expect(
      faultsOf(sent, logs({ ...persons, columns: [...persons.columns, three] }, exposures, outcomes)),
    ).toMatchObject([{ pointer: '/arms/column' }]);
  });

  test('is extracted late enough for the horizon and the reporting lag, from the first day of use on', () => {
    // 14 + 182 + 30 days from the first of January: the fifteenth of August.
    const at = (extractedOn: string) => ({ ...logs(persons, exposures, outcomes), extractedOn });
    expect(faultsOf(asked, at('2025-08-15'))).toEqual([]);
    const [fault] = faultsOf(asked, at('2025-08-14'));
    expect(fault).toMatchObject({ pointer: '/outcome/primaryHorizon' });
    expect(fault?.detail).toContain('14 days to time zero, 182 days of horizon and 30 of reporting lag');
    expect(fault?.detail).toContain('only 225 days before the extraction');
  });
});
