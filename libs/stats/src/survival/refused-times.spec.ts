import { describe, expect, test } from '@jest/globals';
import type { Roles } from '../core/table.js';
import { numbers, withColumns } from '../testing/read-csv.js';
import { refusal, table } from '../testing/refusal.js';

describe('times and events', () => {
  test('a log-rank test needs an event while both arms are followed', () => {
    const given: Roles = { treatment: 't', time: 'time', event: 'event' };
    const t = numbers(table, 't');
    const none = withColumns(table, { event: new Float64Array(table.rows) });
    expect(refusal('log-rank', none, given).kind).toBe('no-events');
    const apart = withColumns(table, {
      time: t.map((treated) => (treated === 1 ? 9 : 3)),
      event: t,
    });
    const error = refusal('log-rank', apart, given);
    expect(error.kind).toBe('not-estimable');
    expect(error.message).toMatch(/kaplan-meier/);
  });

  test('a Cox model refuses what has no maximum and what no risk set shows', () => {
    const given: Roles = { treatment: 't', time: 'time', event: 'event' };
    const t = numbers(table, 't');
    const event = t.map((treated) => 1 - treated);
    const separated = refusal('cox', withColumns(table, { event }), given);
    expect(separated).toMatchObject({ kind: 'separation', names: ['t'] });
    expect(separated.message).toMatch(/log-rank/);
    const twin = withColumns(table, { arm: Float64Array.from(t) });
    expect(refusal('cox', twin, { ...given, covariates: ['age'], strata: ['arm'] })).toMatchObject({
      kind: 'no-variation',
      names: ['t'],
    });
    expect(refusal('cox', twin, { ...given, covariates: ['arm'] })).toMatchObject({ kind: 'collinear' });
    const sampling = { weightType: 'sampling' };
    expect(refusal('cox', table, { ...given, weights: 'age' }, sampling)).toMatchObject({ kind: 'invalid-option' });
    const negative = withColumns(table, { age: numbers(table, 'age').map((age) => age - 40) });
    expect(refusal('cox', negative, { ...given, weights: 'age' }, { ...sampling, variance: 'robust' }).kind).toBe(
      'negative-weight',
    );
    for (const id of ['kaplan-meier', 'log-rank', 'cox', 'rmst']) {
      const late = withColumns(table, { entry: numbers(table, 'time') });
      expect(refusal(id, late, { ...given, entry: 'entry' }).kind).toBe('entry-after-time');
    }
    expect(refusal('cox', table, given, { variance: 'cluster' }).kind).toBe('missing-role');
    expect(refusal('cox', table, { time: 'time', event: 'event' }).kind).toBe('missing-role');
  });

  test('causes of an event are whole numbers, and cause 1 must occur', () => {
    const given: Roles = { treatment: 't', time: 'time', event: 'cause' };
    const cause = numbers(table, 'cause');
    const half = withColumns(table, { cause: cause.map((value) => value / 2) });
    expect(refusal('cumulative-incidence', half, given).kind).toBe('not-event-codes');
    const others = withColumns(table, { cause: cause.map((value) => (value === 1 ? 2 : value)) });
    expect(refusal('cumulative-incidence', others, given)).toMatchObject({ kind: 'no-events' });
    expect(refusal('kaplan-meier', table, given).kind).toBe('not-binary');
  });

  test('negative durations are refused', () => {
    const time = numbers(table, 'time').map((t, i) => (i === 3 ? -1 : t));
    expect(refusal('kaplan-meier', withColumns(table, { time }), { time: 'time', event: 'event' }).kind).toBe(
      'negative-time',
    );
  });
});
