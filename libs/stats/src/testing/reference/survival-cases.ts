import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import { limits, withoutNaN, type ReferenceCase } from './reference-case.js';

/** Curves on three scales, log-rank tests, Cox models with their tests, and restricted means at two horizons, weighted curves. */
export function survivalCases(r: RResults, roles: Roles): ReferenceCase[] {
  const curves = ['log', 'plain', 'log-log'].map((confidence): ReferenceCase => {
    const key = confidence.replace('-', '');
    const arm = (name: string, source: RResults): Record<string, number> => {
      const curve = source.at(key);
      const at = (column: string, values: number[]): [string, number][] =>
        values.map((value, j) => [`details.curves.${name}.at.${j}.${column}`, value]);
      const deaths = curve.numbers('cum_event');
      const hazards = source.numbers('na_cumhaz');
      const numeric = Object.fromEntries<number>([
        ...at('survival', curve.numbers('surv')),
        ...at('standardError', curve.numbers('std_err')),
        ...at('lower', curve.numbers('lower')),
        ...at('upper', curve.numbers('upper')),
        ...at('atRisk', curve.numbers('n_risk')),
        ...at('time', source.numbers('times')),
        ...at(
          'events',
          deaths.map((sum, k) => sum - (deaths[k - 1] ?? 0)),
        ),
        ...at('cumulativeHazard', hazards),
        [`details.curves.${name}.median`, curve.number('median')],
        [`details.curves.${name}.medianInterval.lower`, curve.numbers('median_ci')[0]!],
        [`details.curves.${name}.medianInterval.upper`, curve.numbers('median_ci')[1]!],
        [`details.curves.${name}.quartiles.0`, curve.number('q25')],
        [`details.curves.${name}.quartiles.1`, curve.number('q75')],
      ]);
      return withoutNaN(numeric);
    };
    return {
      id: 'kaplan-meier',
      roles,
      options: { confidence, times: r.at('km1').numbers('times') },
      relative: tolerance.closedForm,
      expected: { ...arm('treated', r.at('km1')), ...arm('comparison', r.at('km0')) },
    };
  });
  const restricted = ['rmst', 'rmst_half'].map((key): ReferenceCase => ({
    id: 'rmst',
    roles,
    options: { tau: r.at(key).number('tau') },
    relative: tolerance.closedForm,
    expected: {
      value: r.at(key).number('diff'),
      standardError: r.at(key).number('diff_se'),
      'details.tau': r.at(key).at('arm1').number('tau'),
      'details.standardErrors.treated': r.at(key).at('arm1').number('se'),
      'details.standardErrors.comparison': r.at(key).at('arm0').number('se'),
      'details.pValue': r.at(key).number('p'),
      'n.total': r.number('n'),
      'n.events': r.number('events'),
      ...limits('interval', r.at(key).numbers('diff_ci')),
      'details.means.treated': r.at(key).at('arm1').number('rmst'),
      'details.means.comparison': r.at(key).at('arm0').number('rmst'),
      'details.ratio': r.at(key).number('ratio'),
      'details.ratioStandardErrorLog': r.at(key).number('ratio_se_log'),
    },
  }));
  return [...curves, ...logRankCases(r, roles), ...coxCases(r, roles), ...restricted, ...adjustedCases(r, roles)];
}

/** Weighted curves with survfit's robust error; restricted means of weighted curves. */
function adjustedCases(r: RResults, roles: Roles): ReferenceCase[] {
  if (!r.has('ipw')) return [];
  const weighted = r.at('ipw');
  const times = weighted.at('km1').numbers('times');
  const arm = (name: string, key: string, errors: string): Record<string, number> => {
    const at = (column: string, values: number[]): [string, number][] =>
      values.map((value, j) => [`details.curves.${name}.at.${j}.${column}`, value]);
    const curve = weighted.at(key).at('log');
    return withoutNaN(
      Object.fromEntries([
        ...at('survival', curve.numbers('surv')),
        ...at('atRisk', curve.numbers('n_risk')),
        ...at('standardError', weighted.numbers(errors)),
      ]),
    );
  };
  return [
    {
      id: 'adjusted-survival',
      roles: { ...roles, covariates: r.texts('covariates') },
      options: { times },
      relative: tolerance.newton,
      expected: { ...arm('treated', 'km1', 'robust1'), ...arm('comparison', 'km0', 'robust0') },
    },
    {
      id: 'adjusted-survival',
      roles: { ...roles, covariates: r.texts('covariates') },
      options: { tau: r.at('rmst').number('tau') },
      relative: tolerance.newton,
      expected: {
        'details.restrictedMean.means.treated': weighted.number('rmst1'),
        'details.restrictedMean.means.comparison': weighted.number('rmst0'),
      },
    },
  ];
}

function logRankCases(r: RResults, roles: Roles): ReferenceCase[] {
  const arms = (name: string, [comparison = NaN, treated = NaN]: number[]): Record<string, number> => ({
    [`details.${name}.treated`]: treated,
    [`details.${name}.comparison`]: comparison,
  });
  const test = (source: RResults, options: Readonly<Record<string, unknown>>): ReferenceCase => ({
    id: 'log-rank',
    roles,
    options,
    relative: tolerance.closedForm,
    expected: {
      'details.chiSquare': source.number('chisq'),
      ...arms('observed', source.numbers('obs')),
      ...arms('expected', source.numbers('exp')),
      ...(source.has('var') && { 'details.variance': source.number('var'), 'details.pValue': source.number('p') }),
    },
  });
  const stratified = (source: RResults): ReferenceCase => ({
    id: 'log-rank',
    roles: { ...roles, strata: [source.text('strata')] },
    options: {},
    relative: tolerance.closedForm,
    expected: { 'details.chiSquare': source.number('logrank_chisq') },
  });
  return [
    test(r.at('logrank'), {}),
    test(r.at('peto_rho1'), { rho: 1 }),
    ...(r.has('stratified') ? [stratified(r.at('stratified'))] : []),
  ];
}

function coxCases(r: RResults, roles: Roles): ReferenceCase[] {
  const adjusted = { ...roles, covariates: r.texts('covariates') };
  const model = (source: RResults, given: Roles, variance: 'model' | 'robust' | 'cluster' = 'model'): ReferenceCase => {
    const values = source.numbers('coef');
    const errors = source.numbers(variance === 'model' ? 'se' : 'se_robust');
    return {
      id: 'cox',
      roles: given,
      options: { ties: source.text('ties'), variance },
      relative: tolerance.newtonError,
      expected: {
        ...named(values, (j) => `details.coefficients.${j}.value`),
        ...named(errors, (j) => `details.coefficients.${j}.standardError`),
        ...named(source.numbers('loglik'), (j) => (j === 0 ? 'details.nullLogLikelihood' : 'details.logLikelihood')),
        value: Math.exp(values[0]!),
        standardError: errors[0]!,
        'details.likelihoodRatioTest.chiSquare': source.number('lr'),
        'details.waldTest.chiSquare': source.number('wald'),
        'details.scoreTest.chiSquare': source.number('score'),
        'n.total': source.number('n'),
        'n.events': source.number('nevent'),
      },
    };
  };
  const proportional = (transform: string): ReferenceCase => {
    const source = r.at(`zph_${transform}`);
    const chiSquares = source.numbers('chisq');
    const pValues = source.numbers('p');
    const path = (j: number): string =>
      `details.proportionalHazards.${j + 1 === chiSquares.length ? 'global' : `rows.${j}`}`;
    return {
      id: 'cox',
      roles: adjusted,
      options: { transform },
      relative: 1e-6,
      expected: {
        ...named(chiSquares, (j) => `${path(j)}.chiSquare`),
        ...named(pValues, (j) => `${path(j)}.pValue`),
        'details.proportionalHazards.global.degreesOfFreedom': source.numbers('df').at(-1)!,
      },
    };
  };
  const stratified = (source: RResults): ReferenceCase =>
    model(source.at('cox_efron'), { ...roles, strata: [source.text('strata')] });
  const weighted = (source: RResults, weights: string): ReferenceCase => ({
    id: 'cox',
    roles: { ...roles, weights },
    options: { ties: source.text('ties'), variance: 'robust', weightType: 'sampling' },
    relative: tolerance.newtonError,
    expected: {
      value: Math.exp(source.number('coef')),
      standardError: source.number('se_robust'),
      'details.coefficients.0.value': source.number('coef'),
      'details.nullLogLikelihood': source.numbers('loglik')[0]!,
      'details.logLikelihood': source.numbers('loglik')[1]!,
      'details.likelihoodRatioTest.chiSquare': source.number('lr'),
      'details.waldTest.chiSquare': source.number('wald'),
      'details.scoreTest.chiSquare': source.number('score'),
      'n.total': source.number('n'),
      'n.events': source.number('nevent'),
    },
  });
  const clustered = (source: RResults): ReferenceCase => ({
    id: 'cox',
    roles: { ...roles, cluster: source.text('cluster') },
    options: { variance: 'cluster' },
    relative: tolerance.newtonError,
    expected: { value: Math.exp(source.number('coef')), standardError: source.number('se_cluster') },
  });
  return [
    model(r.at('cox_unadj_efron'), roles),
    model(r.at('cox_unadj_breslow'), roles),
    model(r.at('cox_adj_efron'), adjusted),
    model(r.at('cox_adj_breslow'), adjusted),
    model(r.at('cox_adj_efron_robust'), adjusted, 'robust'),
    model(r.at('cox_adj_breslow_robust'), adjusted, 'robust'),
    ...['km', 'identity', 'rank'].map(proportional),
    ...(r.has('stratified') ? [stratified(r.at('stratified'))] : []),
    ...(r.has('ipw')
      ? [
          weighted(r.at('ipw').at('cox_ate'), 'weightATE'),
          weighted(r.at('ipw').at('cox_ate_breslow'), 'weightATE'),
          weighted(r.at('ipw').at('cox_att'), 'weightATT'),
        ]
      : []),
    ...(r.has('cox_cluster') ? [clustered(r.at('cox_cluster'))] : []),
  ];
}

const named = (values: readonly number[], path: (j: number) => string): Record<string, number> =>
  Object.fromEntries(values.map((value, j) => [path(j), value]));
