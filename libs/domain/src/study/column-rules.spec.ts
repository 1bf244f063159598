import { describe, expect, test } from '@jest/globals';
import { protocol } from '../testing/protocols.js';
import { columnFaults } from './column-rules.js';
import type { EventLogs, Protocol } from './protocol.js';

const named = (column: string) => ({ column, label: { en: column } });
const everywhere = (column: string): Partial<Protocol> => ({
  population: { ...protocol.population, eligibility: [{ ...named(column), is: 'present' }] },
  covariates: [{ ...named(column), kind: 'continuous', measured: 'before_time_zero' }],
  strata: [named(column)],
  subgroups: [named(column)],
  negativeControls: [{ ...named(column), kind: 'binary', measured: 'after_time_zero' }],
});
const PLACES = [
  '/population/eligibility/0/column',
  '/covariates/0/column',
  '/strata/0/column',
  '/subgroups/0/column',
  '/negativeControls/0/column',
];
const places = (study: Partial<Protocol>): string[] =>
  columnFaults({ ...protocol, ...study }).map(({ pointer }) => pointer);

const timed: Partial<Protocol> = {
  outcome: { ...protocol.outcome, kind: 'time_to_event', column: 'left', survival: { time: 'weeks', event: 'left' } },
};
const logs: EventLogs = {
  people: 'others',
  persons: { person: 'id', startsOn: 'starts' },
  exposures: { person: 'id', on: 'day' },
  outcomes: { person: 'id', on: 'day' },
  collectionStart: '2025-01-01',
  rules: { sameDay: 'after', duplicates: 'keep_all', longestContract: null, match: 'person' },
};

describe('only what is known at time zero may choose people, be adjusted for, or divide them', () => {
  test.each([
    ['the outcome', protocol.outcome.column, {}],
    ['the time to the event', 'weeks', timed],
    ['the event', 'left', timed],
    ['use after an invitation', 'used', { uptake: named('used') }],
    ['the arm', protocol.arms.column, {}],
    ['what the builder fills', 'deviated', { eventLogs: logs }],
    ['a further horizon', 'outcome_365', { eventLogs: logs }],
  ])('not %s', (_what, column, study) => {
    expect(places({ ...study, ...everywhere(column) })).toEqual(PLACES);
  });

  test('the rest may, names of follow-up too where a table has them of its own', () => {
    for (const column of ['age', 'time', 'outcome_365']) expect(places(everywhere(column))).toEqual([]);
    expect(places({ eventLogs: logs, ...everywhere('age') })).toEqual([]);
  });

  test('says why and what to do', () => {
    const [chosen] = columnFaults({ ...protocol, ...everywhere(protocol.outcome.column) });
    expect(chosen?.detail).toMatch(/known only after time zero: the future would choose .*immortal time.*known before/);
    const [derived] = columnFaults({ ...protocol, eventLogs: logs, ...everywhere('calendar_month') });
    expect(derived?.detail).toMatch(/made when people are followed.*file of persons/);
  });

  test('units of a table of periods may be left out by the first period of the measure', () => {
    const { eligibility } = everywhere(protocol.arms.column).population!;
    const study = { ...protocol, population: { ...protocol.population, eligibility } };
    expect(places(study)).toEqual(['/population/eligibility/0/column']);
    expect(places({ ...study, panel: { unit: 'town', period: 'year' } })).toEqual([]);
  });
});
