import { describe, expect, test } from '@jest/globals';
import type { EventLogs, Protocol } from '@impact-ledger/domain';
import { conclude, random, tableOf, trial } from './testing/people.js';

const ROWS = 3000;
const next = random(37);
const sent = Float64Array.from({ length: ROWS }, (_, row) => row % 2);
/** Days to a hire; the letter only makes it sooner. */
const days = sent.map((s) => Math.ceil(-Math.log(1 - next()) * (s === 1 ? 60 : 90)));
const by = (horizon: number): Float64Array => days.map((day) => Number(day <= horizon));
// The last hundred people are followed for 200 days, not for a year.
const yearly = by(365).map((hired, row) => (row < ROWS - 100 ? hired : NaN));

const eventLogs: EventLogs = {
  people: 'others',
  persons: { person: 'id', startsOn: 'starts' },
  exposures: { person: 'id', on: 'day' },
  outcomes: { person: 'id', on: 'day' },
  collectionStart: '2025-01-01',
  rules: { sameDay: 'after', duplicates: 'keep_all', longestContract: null, match: 'person' },
  horizons: [365, 30, 90],
};

describe('further horizons', () => {
  test('have the primary analysis each, in their order, among those followed for so long', () => {
    const table = tableOf({ sent, hired: by(90), outcome_30: by(30), outcome_90: by(90), outcome_365: yearly });
    const study: Protocol = { ...trial, eventLogs };
    const { horizons, primary } = conclude(table, study).findings!;
    expect(horizons!.map((each) => each.days)).toEqual([30, 365]);
    const [month, year] = horizons!.map(({ estimate }) => estimate);
    const share = (outcome: Float64Array, arm: number): number => {
      const known = Array.from(outcome).filter((hired, row) => sent[row] === arm && !Number.isNaN(hired));
      return known.reduce((sum, hired) => sum + hired, 0) / known.length;
    };
    expect(month!.value).toBeCloseTo(share(by(30), 1) - share(by(30), 0), 12);
    expect(year!.value).toBeCloseTo(share(yearly, 1) - share(yearly, 0), 12);
    expect(year!.n.total).toBe(ROWS - 100);
    expect(primary!.value).toBeGreaterThan(year!.value);
    const { eventLogs: _none, ...bare } = study;
    expect(conclude(table, bare).findings!.horizons).toBeUndefined();
  });

  test('of a time are later moments of the same follow-up', () => {
    const time = days.map((day) => Math.min(day, 400));
    const event = days.map((day) => Number(day <= 400));
    const study: Protocol = {
      ...trial,
      eventLogs: { ...eventLogs, horizons: [365] },
      outcome: {
        ...trial.outcome,
        ...{ kind: 'time_to_event', unit: 'day', column: 'event', survival: { time: 'time', event: 'event' } },
      },
      primary: { ...trial.primary, method: 'cumulative-incidence' },
    };
    const [year] = conclude(tableOf({ sent, time, event }), study).findings!.horizons!;
    const hired = by(365);
    const share = (arm: number): number =>
      hired.filter((each, row) => sent[row] === arm && each === 1).length / (ROWS / 2);
    expect(year!.estimate.value).toBeCloseTo(share(1) - share(0), 12);
  });
});
