import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { catalogue } from '../catalogue/catalogue.js';
import { estimate } from '../catalogue/estimate.js';
import { findEstimator } from '../catalogue/find-estimator.js';
import { prepareSample } from '../catalogue/prepare-sample.js';
import { validateOptions } from '../catalogue/validate-options.js';
import { StatisticalError } from '../core/statistical-error.js';
import { expectClose } from '../testing/close-to.js';
import { numbers, withColumns } from '../testing/read-csv.js';
import { rearrange } from '../testing/rearrange.js';
import { calls, simulateCohort } from '../testing/simulate.js';
import { resampler, unitsOf } from './resample-units.js';
import { withFrequencies } from './with-frequencies.js';
import { bcaLimits, percentileLimits } from './bootstrap-limits.js';
import { bootstrap, bootstrapShards, concludeBootstrap, planBootstrap, runBootstrapShard } from './bootstrap.js';

const table = simulateCohort(3, 400);
const roles = { treatment: 't', outcome: 'income', covariates: ['age', 'urban'] };

describe('limits, against R', () => {
  const fixture = JSON.parse(
    readFileSync(new URL('../../fixtures/parts/bootstrap-limits.json', import.meta.url), 'utf8'),
  ) as {
    readonly cases: readonly {
      readonly value: number;
      readonly replicates: readonly number[];
      readonly influence: readonly number[];
      readonly level: number;
      readonly percentile: readonly [number, number];
      readonly bca: readonly [number, number];
      readonly bias: number;
      readonly acceleration: number;
    }[];
  };

  test.each(fixture.cases.map((item, i) => [i + 1, item] as const))('case %d', (_, item) => {
    const sorted = Float64Array.from(item.replicates).toSorted();
    const percentile = percentileLimits(sorted, item.level);
    expectClose(percentile.lower, item.percentile[0], 1e-12, 'percentile, lower');
    expectClose(percentile.upper, item.percentile[1], 1e-12, 'percentile, upper');
    const bca = bcaLimits(sorted, item.value, Float64Array.from(item.influence), item.level)!;
    expectClose(bca.bias, item.bias, 1e-10, 'bias correction');
    expectClose(bca.acceleration, item.acceleration, 1e-10, 'acceleration');
    expectClose(bca.lower, item.bca[0], 1e-9, 'BCa, lower');
    expectClose(bca.upper, item.bca[1], 1e-9, 'BCa, upper');
  });
});

describe('the whole method, repeated', () => {
  test.each(['percentile', 'bca'] as const)('any split of the runs gives the same bits: %s', (interval) => {
    const plan = planBootstrap('ipw', table, roles, {}, { replicates: 60, interval, seed: 9 });
    const answers = [1, 2, 4, 7].map((count) =>
      JSON.stringify(concludeBootstrap(plan, bootstrapShards(plan, count).map(runBootstrapShard))),
    );
    expect(new Set(answers).size).toBe(1);
    expect(JSON.stringify(bootstrap('ipw', table, roles, {}, { replicates: 60, interval, seed: 9 }))).toBe(answers[0]);
    expect(JSON.stringify(bootstrap('ipw', table, roles, {}, { replicates: 60, interval, seed: 10 }))).not.toBe(
      answers[0],
    );
  });

  test('the error of a difference of means is the one known in closed form', () => {
    const { standardError, details } = bootstrap(
      'welch',
      table,
      { treatment: 't', outcome: 'income' },
      {},
      { replicates: 4000 },
    );
    // The bootstrap divides by n where the variance divides by n - 1, and lets the sizes of the arms vary: below 1 %.
    const known = estimate('welch', table, { treatment: 't', outcome: 'income' }).standardError!;
    expect(Math.abs(standardError! / known - 1)).toBeLessThan(0.01 + 3 / Math.sqrt(2 * 4000));
    expect((details['bootstrap'] as { bias: number }).bias / standardError!).toBeLessThan(3.3 / Math.sqrt(4000));
  });

  test('the error of weighting is that of its influence function', () => {
    const answer = bootstrap('ipw', table, roles, {}, { replicates: 1500 });
    const own = estimate('ipw', table, roles);
    expect(answer.value).toBe(own.value);
    expect(Math.abs(answer.standardError! / own.standardError! - 1)).toBeLessThan(0.1);
    expect(answer.interval.lower).toBeLessThan(own.value!);
    expect(answer.interval.upper).toBeGreaterThan(own.value!);
  });

  test('a ratio keeps its error on the logarithm', () => {
    const given = { treatment: 't', outcome: 'y' };
    const { standardError } = bootstrap('risk-ratio', table, given, {}, { replicates: 2000 });
    expect(Math.abs(standardError! / estimate('risk-ratio', table, given).standardError! - 1)).toBeLessThan(0.1);
  });

  test('clusters are drawn whole, also for a method that ignores them', () => {
    const rows = Array.from({ length: 1600 }, (_, i) => i % 400);
    const copied = withColumns(rearrange(table, rows), { person: Float64Array.from(rows) });
    const given = { treatment: 't', outcome: 'income' };
    const once = bootstrap('welch', table, given, {}, { replicates: 1500 });
    const naive = bootstrap('welch', copied, given, {}, { replicates: 1500 });
    const honest = bootstrap('welch', copied, { ...given, cluster: 'person' }, {}, { replicates: 1500 });
    // Four copies of everybody are no more information: rows pretend half the error, clusters do not.
    expect(naive.standardError! / once.standardError!).toBeCloseTo(0.5, 1);
    expect(honest.standardError! / once.standardError!).toBeCloseTo(1, 1);
    expect(honest.details['bootstrap']).toMatchObject({ units: 'cluster', unitCount: 400 });
    expect(honest.value).toBe(naive.value);
  });

  test('a frequency is a repetition', () => {
    const repeated = Array.from(numbers(table, 'frequency'), (f, i) => Array<number>(f).fill(i)).flat();
    const weighted = bootstrap(
      'welch',
      table,
      { treatment: 't', outcome: 'income', weights: 'frequency' },
      {},
      { replicates: 200 },
    );
    const copies = bootstrap(
      'welch',
      rearrange(table, repeated),
      { treatment: 't', outcome: 'income' },
      {},
      { replicates: 200 },
    );
    expectClose(weighted.standardError, copies.standardError!, 1e-9, 'standard error');
    expectClose(weighted.interval.lower, copies.interval.lower!, 1e-9, 'lower');
  });

  test('influences by groups of rows give about the acceleration of single rows', () => {
    const shares = (rows: number) => {
      const many = simulateCohort(5, rows);
      const skewed = withColumns(many, {
        income: numbers(many, 'income').map((v) => (v - 1000) * (v - 1000) * (v - 1000)),
      });
      const { details } = bootstrap(
        'welch',
        skewed,
        { treatment: 't', outcome: 'income' },
        {},
        { replicates: 60, interval: 'bca' },
      );
      return details['bootstrap'] as { shares: [number, number] };
    };
    for (const rows of [190, 2000]) expect(shares(rows).shares.every((share) => share > 0 && share < 1)).toBe(true);
  });
});

test('the figure of every method is that of its full run, to the bit', () => {
  const some = simulateCohort(12, 240);
  for (const { id, roles: given, options } of calls) {
    const entry = findEstimator(id);
    const values = validateOptions(id, entry.options, options);
    const sample = prepareSample(entry, some, given);
    expect([id, entry.figure(sample, values)]).toEqual([id, entry.run(sample, values).value]);
  }
});

describe('counting rows anew', () => {
  const many = simulateCohort(21, 700);
  const short = calls.flatMap(({ id, roles: given, options }) => {
    const entry = findEstimator(id);
    const values = validateOptions(id, entry.options, options);
    const sample = prepareSample(entry, many, { ...given, weights: 'frequency' });
    const recount = entry.recount(sample, values);
    return recount === null ? [] : [{ id, options, entry, values, sample, recount }];
  });

  test('a short way exists where the speed was promised', () => {
    expect(short.map(({ id }) => id)).toContain('ipw');
  });

  test('gives, to rounding, the figure of the rows with those frequencies, and the same bits whatever was asked before', () => {
    for (const { id, options, entry, values, sample, recount } of short) {
      const draw = resampler(unitsOf(sample));
      const first = recount(draw({ seed: 4, stream: 0 }));
      for (let stream = 1; stream < 12; stream++) {
        const frequency = draw({ seed: 4, stream });
        const figure = entry.figure(withFrequencies(sample, frequency), values)!;
        expectClose(recount(frequency)!, figure, 1e-10, `${id} ${JSON.stringify(options)}`);
      }
      expectClose(recount(sample.frequency)!, entry.figure(sample, values)!, 1e-10, id);
      expect(recount(draw({ seed: 4, stream: 0 }))).toBe(first);
    }
  });

  test('leaves to the method what it refuses: an arm, a category or an overlap that was not drawn', () => {
    for (const { sample, recount } of short) {
      const keep = (which: (row: number) => boolean): number | null =>
        recount(sample.frequency.map((f, row) => (which(row) ? f : 0)));
      const { treatment, covariates } = sample;
      const [column] = covariates.columns;
      expect(keep((row) => treatment![row] === 1)).toBeNull();
      expect(keep((row) => column![row] === column![0])).toBeNull();
      expect(keep((row) => row < 3)).toBeNull();
      const middle = column!.toSorted()[column!.length >> 1]!;
      expect(keep((row) => column![row]! > middle === (treatment![row] === 1))).toBeNull();
    }
  });
});

describe('refusals', () => {
  const kind = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof StatisticalError) return `${error.kind}: ${error.message}`;
      throw error;
    }
    return 'no refusal';
  };

  test('matching, with the way out', () => {
    expect(kind(() => bootstrap('matching', table, roles))).toMatch(
      /not-estimable.*Abadie and Imbens 2008.*abadie-imbens/,
    );
  });

  test('what is no estimate', () => {
    for (const { id, group } of catalogue.filter((entry) =>
      ['diagnostics', 'sensitivity', 'many'].includes(entry.group),
    )) {
      expect([id, group, kind(() => planBootstrap(id, table, roles))]).toEqual([
        id,
        group,
        expect.stringMatching(/not-estimable/),
      ]);
    }
  });

  test('too few rows for the method, counted', () => {
    const few = rearrange(table, [0, 1, 2, 3, 4, 5, 6, 7]);
    expect(kind(() => bootstrap('ipw', few, roles))).toMatch(/:/);
    const rare = withColumns(table, { rare: Float64Array.from({ length: 400 }, (_, i) => (i < 2 ? 1 : 0)) });
    expect(
      kind(() => bootstrap('welch', rare, { treatment: 'rare', outcome: 'income' }, {}, { replicates: 100 })),
    ).toMatch(/not-estimable: welch gave no figure in \d+ of 100/);
  });

  test.each([
    [{ replicates: 10 }, /from 50/],
    [{ seed: -1 }, /seed/],
    [{ interval: 'bootstrap-t' as 'bca' }, /percentile or bca/],
  ])('%j', (how, message) => {
    expect(kind(() => bootstrap('welch', table, { treatment: 't', outcome: 'income' }, {}, how))).toMatch(message);
  });
});
