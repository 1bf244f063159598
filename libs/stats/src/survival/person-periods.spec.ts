import { expect, test } from '@jest/globals';
import { generator } from '../testing/simulate.js';
import { estimate } from '../catalogue/estimate.js';
import { personPeriods } from './person-periods.js';
import { remainingWeights } from './remaining-weights.js';

test('follow-up is cut where it crosses a cut, and the event stays with the last piece', () => {
  const pieces = personPeriods(
    { time: Float64Array.of(25, 10, 0), event: Float64Array.of(1, 0, 1), entry: Float64Array.of(4, 0, -1) },
    [10, 20],
  );
  expect(Array.from(pieces.owner)).toEqual([0, 0, 0, 1, 2]);
  expect(Array.from(pieces.period)).toEqual([0, 1, 2, 0, 0]);
  expect(Array.from(pieces.entry)).toEqual([4, 10, 20, 0, -1]);
  expect(Array.from(pieces.time)).toEqual([10, 20, 25, 10, 0]);
  expect(Array.from(pieces.event)).toEqual([0, 0, 1, 0, 1]);
});

test('without a cut everybody has one piece, in the columns that were given', () => {
  const [time, event, entry] = [Float64Array.of(25, 10), Float64Array.of(1, 0), Float64Array.of(4, -1)];
  const pieces = personPeriods({ time, event, entry }, []);
  expect(pieces).toEqual({ owner: Uint32Array.of(0, 1), period: Int32Array.of(0, 0), entry, time, event });
  expect(pieces.time).toBe(time);
  expect(personPeriods({ time, event }, []).entry).toEqual(Float64Array.of(0, 0));
});

test('more pieces than memory is meant for are refused with the number of periods that fits', () => {
  const rows = 100_000;
  const cuts = Array.from({ length: 400 }, (_, k) => k + 1);
  const followed = { time: new Float64Array(rows).fill(500), event: new Float64Array(rows) };
  expect(() => personPeriods(followed, cuts)).toThrow(
    /100000 rows, cut into 401 periods, makes 40100000 pieces, more than the 33554432 .* "periods" to 334/,
  );
  expect(personPeriods(followed, cuts.slice(0, 4)).owner).toHaveLength(500_000);
});

test('without covariates the weights of equal periods are the inverse share of those who stayed', () => {
  // Ten people in the first of two periods, two of whom leave in it.
  const owner = Uint32Array.of(0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9);
  const period = Int32Array.from(owner, (person, i) => (i > 0 && owner[i - 1] === person ? 1 : 0));
  const leaves = Float64Array.from(owner, (person) => (person < 2 ? 1 : 0));
  const ones = new Float64Array(owner.length).fill(1);
  const weights = remainingWeights(
    { owner, period },
    leaves,
    { names: [], columns: [], sources: [] },
    ones,
    'all rows',
  );
  for (let i = 0; i < owner.length; i++) expect(weights[i]).toBeCloseTo(period[i] === 1 ? 10 / 8 : 1, 12);
});

test('where the covariate drives both leaving and the event, weights bring the curve back to the truth', () => {
  const next = generator(11);
  const rows = 20_000;
  const column = (fill: (i: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, i) => fill(i));
  const wave = (rate: number): number => -Math.log(1 - next()) / rate;
  const x = column(() => (next() < 0.5 ? 1 : 0));
  const noise = column(() => next());
  const t = column(() => (next() < 0.5 ? 1 : 0));
  const happens = column((i) => wave(x[i] === 1 ? 0.03 : 0.005));
  const leaves = column((i) => Math.min(60, wave(x[i] === 1 ? 0.03 : 0.002)));
  const time = column((i) => Math.min(happens[i]!, leaves[i]!));
  const event = column((i) => (happens[i]! <= leaves[i]! ? 1 : 0));
  const table = { rows, columns: { x, noise, t, time, event } };
  const roles = { treatment: 't', time: 'time', event: 'event', covariates: ['x', 'noise'] };
  const truth = (Math.exp(-0.03 * 50) + Math.exp(-0.005 * 50)) / 2;
  const at = (censoring: string): { survival: number; standardError: number } => {
    const found = estimate('adjusted-survival', table, roles, { tau: 50, times: [50], censoring, periods: 20 });
    const { treated } = found.details['curves'] as unknown as {
      treated: { at: { survival: number; standardError: number }[] };
    };
    return treated.at[0]!;
  };
  const plain = at('unrelated');
  const weighted = at('pooled-logistic');
  expect(Math.abs(plain.survival - truth)).toBeGreaterThan(4 * plain.standardError);
  expect(Math.abs(weighted.survival - truth)).toBeLessThan(3 * weighted.standardError);
});

test('somebody who leaves a hair after a cut counts as leaving at it, as in the curves', () => {
  const next = generator(12);
  const rows = 200;
  const column = (fill: (i: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, i) => fill(i));
  const columns = {
    x: column(() => next()),
    t: column((i) => i % 2),
    time: column((i) => (i === 0 ? 60 : Math.ceil(60 * next()))),
    event: column(() => (next() < 0.6 ? 1 : 0)),
  };
  const roles = { treatment: 't', time: 'time', event: 'event', covariates: ['x'] };
  // The cuts are 15, 30 and 45; the curves take times closer than 1.5e-8 of their mean for one.
  const figure = (time: number): number | null => {
    columns.time[1] = time;
    return estimate('adjusted-survival', { rows, columns }, roles, {
      tau: 50,
      censoring: 'pooled-logistic',
      periods: 4,
    }).value;
  };
  expect(figure(15 + 4e-8)).toBe(figure(15));
  expect(figure(16)).not.toBe(figure(15));
});
