import { describe, expect, test } from '@jest/globals';
import { StatisticalError } from '../core/statistical-error.js';
import type { Table } from '../core/table.js';
import { rearrange } from '../testing/rearrange.js';
import { numbers, withColumns } from '../testing/read-csv.js';
import { simulateCohort } from '../testing/simulate.js';
import { concludeRefutation, planRefutation, refutationShards, refute, runRefutationShard } from './refute.js';
import { refuters, type Refuter } from './refuters.js';

const covariates = ['age', 'urban'];
const measured = { treatment: 't', outcome: 'income' };
const table = simulateCohort(3, 300);
const ids = Object.keys(refuters) as Refuter[];

describe('attempts to refute', () => {
  test.each(ids)('%s: the same bits from any number of shards, and another answer from another seed', (refuter) => {
    const plan = planRefutation(refuter, 'ipw', table, { ...measured, covariates }, {}, { replicates: 60, seed: 7 });
    const whole = JSON.stringify(refute(refuter, 'ipw', table, { ...measured, covariates }, {}, plan));
    for (const shards of [1, 2, 7]) {
      const answers = refutationShards(plan, shards).map(runRefutationShard);
      expect(JSON.stringify(concludeRefutation(plan, answers))).toBe(whole);
    }
    const other = refute(refuter, 'ipw', table, { ...measured, covariates }, {}, { replicates: 60, seed: 8 });
    expect(other.replicated.mean).not.toBe((JSON.parse(whole) as typeof other).replicated.mean);
  });

  test('permutation: p-value of all 70 deals of a table of eight, which is Fisher’s', () => {
    const small: Table = {
      rows: 8,
      columns: { t: Float64Array.of(1, 1, 1, 1, 0, 0, 0, 0), y: Float64Array.of(1, 1, 1, 0, 0, 0, 0, 0) },
    };
    const { value, interval } = refute(
      'permutation',
      'two-proportion-test',
      small,
      { treatment: 't', outcome: 'y' },
      {},
      { replicates: 3000, seed: 2 },
    );
    // Three of three among the four treated or among the four others: 2 · C(5,1)/C(8,4) = 10/70.
    expect(interval!.lower).toBeLessThan(10 / 70);
    expect(interval!.upper).toBeGreaterThan(10 / 70);
    expect(value).toBeCloseTo(10 / 70, 1);
  });

  test('permutation: strata keep their arms, and clusters treated as one stay together', () => {
    const byUrban = withColumns(table, { t: numbers(table, 'urban') });
    const inStrata = { ...measured, strata: ['urban'] };
    // Treatment is the stratum: dealing out within strata changes nothing, so no figure is nearer to no effect.
    const binary = { treatment: 't', outcome: 'y', strata: ['region'] };
    expect(refute('permutation', 'mantel-haenszel', table, binary, {}, { replicates: 40 }).failed).toBe(0);
    expect(() => refute('permutation', 'mantel-haenszel', byUrban, { ...inStrata, outcome: 'y' })).toThrow(
      StatisticalError,
    );
    const site = numbers(table, 'site');
    const together = withColumns(table, { t: site.map((s) => s % 2) });
    const clustered = { ...measured, cluster: 'site' };
    const { replicated } = refute('permutation', 'welch', together, clustered, {}, { replicates: 400 });
    const means = Array.from({ length: 8 }, (_, s) => {
      const rows = Array.from(site.keys()).filter((i) => site[i] === s);
      return { n: rows.length, sum: rows.reduce((sum, i) => sum + numbers(table, 'income')[i]!, 0) };
    });
    // All 70 ways to treat four of eight sites, by hand.
    const all: number[] = [];
    for (let mask = 0; mask < 256; mask++) {
      const on = means.filter((_, s) => mask & (1 << s));
      if (on.length !== 4) continue;
      const off = means.filter((_, s) => !(mask & (1 << s)));
      const mean = (list: typeof on): number =>
        list.reduce((sum, m) => sum + m.sum, 0) / list.reduce((sum, m) => sum + m.n, 0);
      all.push(mean(on) - mean(off));
    }
    expect(replicated.lower).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9);
    expect(replicated.upper).toBeLessThanOrEqual(Math.max(...all) + 1e-9);
    const spread = Math.sqrt(all.reduce((sum, d) => sum + d * d, 0) / all.length);
    expect(Math.abs(replicated.standardDeviation / spread - 1)).toBeLessThan(0.15);
  });

  test('a large effect outlives a permutation, none does not', () => {
    const effect = refute('permutation', 'welch', table, measured, {}, { replicates: 200 });
    expect(effect.survived).toBe(true);
    expect(effect.value).toBe(1 / 201);
    const random = withColumns(table, { t: Float64Array.from({ length: 300 }, (_, i) => i % 2) });
    expect(refute('permutation', 'welch', random, measured, {}, { replicates: 200 }).survived).toBe(false);
  });

  test('placebo treatment: an adjusted figure outlives a confounded placebo, an error that forgets clusters does not', () => {
    const big = simulateCohort(4, 1500);
    const age = numbers(big, 'age');
    // Who is treated and what comes of it both hang on age, and on nothing else.
    const chance = Float64Array.from(numbers(big, 'p'));
    const t = age.map((a, i) => (chance[i]! < (a - 15) / 50 ? 1 : 0));
    const confounded = withColumns(big, { t, income: age.map((a, i) => 10 * a + 20 * numbers(big, 'logError')[i]!) });
    const how = { replicates: 100 };
    const named = { ...measured, covariates: ['age'] };
    const adjusted = refute('placebo-treatment', 'aipw', confounded, named, {}, how);
    expect(adjusted.survived).toBe(true);
    // Drawn without covariates the placebo is a coin: a plain difference of means has nothing to be misled by.
    expect(refute('placebo-treatment', 'welch', confounded, measured, {}, how).survived).toBe(true);
    // Errors that take repeated rows for people see effects that are not there: the placebo finds it out.
    const copies = rearrange(
      confounded,
      Array.from({ length: 9 * 150 }, (_, i) => Math.floor(i / 9)),
    );
    const repeated = withColumns(copies, { site: Float64Array.from({ length: 1350 }, (_, i) => Math.floor(i / 9)) });
    const dealt = withColumns(repeated, { t: numbers(repeated, 'site').map((s) => s % 2) });
    const alarmed = refute('placebo-treatment', 'welch', dealt, { ...measured, cluster: 'site' }, {}, how);
    expect(alarmed.value).toBeGreaterThan(0.3);
    expect(alarmed.survived).toBe(false);
  });

  test('dummy outcome: methods of time take time, event and entry together', () => {
    const durations = { treatment: 't', time: 'time', event: 'event', entry: 'entry', covariates };
    const answer = refute('dummy-outcome', 'cox', table, durations, {}, { replicates: 60 });
    expect(answer).toMatchObject({ measure: 'false-alarm-share', failed: 0, survived: true });
    expect(Math.abs(answer.replicated.mean)).toBeLessThan(0.1);
  });

  test('subset stability: rows that carry the figure alone give it away', () => {
    const steady = refute('subset-stability', 'ipw', table, { ...measured, covariates }, {}, { replicates: 200 });
    expect(steady.survived).toBe(true);
    expect(steady.value).toBeGreaterThan(0.7);
    expect(steady.value).toBeLessThan(1.3);
    const pairs = rearrange(
      table,
      Array.from({ length: 2700 }, (_, i) => Math.floor(i / 9)),
    );
    const sites = withColumns(pairs, { site: Float64Array.from({ length: 2700 }, (_, i) => Math.floor(i / 9)) });
    const falseError = refute(
      'subset-stability',
      'welch',
      sites,
      { ...measured, cluster: 'site' },
      {},
      { replicates: 100 },
    );
    // Nine copies of each person: the error is three times too small, and the subsets of people say so.
    expect(falseError.value).toBeGreaterThan(2.3);
    expect(falseError.survived).toBe(false);
  });

  test('questions without an answer are refused before anything is repeated', () => {
    const kind = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        return (error as StatisticalError).kind;
      }
      return 'none';
    };
    expect(kind(() => planRefutation('permutation', 'balance', table, { treatment: 't', covariates }))).toBe(
      'not-estimable',
    );
    expect(kind(() => planRefutation('permutation', 'welch', table, { outcome: 'income' }))).toBe('missing-role');
    expect(kind(() => planRefutation('permutation', 'welch', table, { ...measured, weights: 'frequency' }))).toBe(
      'not-estimable',
    );
    expect(kind(() => planRefutation('permutation', 'welch', table, measured, {}, { replicates: 5 }))).toBe(
      'invalid-option',
    );
    expect(kind(() => planRefutation('guess' as Refuter, 'welch', table, measured))).toBe('unknown-estimator');
    expect(
      kind(() =>
        refute('subset-stability', 'fisher-exact', table, { treatment: 't', outcome: 'y' }, {}, { replicates: 20 }),
      ),
    ).toBe('not-estimable');
  });
});
