import { describe, expect, test } from '@jest/globals';
import { withColumns } from '../testing/read-csv.js';
import { refusal, roles, table } from '../testing/refusal.js';

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
      /tau asks for 1000000000, but an arm is followed only to .* Choose a time up to/,
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

  test('columns of different lengths are refused', () => {
    expect(refusal('welch', withColumns(table, { y: new Float64Array(3) }), roles).kind).toBe('wrong-column-length');
  });
});
