import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { balancingWeights } from './adjustment/balancing-weights.js';
import { propensityScore } from './adjustment/propensity-score.js';
import { estimate } from './catalogue/estimate.js';
import { findEstimator } from './catalogue/find-estimator.js';
import { prepareSample } from './catalogue/prepare-sample.js';
import type { Estimate } from './core/estimate.js';
import type { SampleWith } from './core/sample.js';
import { isCategory, type Column, type Roles, type Table } from './core/table.js';
import { expectClose } from './testing/close-to.js';
import { rearrange } from './testing/rearrange.js';
import { numbers, readCsv, withColumns } from './testing/read-csv.js';
import { RResults } from './testing/r-results.js';
import { aipwCases } from './testing/reference/aipw-cases.js';
import { balanceCases } from './testing/reference/balance-cases.js';
import { continuousCases } from './testing/reference/continuous-cases.js';
import { cellCases, changeCases, didCases } from './testing/reference/did-cases.js';
import { entropyBalancingCases } from './testing/reference/entropy-balancing-cases.js';
import { gComputationCases } from './testing/reference/g-computation-cases.js';
import { ipwCases } from './testing/reference/ipw-cases.js';
import { logisticCases } from './testing/reference/logistic-cases.js';
import { abadieImbensCases, matchingCases } from './testing/reference/matching-cases.js';
import { notCompared } from './testing/reference/not-compared.js';
import type { ReferenceCase } from './testing/reference/reference-case.js';
import { equalArmsCases, sequentialCases, unequalArmsCases } from './testing/reference/planning-cases.js';
import { discordantCases, rosenbaumCases, signedRankCases } from './testing/reference/rosenbaum-cases.js';
import { staggeredCases } from './testing/reference/staggered-cases.js';
import { strataCases } from './testing/reference/strata-cases.js';
import { survivalCases } from './testing/reference/survival-cases.js';
import { twoByTwoCases } from './testing/reference/two-by-two-cases.js';

/** Data and R results too large, or not licensed, to ship: used where they lie beside the repository. */
const folder = new URL('../../../../shared/reference/', import.meta.url);
const present = existsSync(folder);
const whenPresent = present ? test : test.skip;

const opened = new Map<string, RResults>();

/** One reader of each file for all tests, so that the last one sees what none of them asked for. */
function results(name: string): RResults {
  const found =
    opened.get(name) ?? new RResults(JSON.parse(readFileSync(new URL(`results/${name}.json`, folder), 'utf8')));
  opened.set(name, found);
  return found;
}
const data = (name: string): Table => readCsv(new URL(`data/${name}.csv`, folder));

/** One table with `x1` events of `n1` treated and `x0` of `n0`. */
function tableOf(r: RResults): Table {
  const [x1, n1, x0, n0] = [r.number('x1'), r.number('n1'), r.number('x0'), r.number('n0')];
  const t = Float64Array.from({ length: n1 + n0 }, (_, i) => (i < n1 ? 1 : 0));
  const y = Float64Array.from(t, (_, i) => ((i < n1 ? i < x1 : i - n1 < x0) ? 1 : 0));
  return { rows: n1 + n0, columns: { t, y } };
}

function check(table: Table, cases: readonly ReferenceCase[]): void {
  expect(cases.length).toBeGreaterThan(0);
  const answers = new Map<string, Estimate>();
  for (const { id, roles, options, expected, relative, scale } of cases) {
    const key = JSON.stringify([id, roles, options]);
    const answer = answers.get(key) ?? estimate(id, table, roles, options);
    answers.set(key, answer);
    const entries = Object.entries(expected);
    expect(entries.length).toBeGreaterThan(0);
    for (const [path, value] of entries) {
      const actual = path
        .split('.')
        .reduce<unknown>((node, key) => (node as Record<string, unknown> | null)?.[key], answer);
      expectClose(actual, value, relative, `${id} ${JSON.stringify(options)} ${path}`, scale);
    }
  }
}

/** Everything the reference knows of a data set with treatment, 0/1 outcome and covariates. */
function causalCases(r: RResults, cluster: string, table: Table): ReferenceCase[] {
  const roles = { treatment: r.text('treatment'), outcome: r.text('outcome') };
  const covariates = r.texts('covariates');
  const adjusted = { ...roles, covariates };
  const n = r.number('n');
  return [
    ...twoByTwoCases(r.at('two_by_two'), roles),
    ...strataCases(r.at('mantel_haenszel'), roles),
    ...logisticCases(r.at('logistic_unadjusted'), { ...roles, cluster }),
    ...logisticCases(r.at('logistic_adjusted'), { ...adjusted, cluster }),
    ...ipwCases(r.at('ipw'), adjusted),
    ...aipwCases(r.at('aipw'), adjusted, n),
    ...gComputationCases(r.at('gcomp_main'), adjusted, false),
    ...gComputationCases(r.at('gcomp_interacted'), adjusted, true),
    ...entropyBalancingCases(r.at('ebal'), adjusted, true),
    ...balanceCases(r.at('balance'), adjusted),
    ...(r.has('matching') ? matchingCases(r.at('matching'), adjusted, table) : []),
    ...(r.has('matching') ? rosenbaumCases(r.at('matching').at('default').at('rosenbaum'), adjusted, {}) : []),
    ...(r.has('matching')
      ? ['default', 'caliper02', 'order_data', 'replace'].flatMap((name) => discordantCases(r.at('matching').at(name)))
      : []),
    ...(r.has('continuous') ? continuousCases(r.at('continuous'), roles.treatment, covariates, n) : []),
  ];
}

/** The sampling weights the reference hands to coxph: those of our own score, compared with R's elsewhere. */
function withScoreWeights(table: Table, { treatment, covariates }: Roles): Table {
  const columns = Object.fromEntries(
    (['ATE', 'ATT'] as const).map((target) => {
      const entry = findEstimator('overlap');
      const sample = prepareSample(entry, table, { treatment, covariates }) as SampleWith<'treatment'>;
      const { fitted } = propensityScore(sample);
      return [`weight${target}`, balancingWeights(target, sample.treatment, fitted)];
    }),
  );
  return withColumns(table, columns);
}

function checkSurvival(table: Table, r: RResults, roles: Roles): void {
  check(withScoreWeights(table, { ...roles, covariates: r.texts('covariates') }), survivalCases(r, roles));
}

function indicator(table: Table, column: string, level: string): Float64Array {
  const category = table.columns[column];
  if (category === undefined || !isCategory(category)) throw new Error(`${column} is not a category`);
  return Float64Array.from(category.codes, (code) => (category.levels[code] === level ? 1 : 0));
}

function withoutMissing(table: Table, names: readonly string[]): Table {
  const keep = Array.from({ length: table.rows }, (_, i) => i).filter((i) =>
    names.every((name) => !Number.isNaN(numbers(table, name)[i]!)),
  );
  const columns = names.map((name): [string, Column] => [
    name,
    Float64Array.from(keep, (i) => numbers(table, name)[i]!),
  ]);
  return { rows: keep.length, columns: Object.fromEntries(columns) };
}

describe('values of R, on data beside the repository', () => {
  whenPresent.each([
    ['nsw_dw', 'education'],
    ['lalonde_matchit', 'educ'],
  ])('%s: two groups, regressions, weighting, AIPW, balance', (name, cluster) => {
    const table = data(name);
    check(table, causalCases(results(name), cluster, table));
  });

  whenPresent('lalonde_matchit: matching with replacement, ties averaged', () => {
    const r = results('lalonde_matchit');
    const adjusted = { treatment: r.text('treatment'), covariates: r.texts('covariates') };
    const earnings = { ...adjusted, outcome: 're78' };
    check(data('lalonde_matchit'), [
      ...abadieImbensCases(r.at('abadie_imbens'), earnings, { ...adjusted, outcome: r.text('outcome') }),
      ...signedRankCases(r.at('matching').at('rosenbaum_wsr_re78'), earnings),
    ]);
  });

  whenPresent('lalonde_matchit: matching of dollars, and two partners each', () => {
    const r = results('lalonde_matchit');
    const table = data('lalonde_matchit');
    const adjusted = { treatment: r.text('treatment'), covariates: r.texts('covariates') };
    const made = (outcome: string, ...calls: Parameters<typeof matchingCases>[3] & object): void =>
      check(table, matchingCases(r.at('matching'), { ...adjusted, outcome }, table, calls));
    made('re78', ['dollars', {}], ['dollars_caliper', { caliper: 0.2 }]);
    made(r.text('outcome'), ['ratio2', { ratio: 2 }]);
  });

  whenPresent('penn_tg4: the same with 17 covariates', () => {
    const table = data('penn_tg4');
    const ldur = numbers(table, 'inuidur1').map(Math.log);
    check(withColumns(table, { ldur }), causalCases(results('penn_tg4_causal'), 'abdt', table));
  });

  whenPresent('synth_10000: the same, with clusters, and survival', () => {
    const table = data('synth_10000');
    const cl = Float64Array.from({ length: table.rows }, (_, i) => i % 97);
    const r = results('synth_10000');
    check(withColumns(table, { cl }), causalCases(r.at('causal'), 'cl', table));
    checkSurvival(table, r.at('survival'), { treatment: 'treat', time: 'time', event: 'event' });
  });

  whenPresent('card_krueger: difference-in-differences', () => {
    const r = results('card_krueger');
    const table = data('card_krueger');
    const column = (name: string): Float64Array => numbers(table, name);
    const [before, after] = ['', '2'].map((wave) =>
      column(`empft${wave}`).map((full, i) => full + column(`nmgrs${wave}`)[i]! + 0.5 * column(`emppt${wave}`)[i]!),
    ) as [Float64Array, Float64Array];
    const twice = (x: Float64Array): Float64Array => Float64Array.from([...x, ...x]);
    const outcome = Float64Array.from([...before, ...after]);
    const period = outcome.map((_, i) => (i < table.rows ? 0 : 1));
    const unit = twice(before.map((_, i) => i));
    const since = twice(column('state'));
    const state = Float64Array.from(since);
    const long: Table = { rows: 2 * table.rows, columns: { outcome, period, unit, since, state } };
    const roles = { outcome: 'outcome', period: 'period', unit: 'unit' };
    check(long, didCases(r.at('did_all'), { ...roles, firstTreated: 'since' }));
    check(long, didCases(r.at('did_all'), { ...roles, treatment: 'state' }));
    const both = Array.from({ length: long.rows }, (_, i) => i).filter(
      (i) => !Number.isNaN(before[i % table.rows]! + after[i % table.rows]!),
    );
    const whole = rearrange(long, both);
    check(long, cellCases(r.at('all_cells'), { ...roles, firstTreated: 'since' }));
    check(whole, didCases(r.at('did_balanced'), { ...roles, firstTreated: 'since' }));
    check(whole, cellCases(r.at('balanced_cells'), { ...roles, firstTreated: 'since' }));
    const chain = column('chain');
    const dummies = Object.fromEntries([2, 3, 4].map((k) => [`chain${k}`, chain.map((c) => (c === k ? 1 : 0))]));
    const changed = withColumns(table, { change: after.map((y, i) => y - before[i]!), ...dummies });
    const change = { treatment: 'state', outcome: 'change' };
    check(changed, changeCases(r.at('first_difference'), change));
    check(changed, changeCases(r.at('first_difference_chain'), { ...change, covariates: Object.keys(dummies) }));
  });

  whenPresent('mpdta: effects by group and time', () => {
    const r = results('mpdta');
    const roles = { outcome: 'lemp', unit: 'countyreal', period: 'year', firstTreated: 'first.treat' };
    const keys = r.keys().filter((key) => key.startsWith('cs_'));
    expect(keys.length).toBeGreaterThan(1);
    const table = data('mpdta');
    const year = numbers(table, 'year');
    const first = numbers(table, 'first.treat');
    const around = Array.from(year.keys()).filter((i) => year[i]! >= 2006 && [0, 2007].includes(first[i]!));
    check(rearrange(table, around), didCases(r.at('did2x2_2007'), roles));
    for (const key of keys) {
      const result = r.at(key);
      const covariates = result.has('covariates') && !result.isNull('covariates') ? result.texts('covariates') : [];
      check(table, staggeredCases(result, covariates.length > 0 ? { ...roles, covariates } : roles));
    }
    // As the documentation of package did prints it.
    expect(estimate('event-study', table, roles, { method: 'reg' }).value).toBeCloseTo(-0.0772, 4);
  });

  whenPresent('lung: survival by sex', () => {
    const table = withoutMissing(data('lung'), ['time', 'status', 'age', 'ph.ecog', 'sex']);
    const g = numbers(table, 'sex').map((sex) => sex - 1);
    const event = numbers(table, 'status').map((status) => status - 1);
    checkSurvival(withColumns(table, { g, event }), results('lung'), { treatment: 'g', time: 'time', event: 'event' });
  });

  whenPresent('veteran: survival by treatment', () => {
    const table = data('veteran');
    const g = numbers(table, 'trt').map((trt) => trt - 1);
    const [smallcell, adeno, large] = ['smallcell', 'adeno', 'large'].map((name) =>
      indicator(table, 'celltype', name),
    ) as [Float64Array, Float64Array, Float64Array];
    checkSurvival(withColumns(table, { g, smallcell, adeno, large }), results('veteran'), {
      treatment: 'g',
      time: 'time',
      event: 'status',
    });
  });

  whenPresent('penn_tg4: survival with heavy ties', () => {
    checkSurvival(data('penn_tg4'), results('penn_tg4_survival'), { treatment: 'treat', time: 'time', event: 'event' });
  });

  whenPresent('small and extreme two-by-two tables, E-values', () => {
    const misc = results('misc');
    for (const r of misc.list('two_by_two')) {
      check(tableOf(r), twoByTwoCases(r, { treatment: 't', outcome: 'y' }));
    }
    const p = misc.at('padjust').numbers('p');
    for (const [method, name] of [
      ['holm', 'holm'],
      ['hochberg', 'hochberg'],
      ['bonferroni', 'bonferroni'],
      ['benjamini-hochberg', 'BH'],
      ['benjamini-yekutieli', 'BY'],
    ] as const) {
      const { details } = estimate('adjust-p-values', { rows: 0, columns: {} }, {}, { method, pValues: p });
      const adjusted = details['adjusted'] as readonly number[];
      misc
        .at('padjust')
        .numbers(name)
        .forEach((value, k) => expectClose(adjusted[k], value, 1e-12, `${name} ${k}`));
    }
    const none = { rows: 0, columns: {} };
    for (const r of misc.list('power')) check(none, equalArmsCases(r));
    for (const r of misc.list('power_unequal')) check(none, unequalArmsCases(r));
    check(none, sequentialCases(misc.at('sequential_penn_tg4')));
    const bounds = misc.at('rosenbaum_binary');
    const k = bounds.number('k');
    const counts = { treatedOnly: k, comparisonOnly: bounds.number('discordant') - k };
    check({ rows: 0, columns: {} }, rosenbaumCases(bounds, {}, counts));
    for (const r of misc.list('evalues')) {
      const options = { ratio: r.number('rr'), lower: r.number('lo'), upper: r.number('hi') };
      const answer = estimate('e-value', { rows: 0, columns: {} }, {}, options);
      expectClose(answer.value, r.number('evalue'), 1e-12, 'E-value');
      expectClose(answer.details['limit'], r.number('evalue_ci'), 1e-12, 'E-value of the limit');
    }
  });

  whenPresent('every number of the reference is compared, or left out for a named reason', () => {
    const names = readdirSync(new URL('results/', folder)).map((file) => file.replace(/\.json$/, ''));
    const left = names.flatMap((name) =>
      results(name)
        .unused()
        .map((path) => `${name}.${path}`),
    );
    expect(left.filter((path) => !notCompared.some((line) => line.path.test(path)))).toEqual([]);
    expect(notCompared.filter((line) => !left.some((path) => line.path.test(path)))).toEqual([]);
    // No file is passed over: all of them but the truth of the generator give numbers that are compared.
    const compared = names.map((name): [string, number] => [name, results(name).usedNumbers()]);
    expect(compared.filter(([, count]) => count === 0)).toEqual([['synth_truth', 0]]);
    expect(compared.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(30_000);
    // And it sees: a reader of which nothing was asked has all its numbers left.
    const reader = new RResults({ a: { b: 1, c: [2, 3] }, name: 'x' });
    expect(reader.unused()).toEqual(['a.b', 'a.c']);
    reader.at('a').numbers('c');
    expect([reader.unused(), reader.usedNumbers()]).toEqual([['a.b'], 2]);
  });
});
