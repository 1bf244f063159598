import { describe, expect, test } from '@jest/globals';
import { catalogue } from './catalogue/catalogue.js';
import { estimate, rolesFor } from './catalogue/estimate.js';
import { findEstimator } from './catalogue/find-estimator.js';
import { StatisticalError } from './core/statistical-error.js';
import type { Roles, Table } from './core/table.js';
import { numbers, withColumns } from './testing/read-csv.js';
import { simulateCohort } from './testing/simulate.js';

const table = simulateCohort(21, 200);
const roles: Roles = { treatment: 't', outcome: 'y', covariates: ['age', 'urban'] };

function refusal(
  id: string,
  data: Table,
  given: Roles,
  options: Readonly<Record<string, unknown>> = {},
): StatisticalError {
  try {
    estimate(id, data, given, options);
  } catch (error) {
    if (error instanceof StatisticalError) return error;
    throw error;
  }
  throw new Error(`${id} was expected to refuse`);
}

describe('the question', () => {
  test.each([
    ['an unknown method', 'astrology', roles, {}, 'unknown-estimator', /risk-difference/],
    ['an unknown option', 'ipw', roles, { bootstrap: 9 }, 'unknown-option', /target/],
    ['an option of the wrong value', 'ipw', roles, { target: 'LATE' }, 'invalid-option', /ATE, ATT, ATO/],
    ['a level beyond its range', 'ipw', roles, { level: 95 }, 'invalid-option', /0\.5 to 0\.9999/],
    ['a range that descends', 'ipw', roles, { trim: [0.9, 0.1] }, 'invalid-option', /ascending/],
    ['a fraction of folds', 'aipw', roles, { folds: 2.5 }, 'invalid-option', /whole number/],
    [
      'stacked errors of cross-fitted models',
      'aipw',
      roles,
      { folds: 2, variance: 'm-estimation' },
      'invalid-option',
      /folds 1/,
    ],
    [
      'pair errors of sets that share rows',
      'matching',
      roles,
      { replace: true, variance: 'cluster-pair' },
      'invalid-option',
      /abadie-imbens/,
    ],
    [
      'replacement errors without replacement',
      'matching',
      roles,
      { variance: 'abadie-imbens' },
      'invalid-option',
      /replace to true/,
    ],
    [
      'everybody matched without replacement',
      'matching',
      roles,
      { target: 'ATE' },
      'invalid-option',
      /replace to true/,
    ],
    [
      'an instrument that is the treatment',
      'iv',
      { treatment: 't', outcome: 'y', instrument: 't' },
      {},
      'repeated-role',
      /"t"/,
    ],
    ['half a count of pairs', 'rosenbaum-bounds', {}, { treatedOnly: 9 }, 'invalid-option', /comparisonOnly/],
    ['pairs of nothing', 'rosenbaum-bounds', { treatment: 't' }, {}, 'missing-role', /strata/],
    [
      'pairs that never differ',
      'rosenbaum-bounds',
      {},
      { treatedOnly: 0, comparisonOnly: 0 },
      'no-variation',
      /No pair/,
    ],
    [
      'pairs of three',
      'rosenbaum-bounds',
      { treatment: 't', outcome: 'y', strata: ['urban'] },
      {},
      'no-overlap',
      /pairs/,
    ],
    ['no p-values', 'adjust-p-values', {}, {}, 'missing-role', /pValues/],
    ['a probability above one', 'adjust-p-values', { outcome: 'income' }, {}, 'invalid-option', /between 0 and 1/],
    ['equivalence without a margin', 'equivalence', { treatment: 't', outcome: 'y' }, {}, 'invalid-option', /margin/],
    [
      'equivalence of a bare estimate',
      'equivalence',
      {},
      { margin: 1, estimate: 0 },
      'invalid-option',
      /standardError/,
    ],
    ['equivalence of nothing', 'equivalence', {}, { margin: 1 }, 'missing-role', /estimate/],
    [
      'calibration by a handful of controls',
      'negative-control-calibration',
      {},
      { estimates: [0.1, 0.2], standardErrors: [1, 1] },
      'too-few-rows',
      /at least 20/,
    ],
    [
      'controls without errors',
      'negative-control-calibration',
      {},
      { estimates: [0.1] },
      'missing-role',
      /standard errors/,
    ],
    [
      'lists of controls that do not match',
      'negative-control-calibration',
      {},
      { estimates: [0.1], standardErrors: [1, 2] },
      'invalid-option',
      /one of each/,
    ],
    [
      'an effect without its error',
      'negative-control-calibration',
      { outcome: 'log', covariates: ['logError'] },
      { estimate: 1 },
      'invalid-option',
      /standardError/,
    ],
    [
      'errors of zero',
      'negative-control-calibration',
      { outcome: 'log', covariates: ['urban'] },
      {},
      'invalid-option',
      /above 0/,
    ],
    ['exact columns that are no list', 'matching', roles, { exact: 'region' }, 'invalid-option', /column names/],
    ['an exact column that is not there', 'matching', roles, { exact: ['planet'] }, 'unknown-column', /planet/],
    [
      'a correction of the unpooled test',
      'two-proportion-test',
      roles,
      { correction: 'yates', variance: 'unpooled' },
      'invalid-option',
      /pooled/,
    ],
    ['a flag that is a word', 'g-computation', roles, { interactions: 'yes' }, 'invalid-option', /true or false/],
    ['no outcome', 'ipw', { treatment: 't', covariates: ['age'] }, {}, 'missing-role', /outcome/],
    ['no covariates', 'ipw', { treatment: 't', outcome: 'y' }, {}, 'missing-role', /covariates/],
    ['a column that is not there', 'ipw', { ...roles, outcome: 'wage' }, {}, 'unknown-column', /income/],
    ['a column with two parts', 'ipw', { ...roles, covariates: ['y'] }, {}, 'repeated-role', /"y"/],
    ['a category as outcome', 'welch', { ...roles, outcome: 'region' }, {}, 'wrong-column-type', /region/],
    ['a measured outcome where 0/1 is needed', 'logistic', { ...roles, outcome: 'income' }, {}, 'not-binary', /income/],
    [
      'a logistic model of a measured outcome',
      'aipw',
      { ...roles, outcome: 'income' },
      { outcomeModel: 'logistic' },
      'not-binary',
      /linear/,
    ],
    [
      'a horizon nobody reached',
      'rmst',
      { treatment: 't', time: 'time', event: 'event' },
      { tau: 1e9 },
      'beyond-follow-up',
      /Choose a horizon/,
    ],
    ['clusters that are not named', 'logistic', roles, { variance: 'CR1' }, 'missing-role', /cluster/],
    ['sampling weights', 'welch', { ...roles, weights: 'age' }, {}, 'weights-not-frequencies', /sampling/],
    ['E-value of nothing', 'e-value', {}, {}, 'missing-role', /ratio/],
    ['E-value limits that miss the ratio', 'e-value', {}, { ratio: 2, lower: 3 }, 'invalid-option', /do not hold/],
  ])('%s', (_, id, given, options, kind, message) => {
    const error = refusal(id, table, given, options);
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
  });

  test('a column that Object.prototype has is still not a column', () => {
    expect(refusal('welch', table, { treatment: 't', outcome: 'constructor' }).kind).toBe('unknown-column');
  });
});

describe('the data', () => {
  test('a combination of columns is named with its partners', () => {
    const twice = withColumns(table, { months: numbers(table, 'age').map((age) => 12 * age + 5) });
    const error = refusal('least-squares', twice, { ...roles, covariates: ['age', 'urban', 'months'] });
    expect(error.kind).toBe('collinear');
    expect(error.names).toEqual(['months', 'age']);
  });

  test('the dummies of a category that add up to another column are found', () => {
    const region = table.columns['region'] as { codes: Int32Array };
    const north = Float64Array.from(region.codes, (code) => (code === 0 ? 1 : 0));
    const error = refusal('ipw', withColumns(table, { north }), { ...roles, covariates: ['age', 'region', 'north'] });
    expect(error.kind).toBe('collinear');
    expect(error.names).toEqual(['north', 'region=south', 'region=west']);
  });

  test('complete separation is detected and the column named', () => {
    const y = numbers(table, 'age').map((age) => (age > 40 ? 1 : 0));
    const error = refusal('logistic', withColumns(table, { y }), roles);
    expect(error.kind).toBe('separation');
    expect(error.names).toContain('age');
  });

  test('quasi-complete separation by a rare mark is detected, and the mark named', () => {
    const t = numbers(table, 't');
    const rare = Float64Array.from(t, (value, i) => (value === 1 && i % 9 === 0 ? 1 : 0));
    const error = refusal('ipw', withColumns(table, { rare }), { ...roles, covariates: ['age', 'rare'] });
    expect(error.kind).toBe('separation');
    expect(error.names).toEqual(['rare']);
  });

  test('a strong but finite effect is not taken for separation', () => {
    const age = numbers(table, 'age');
    const y = Float64Array.from(age, (value, i) => (value + (i % 7 === 0 ? -9 : 0) > 40 ? 1 : 0));
    const { value, standardError } = estimate('logistic', withColumns(table, { y }), {
      outcome: 'y',
      covariates: ['age'],
    });
    expect(value).toBeGreaterThan(1.2);
    expect(standardError).toBeGreaterThan(0);
  });

  test('separation in one arm points to the linear outcome model', () => {
    const t = numbers(table, 't');
    const y = Float64Array.from(numbers(table, 'y'), (value, i) => (t[i] === 1 ? 1 : value));
    const separated = withColumns(table, { y });
    const error = refusal('aipw', separated, roles);
    expect(error.kind).toBe('no-variation');
    expect(error.message).toMatch(/outcomeModel to linear/);
    expect(estimate('aipw', separated, roles, { outcomeModel: 'linear' }).value).toBeGreaterThan(0);
  });

  test('ratios without events name a method that works', () => {
    const t = numbers(table, 't');
    const y = Float64Array.from(numbers(table, 'y'), (value, i) => (t[i] === 1 ? 0 : value));
    const error = refusal('risk-ratio', withColumns(table, { y }), roles);
    expect(error).toMatchObject({ kind: 'zero-cell' });
    const { value, standardError, interval } = estimate('risk-ratio', withColumns(table, { y }), roles, {
      interval: 'koopman',
    });
    expect({ value, standardError, lower: interval.lower }).toEqual({ value: 0, standardError: null, lower: 0 });
    expect(interval.upper).toBeGreaterThan(0);
    expect(interval.upper).toBeLessThan(1);
  });

  test('an odds ratio with an empty cell names the arm and a method that works', () => {
    const t = numbers(table, 't');
    const y = Float64Array.from(numbers(table, 'y'), (value, i) => (t[i] === 1 ? value : 1));
    const error = refusal('odds-ratio', withColumns(table, { y }), roles);
    expect(error).toMatchObject({ kind: 'zero-cell' });
    expect(error.message).toMatch(/comparison arm has nothing but events.*fisher-exact/);
  });

  test('an exact test with an empty cell has the one limit there is', () => {
    const t = numbers(table, 't');
    const y = Float64Array.from(numbers(table, 'y'), (value, i) => (t[i] === 1 ? 1 : value));
    const { value, interval, warnings } = estimate('fisher-exact', withColumns(table, { y }), roles);
    expect({ value, upper: interval.upper, kinds: warnings.map(({ kind }) => kind) }).toEqual({
      value: null,
      upper: null,
      kinds: ['role-unused', 'infinite-estimate'],
    });
    expect(interval.lower).toBeGreaterThan(1);
    expect(refusal('fisher-exact', withColumns(table, { y: t.map(() => 1) }), roles).kind).toBe('no-variation');
  });

  test('strata that hold one arm are left out, counted and rename the estimand; none left is refused', () => {
    const t = numbers(table, 't');
    const strata = Float64Array.from(t, (treated, i) => (i < 20 ? 2 + treated : i % 2));
    const given: Roles = { treatment: 't', outcome: 'y', strata: ['stratum'] };
    const answer = estimate('standardisation', withColumns(table, { stratum: strata }), given);
    expect(answer.estimand).toBe('ATE where both arms occur');
    expect(answer.n.total).toBe(180);
    expect(answer.details['strata']).toEqual({ total: 4, used: 2, rowsOutside: 20 });
    expect(answer.warnings.map(({ kind }) => kind)).toEqual(['strata-without-both-arms']);
    expect(refusal('mantel-haenszel', withColumns(table, { stratum: t }), given).kind).toBe('single-arm');
    expect(refusal('mantel-haenszel', table, roles).kind).toBe('missing-role');
  });

  test('treated beyond what the comparison rows span cannot be balanced, and the covariate is named', () => {
    const t = numbers(table, 't');
    const far = Float64Array.from(t, (treated, i) => (treated === 1 ? 50 : 0) + (i % 5));
    const error = refusal('entropy-balancing', withColumns(table, { far }), { ...roles, covariates: ['far', 'age'] });
    expect(error.kind).toBe('no-overlap');
    expect(error.names).toContain('far');
  });

  test('a separated outcome model of g-computation names its ways out', () => {
    const rare = Float64Array.from(numbers(table, 'y'), (y, i) => (y === 1 && i % 5 === 0 ? 1 : 0));
    const error = refusal('g-computation', withColumns(table, { rare }), { ...roles, covariates: ['age', 'rare'] });
    expect(error.kind).toBe('separation');
    expect(error.message).toMatch(/outcomeModel to linear/);
  });

  test('targeted maximum likelihood counts the scores it bounds and stays within the range of the outcome', () => {
    const t = numbers(table, 't');
    const strong = Float64Array.from(t, (treated, i) => 7 * treated + (i % 10));
    const answer = estimate('tmle', withColumns(table, { strong }), { ...roles, covariates: ['strong'] });
    expect(answer.details['bounded']).toBeGreaterThan(0);
    expect(answer.warnings.map(({ kind }) => kind)).toContain('score-bounded');
    expect(Math.abs(answer.value!)).toBeLessThan(1);
  });

  test('an instrument that moves nobody is refused; a weak one is warned of and its set is no interval', () => {
    const given: Roles = { treatment: 't', outcome: 'y', instrument: 'z' };
    const t = numbers(table, 't');
    const parity = t.map((_, i) => i % 2);
    expect(refusal('iv', withColumns(table, { z: t.map(() => 3) }), given).kind).toBe('collinear');
    const twin = withColumns(table, { z: numbers(table, 'urban').map((u) => 1 - u) });
    expect(refusal('iv', twin, { ...given, covariates: ['urban'] }).kind).toBe('collinear');
    expect(refusal('iv', table, { ...given, instrument: 'invited' }, { variance: 'CR1' }).kind).toBe('missing-role');
    const weak = estimate('iv', withColumns(table, { z: parity }), given);
    expect(weak.warnings.map(({ kind }) => kind)).toContain('weak-instrument');
    expect((weak.details['andersonRubin'] as { shape: string }).shape).not.toBe('interval');
  });

  test('a caliper that nobody meets is refused; one that drops treated rows renames the estimand', () => {
    expect(refusal('matching', table, roles, { caliper: 1e-12 }).kind).toBe('no-overlap');
    const answer = estimate('matching', table, roles, { caliper: 0.02 });
    expect(answer.estimand).toBe('matched ATT');
    expect(answer.warnings.map(({ kind }) => kind)).toContain('unmatched');
    const treated = numbers(table, 't').reduce((sum, t) => sum + t, 0);
    expect(answer.n.treated! + (answer.details['unmatched'] as number)).toBe(treated);
  });

  test('trimming that empties an arm is refused; trimming that drops rows renames the estimand', () => {
    expect(refusal('ipw', table, roles, { trim: [0, 0.0001] }).kind).toBe('single-arm');
    const answer = estimate('ipw', table, roles, { trim: [0.35, 0.65] });
    expect(answer.estimand).toBe('trimmed ATE');
    expect(answer.n.total).toBeLessThan(200);
    expect(answer.details['trimmed']).toBe(200 - answer.n.total);
  });

  test('columns of different lengths are refused', () => {
    expect(refusal('welch', withColumns(table, { y: new Float64Array(3) }), roles).kind).toBe('wrong-column-length');
  });

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

describe('the catalogue', () => {
  test('is plain data but for its functions', () => {
    for (const { run, figure, recount, ...entry } of catalogue) {
      expect([run, figure, recount].map((part) => typeof part)).toEqual(['function', 'function', 'function']);
      expect(JSON.parse(JSON.stringify(entry))).toEqual(entry);
      expect(entry.options.map(({ name }) => name)).toContain('level');
    }
  });

  test('has every id once', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  });

  test('a role a method does not use is warned of, and rolesFor leaves it out', () => {
    const given: Roles = { ...roles, cluster: 'site' };
    expect(estimate('risk-difference', table, given).warnings.map(({ kind }) => kind)).toContain('role-unused');
    const own = rolesFor(findEstimator('risk-difference'), given);
    expect(estimate('risk-difference', table, own).warnings).toEqual([]);
  });

  test('defaults may be written out', () => {
    const written = Object.fromEntries(findEstimator('ipw').options.map((option) => [option.name, option.default]));
    expect(estimate('ipw', table, roles, written)).toEqual(estimate('ipw', table, roles));
  });
});
