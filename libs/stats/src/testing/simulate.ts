import type { Roles, Table } from '../core/table.js';

/** A generator of numbers in [0, 1) that follows from its seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** A small cohort with confounding: `t` treated, `y` 0/1, `income`, `time` and `event`, covariates `age`, `urban`, `region`. */
export function simulateCohort(seed: number, rows: number): Table {
  const next = generator(seed);
  const column = (fill: (i: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, i) => fill(i));
  const age = column(() => 20 + 40 * next());
  const urban = column(() => (next() < 0.5 ? 1 : 0));
  const region = Int32Array.from({ length: rows }, () => Math.floor(3 * next()));
  const t = column((i) => (next() < logistic(-0.6 + 0.02 * (age[i]! - 40) + 0.5 * urban[i]!) ? 1 : 0));
  const y = column((i) => (next() < logistic(-0.4 + 0.5 * t[i]! + 0.01 * (age[i]! - 40)) ? 1 : 0));
  const income = column((i) => 1000 + 200 * t[i]! + 10 * age[i]! + 400 * next());
  const time = column((i) => 200 * -Math.log(1 - next()) * (1 + 0.3 * t[i]!));
  const event = column(() => (next() < 0.7 ? 1 : 0));
  const frequency = column(() => Math.floor(3 * next()));
  const site = column(() => Math.floor(8 * next()));
  const entry = column((i) => 0.4 * next() * time[i]!);
  const cause = event.map((e, i) => (e === 1 && site[i]! % 3 === 0 ? 2 : e));
  const p = column(() => next());
  const log = column(() => 0.4 * (next() - 0.3));
  const logError = column(() => 0.05 + 0.1 * next());
  const invited = column((i) => (next() < 0.8 ? t[i]! : 1 - t[i]!));
  const unit = column((i) => Math.floor(i / 4));
  const period = column((i) => 2001 + (i % 4));
  const first = column((i) => [0, 2003, 2004][Math.floor(i / 4) % 3]!);
  const firstOnly = first.map((g) => (g === 2004 ? 0 : g));
  const late = period.map((year) => (year >= 2003 ? 2 : 1));
  const left = event.map((e, i) => (e === 0 && time[i]! < 150 ? 1 : 0));
  return {
    rows,
    columns: {
      left,
      p,
      log,
      logError,
      invited,
      unit,
      period,
      first,
      firstOnly,
      late,
      t,
      y,
      income,
      time,
      event,
      entry,
      cause,
      age,
      urban,
      region: { codes: region, levels: ['north', 'south', 'west'] },
      frequency,
      site,
    },
  };
}

/** Calls that exercise every method of the catalogue on a simulated cohort. */
export interface Call {
  readonly id: string;
  readonly roles: Roles;
  readonly options: Readonly<Record<string, unknown>>;
}

const covariates = ['age', 'urban', 'region'];
const binary: Roles = { treatment: 't', outcome: 'y' };
const measured: Roles = { treatment: 't', outcome: 'income' };
const durations: Roles = { treatment: 't', time: 'time', event: 'event' };
const adopted: Roles = { outcome: 'income', unit: 'unit', period: 'period', firstTreated: 'first' };
const call = (id: string, roles: Roles, options: Readonly<Record<string, unknown>> = {}): Call => ({
  id,
  roles,
  options,
});

export const calls: readonly Call[] = [
  ...['newcombe', 'wald', 'miettinen-nurminen', 'mee', 'agresti-caffo'].map((interval) =>
    call('risk-difference', binary, { interval }),
  ),
  ...['katz', 'koopman', 'miettinen-nurminen'].map((interval) => call('risk-ratio', binary, { interval })),
  call('odds-ratio', binary),
  ...[{}, { variance: 'unpooled' }, { correction: 'yates' }].map((options) =>
    call('two-proportion-test', binary, options),
  ),
  call('fisher-exact', binary),
  ...[{}, { variance: 'greenland-robins' }, { measure: 'rr' }, { measure: 'or' }].map((options) =>
    call('mantel-haenszel', { ...binary, strata: ['region', 'urban'] }, options),
  ),
  ...[{}, { target: 'ATT', measure: 'rr' }].map((options) =>
    call('standardisation', { ...binary, strata: ['region', 'urban'] }, options),
  ),
  call('welch', measured),
  ...['model', 'HC0', 'HC3', 'CR1'].map((variance) =>
    call('least-squares', { ...measured, covariates, cluster: 'site' }, { variance }),
  ),
  ...['model', 'HC2', 'CR0'].map((variance) =>
    call('logistic', { ...binary, covariates, cluster: 'site' }, { variance }),
  ),
  ...['ATE', 'ATO'].map((target) => call('ipw', { ...measured, covariates }, { target })),
  call('ipw', { ...binary, covariates }, { target: 'ATT', measure: 'ratio', variance: 'fixed-weights' }),
  call('ipw', { ...binary, covariates }, { trim: [0.25, 0.75] }),
  call('ipw', { ...measured, covariates }, { truncate: [0.05, 0.95] }),
  call('ipw', { ...binary, covariates, cluster: 'site' }),
  call('aipw', { ...binary, covariates }),
  call('aipw', { ...measured, covariates, cluster: 'site' }, { variance: 'm-estimation' }),
  call('aipw', { ...measured, covariates }, { target: 'ATT', variance: 'm-estimation' }),
  call('tmle', { ...binary, covariates }, { measure: 'ratio' }),
  call('tmle', { ...binary, covariates, cluster: 'site' }),
  call('tmle', { ...measured, covariates }),
  call('tmle', { ...measured, covariates }, { target: 'ATT' }),
  call('g-computation', { ...binary, covariates }),
  call('g-computation', { ...binary, covariates, cluster: 'site' }),
  call('g-computation', { ...measured, covariates }, { target: 'ATT', interactions: true, variance: 'delta' }),
  call('g-computation', { ...binary, covariates }, { measure: 'ratio', variance: 'delta-HC0' }),
  call('entropy-balancing', { ...measured, covariates }, { target: 'ATT' }),
  call('entropy-balancing', { ...measured, covariates, cluster: 'site' }),
  call('entropy-balancing', { ...binary, covariates }, { target: 'ATT', measure: 'ratio', variance: 'fixed-weights' }),
  call('matching', { ...measured, covariates }, { target: 'ATT' }),
  call('matching', { ...binary, covariates }, { target: 'ATT', caliper: 0.1, ratio: 2, exact: ['urban'] }),
  call('matching', { ...measured, covariates }, { target: 'ATE', replace: true, variance: 'abadie-imbens' }),
  call('kaplan-meier', durations, { times: [50, 150] }),
  call('kaplan-meier', { ...durations, entry: 'entry' }, { times: [50, 150], confidence: 'plain' }),
  call('log-rank', durations),
  call('log-rank', { ...durations, entry: 'entry' }),
  call('log-rank', { ...durations, strata: ['urban'] }, { rho: 1 }),
  call('cox', { ...durations, covariates: ['age', 'region'], strata: ['urban'] }),
  call('cox', { ...durations, covariates }, { variance: 'robust', transform: 'rank' }),
  call('cox', { ...durations, cluster: 'site' }, { ties: 'breslow', variance: 'cluster', transform: 'identity' }),
  call('cox', { ...durations, entry: 'entry', covariates }, { variance: 'robust' }),
  call('rmst', durations, { tau: 100 }),
  call('adjusted-survival', { ...durations, covariates }, { tau: 60, times: [20, 60] }),
  call(
    'adjusted-survival',
    { ...durations, covariates: ['age'] },
    { tau: 60, times: [40], censoring: 'pooled-logistic', periods: 2 },
  ),
  call(
    'adjusted-survival',
    { ...durations, covariates, cluster: 'site', entry: 'entry' },
    { tau: 60, times: [40], target: 'ATO', variance: 'estimated-score' },
  ),
  call('adjusted-incidence', { ...durations, event: 'cause', covariates }, { times: [20, 60] }),
  call(
    'adjusted-incidence',
    { ...durations, event: 'cause', covariates, cluster: 'site' },
    { times: [60], target: 'ATO', variance: 'estimated-score' },
  ),
  call(
    'clone-censor-weight',
    { ...durations, deviated: 'left', cluster: 'site', covariates: ['age', 'urban'] },
    { horizon: 60, times: [20, 60], periods: 3 },
  ),
  call(
    'sequential-trials',
    { ...durations, cluster: 'site', strata: ['region'], covariates: ['age', 'urban'] },
    { horizon: 60, times: [60] },
  ),
  ...['ATT', 'ATO', 'ATC'].map((target) =>
    call(
      'sequential-trials',
      { ...durations, deviated: 'left', cluster: 'site', strata: ['urban'], covariates: ['age'] },
      { horizon: 60, times: [40], periods: 2, target },
    ),
  ),
  call('aipcw', { ...durations, covariates: ['age'] }, { tau: 60, times: [20, 40] }),
  call('aipcw', { ...durations, covariates: ['age'], cluster: 'site' }, { tau: 40 }),
  call('cumulative-incidence', { ...durations, event: 'cause' }, { times: [20, 100] }),
  call('cumulative-incidence', { ...durations, event: 'cause' }, { times: [100], variance: 'aalen' }),
  call('balance', { treatment: 't', covariates }, { weights: 'ATE' }),
  call('overlap', { treatment: 't', covariates }),
  call('sample-ratio', { treatment: 't' }),
  call('partial-r2', { ...measured, covariates }),
  call('e-value', binary),
  call('rosenbaum-bounds', { ...measured, covariates }),
  call('rosenbaum-bounds', { ...binary, covariates }, { test: 'sign' }),
  call('negative-control-calibration', { outcome: 'log', covariates: ['logError'] }),
  call(
    'negative-control-calibration',
    { outcome: 'log', covariates: ['logError'] },
    { estimate: 0.4, standardError: 0.1 },
  ),
  ...['lin', 'ancova', 'cuped'].map((adjustment) => call('cuped', { ...measured, covariates }, { adjustment })),
  call('cuped', { ...binary, covariates, cluster: 'site' }, { variance: 'CR1' }),
  ...['holm', 'bonferroni', 'hochberg', 'benjamini-hochberg', 'benjamini-yekutieli'].map((method) =>
    call('adjust-p-values', { outcome: 'p' }, { method }),
  ),
  ...['HC1', 'model'].map((variance) => call('iv', { ...measured, covariates, instrument: 'invited' }, { variance })),
  call('iv', { ...binary, instrument: 'invited', cluster: 'site' }, { variance: 'CR1' }),
  ...['CR1', 'CR2'].map((variance) =>
    call('did', { outcome: 'income', period: 'period', firstTreated: 'firstOnly', unit: 'unit' }, { variance }),
  ),
  call(
    'did',
    { outcome: 'y', period: 'late', treatment: 't', cluster: 'site', covariates: ['age'] },
    { variance: 'CR0' },
  ),
  ...[
    ['group-time-att', { method: 'dr', control: 'notyet' }],
    ['event-study', { method: 'ipw' }],
    ['event-study', { method: 'reg' }],
  ].map(([id, options]) => call(id as string, { ...adopted, covariates: ['age'] }, options as Call['options'])),
  call('equivalence', measured, { margin: 300 }),
  call('equivalence', binary, { margin: 0.3 }),
  ...['obrien-fleming', 'pocock', 'kim-demets'].map((spending) =>
    call(
      'group-sequential',
      {},
      { spending, informations: [20, 50, 45, 80], informationMax: 100, estimates: [0.2, 0.3, 0.3, 0.25] },
    ),
  ),
  call('confidence-sequence', measured, { tunedAt: 500 }),
  call('confidence-sequence', { ...binary, covariates }, { tunedAt: 500 }),
  call('msprt', measured, { tau: 100 }),
  call('power-two-proportions', {}, { comparisonRisk: 0.5, treatedRisk: 0.6, treated: 300, comparison: 200 }),
  call('minimum-detectable-effect', {}, { comparisonRisk: 0.5, treated: 300, comparison: 200 }),
  call('power-log-rank', {}, { hazardRatio: 1.3, events: 200, eventShare: 0.4 }),
  call('cost-per-outcome', {}, { cost: 40, effect: 0.08, effectStandardError: 0.02, outcomeValue: 700 }),
  call(
    'benefit-cost',
    {},
    { effect: [0.08, 0.02], benefit: [500, 900, 2000], cost: [40], deadweight: [0], displacement: [0.2] },
  ),
];
