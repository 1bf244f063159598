import { describe, expect, test } from '@jest/globals';
import { estimate } from '../catalogue/estimate.js';
import type { Table } from '../core/table.js';
import { readCsv } from '../testing/read-csv.js';
import { generator } from '../testing/simulate.js';

const TAU = 60;
const roles = { treatment: 't', time: 'time', event: 'cause', covariates: ['g'] };
/** Of the event of interest and of the other way out: `g` drives both, and who is treated. */
const hazards = (g: number, t: number): readonly [number, number] => [
  0.01 * Math.exp(0.8 * g + 0.3 * t),
  0.008 * Math.exp(0.9 * g - 0.5 * t),
];
const share = (g: number, t: number): number => {
  const [one, other] = hazards(g, t);
  return (one / (one + other)) * (1 - Math.exp(-(one + other) * TAU));
};
const TRUTH = 0.5 * (share(0, 1) + share(1, 1)) - 0.5 * (share(0, 0) + share(1, 0));

function people(seed: number, rows: number): Table {
  const next = generator(seed);
  const column = (): Float64Array => new Float64Array(rows);
  const [g, t, time, cause] = [column(), column(), column(), column()];
  for (let i = 0; i < rows; i++) {
    g[i] = Number(next() < 0.5);
    t[i] = Number(next() < 0.3 + 0.4 * g[i]!);
    const [one, other] = hazards(g[i]!, t[i]!).map((hazard) => -Math.log(1 - next()) / hazard) as [number, number];
    const lost = Math.min(90, -Math.log(1 - next()) / 0.005);
    time[i] = Math.ceil(Math.min(one, other, lost));
    cause[i] = lost < Math.min(one, other) ? 0 : one < other ? 1 : 2;
  }
  return { rows, columns: { g, t, time, cause } };
}

describe('shares with competing causes, weighted', () => {
  test('hold the true difference about as often as they say, where the arms as they are miss it', () => {
    const runs = 200;
    let [held, naive, sum, squares, errors] = [0, 0, 0, 0, 0];
    for (let seed = 1; seed <= runs; seed++) {
      const table = people(seed, 600);
      const { value, standardError, interval } = estimate('adjusted-incidence', table, roles, {
        times: [TAU],
        variance: 'estimated-score',
      });
      held += Number(interval.lower! < TRUTH && TRUTH < interval.upper!);
      const { covariates: _none, ...plain } = roles;
      const crude = estimate('cumulative-incidence', table, plain, { times: [TAU] }).interval;
      naive += Number(crude.lower! < TRUTH && TRUTH < crude.upper!);
      sum += value! - TRUTH;
      squares += (value! - TRUTH) ** 2;
      errors += standardError!;
    }
    // Three standard errors of a share of 95 % in so many runs.
    expect(Math.abs(held / runs - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / runs));
    expect(naive / runs).toBeLessThan(0.8);
    const spread = Math.sqrt(squares / runs);
    expect(Math.abs(sum / runs)).toBeLessThan((3 * spread) / Math.sqrt(runs));
    expect(errors / runs / spread).toBeGreaterThan(0.9);
    expect(errors / runs / spread).toBeLessThan(1.1);
  });

  test('are those of ipw, with its error, where nobody is lost before the time', () => {
    const table = people(3, 800);
    const [time, cause] = [table.columns['time'], table.columns['cause']] as [Float64Array, Float64Array];
    const kept = { ...table.columns, time: time.map((at, i) => (cause[i] === 0 ? TAU + 1 : at)) };
    const y = kept.time.map((at, i) => Number(cause[i] === 1 && at <= TAU));
    for (const target of ['ATE', 'ATT', 'ATO']) {
      const curves = estimate('adjusted-incidence', { ...table, columns: kept }, roles, {
        times: [TAU],
        target,
        variance: 'estimated-score',
      });
      const shares = (measure: string) =>
        estimate(
          'ipw',
          { ...table, columns: { ...kept, y } },
          { treatment: 't', outcome: 'y', covariates: ['g'] },
          { target, measure },
        );
      const [difference, ratio] = [shares('difference'), shares('ratio')];
      expect(curves.value).toBeCloseTo(difference.value!, 12);
      expect(curves.standardError).toBeCloseTo(difference.standardError!, 12);
      expect(ratio.standardErrorScale).toBe('log');
      expect(curves.details['ratio']).toEqual({
        value: expect.closeTo(ratio.value!, 12),
        standardErrorLog: expect.closeTo(ratio.standardError!, 12),
        interval: {
          lower: expect.closeTo(ratio.interval.lower!, 12),
          upper: expect.closeTo(ratio.interval.upper!, 12),
        },
      });
    }
  });

  test('without other causes are what is not left of weighted survival', () => {
    const table = readCsv(new URL('../../fixtures/survival.csv', import.meta.url));
    const given = { treatment: 'treat', time: 'time', event: 'event', covariates: ['age', 'urban'] };
    for (const variance of ['estimated-score', 'fixed-weights']) {
      const options = { times: [20, 60], variance };
      const incidence = estimate('adjusted-incidence', table, given, options);
      const survival = estimate('adjusted-survival', table, given, options);
      expect(incidence.value).toBeCloseTo(-survival.value!, 12);
      expect(incidence.standardError).toBeCloseTo(survival.standardError!, 12);
    }
  });

  test('are refused after the follow-up of an arm, and where nobody has the event of interest', () => {
    const table = people(5, 200);
    expect(() => estimate('adjusted-incidence', table, roles, { times: [91] })).toThrow(
      expect.objectContaining({ kind: 'beyond-follow-up' }),
    );
    const others = (table.columns['cause'] as Float64Array).map((code) => (code === 1 ? 2 : code));
    expect(() =>
      estimate('adjusted-incidence', { ...table, columns: { ...table.columns, cause: others } }, roles, {
        times: [TAU],
      }),
    ).toThrow(expect.objectContaining({ kind: 'no-events' }));
  });

  test('of which an arm has none have no ratio', () => {
    const table = people(5, 200);
    const [t, cause] = [table.columns['t'], table.columns['cause']] as [Float64Array, Float64Array];
    const columns = { ...table.columns, cause: cause.map((code, i) => (t[i] === 0 && code === 1 ? 2 : code)) };
    const { details, value } = estimate('adjusted-incidence', { ...table, columns }, roles, { times: [TAU] });
    expect(details['ratio']).toBeNull();
    expect(value).toBeGreaterThan(0);
  });
});
