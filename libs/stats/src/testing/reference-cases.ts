import type { Roles } from '../core/table.js';
import { tolerance } from './close-to.js';

/** One call and the numbers another program gave for it; `expected` is keyed by path in the estimate. */
export interface ReferenceCase {
  readonly id: string;
  readonly roles: Roles;
  readonly options: Readonly<Record<string, unknown>>;
  readonly relative: number;
  readonly expected: Readonly<Record<string, number>>;
  /** Natural size of the figures, for those that are zero up to rounding. */
  readonly scale?: number;
}

// The reference files are R lists written as JSON: shapes vary by data set, so access is dynamic here.
type Tree = { readonly [key: string]: any };

const pair = (path: string, value: readonly number[] | null): Record<string, number> =>
  value === null ? {} : { [`${path}.lower`]: value[0]!, [`${path}.upper`]: value[1]! };

/** Risk difference, risk ratio and E-value from one two-by-two table. */
export function twoByTwoCases(r: Tree, roles: Roles): ReferenceCase[] {
  const difference = (interval: string, limits: number[] | null, level = 0.95): ReferenceCase => ({
    id: 'risk-difference',
    roles,
    options: { interval, level },
    relative: interval === 'miettinen-nurminen' || interval === 'mee' ? tolerance.root : tolerance.closedForm,
    expected: {
      value: r['rd'],
      ...(r['rd_se_wald'] !== undefined && { standardError: r['rd_se_wald'] }),
      ...pair('interval', limits),
    },
  });
  const cases = [
    difference('newcombe', r['rd_ci_newcombe']),
    difference('miettinen-nurminen', r['rd_ci_miettinen_nurminen']),
  ];
  if (r['edge_case'] === true) return cases;
  const ratio = (interval: string, limits: number[]): ReferenceCase => ({
    id: 'risk-ratio',
    roles,
    options: { interval },
    relative: interval === 'katz' ? tolerance.closedForm : tolerance.root,
    expected: { value: r['rr'], standardError: r['rr_se_log'], ...pair('interval', limits) },
  });
  return [
    ...cases,
    difference('wald', r['rd_ci_wald']),
    difference('mee', r['rd_ci_mee']),
    difference('agresti-caffo', r['rd_ci_agresti_caffo']),
    difference('miettinen-nurminen', r['rd_ci_miettinen_nurminen_90'], 0.9),
    ratio('katz', r['rr_ci_katz']),
    ratio('koopman', r['rr_ci_koopman']),
    ratio('miettinen-nurminen', r['rr_ci_miettinen_nurminen']),
    {
      id: 'risk-difference',
      roles,
      options: {},
      relative: tolerance.closedForm,
      expected: { 'details.pValue': r['z_pooled_p'] },
    },
    {
      id: 'e-value',
      roles,
      options: {},
      relative: tolerance.closedForm,
      expected: { value: r['evalue_rr'], 'details.limit': r['evalue_rr_ci'] },
    },
    {
      id: 'e-value',
      roles: {},
      options: { scale: 'odds-ratio', ratio: r['or'] },
      relative: tolerance.closedForm,
      expected: { value: r['evalue_or_common'] },
    },
  ];
}

/** Coefficients, all variances and the likelihood of one logistic regression. */
export function logisticCases(r: Tree, roles: Roles): ReferenceCase[] {
  const names: string[] = r['names'];
  const withErrors = (variance: string, key: string): ReferenceCase => ({
    id: 'logistic',
    roles,
    options: { variance },
    relative: tolerance.newtonError,
    expected: Object.fromEntries(names.map((_, j) => [`details.coefficients.${j}.standardError`, r[key][j]])),
  });
  const clustered: [string, string][] =
    r['cluster'] === undefined
      ? []
      : [
          ['CR0', 'se_CL_HC0_noadj'],
          ['CR1', 'se_CL_HC1'],
        ];
  return [
    {
      id: 'logistic',
      roles,
      options: {},
      relative: tolerance.newton,
      expected: {
        ...Object.fromEntries(names.map((_, j) => [`details.coefficients.${j}.value`, r['coef'][j]])),
        value: Math.exp(r['coef'][1]),
        'details.logLikelihood': r['loglik'],
        'details.aic': r['aic'],
      },
    },
    withErrors('model', 'se_model'),
    ...['HC0', 'HC1', 'HC2', 'HC3'].map((variance) => withErrors(variance, `se_${variance}`)),
    ...clustered.map(([variance, key]) => withErrors(variance, key)),
  ];
}

/** Hajek weighting for the given targets, the stacked and the fixed-weight error. */
export function ipwCases(r: Tree, roles: Roles): ReferenceCase[] {
  const targets = ['ATE', 'ATT', 'ATO', 'ATC'].filter((target) => r[target] !== undefined);
  const cases = targets.flatMap((target): ReferenceCase[] => [
    {
      id: 'ipw',
      roles,
      options: { target },
      relative: tolerance.newton,
      scale: Math.abs(r[target]['m1']),
      expected: {
        value: r[target]['rd'],
        'details.means.treated': r[target]['m1'],
        'details.means.comparison': r[target]['m0'],
        'details.effectiveSampleSize.treated': r[target]['ess1'],
        'details.effectiveSampleSize.comparison': r[target]['ess0'],
        'details.weights.maximum': r[target]['max_w'],
      },
    },
    {
      id: 'ipw',
      roles,
      options: { target },
      relative: tolerance.newtonError,
      expected: { standardError: r[target]['se_mest_ps_estimated'] },
    },
    {
      id: 'ipw',
      roles,
      options: { target, variance: 'fixed-weights' },
      relative: tolerance.newtonError,
      expected: { standardError: r[target]['se_fixed_HC0'] },
    },
    {
      id: 'ipw',
      roles,
      options: { target, measure: 'ratio' },
      relative: tolerance.newton,
      expected: { value: r[target]['rr'] },
    },
  ]);
  if (r['stabilized'] === undefined) return cases;
  const { mean, min, max, sd } = r['stabilized'];
  return [
    ...cases,
    {
      id: 'ipw',
      roles,
      options: { stabilised: 'yes' },
      relative: tolerance.newton,
      expected: {
        'details.weights.mean': mean,
        'details.weights.minimum': min,
        'details.weights.maximum': max,
        'details.weights.standardDeviation': sd,
      },
    },
    {
      id: 'ipw',
      roles,
      options: { trim: [0.1, 0.9], variance: 'fixed-weights' },
      relative: tolerance.newtonError,
      expected: {
        value: r['crump_01_09_refit']['rd'],
        standardError: r['crump_01_09_refit']['se_HC0'],
        'n.total': r['crump_01_09_refit']['n'],
        'n.treated': r['crump_01_09_refit']['n1'],
      },
    },
    // Ties of the score that rounding breaks move this rank statistic by single pairs.
    { id: 'overlap', roles, options: {}, relative: 1e-6, expected: { 'details.cStatistic': r['ps']['auc'] } },
    {
      id: 'overlap',
      roles,
      options: { weights: 'ATE' },
      relative: tolerance.newton,
      expected: {
        'details.effectiveSampleSize.treated': r['ATE']['ess1'],
        ...Object.fromEntries(
          (r['ps']['quantiles_type7'] as number[]).map((q, k) => [`details.scoreQuantiles.${k}.score`, q]),
        ),
      },
    },
  ];
}

/** AIPW with one model per arm; nothing where the arms are close to separation, as the reference says of itself. */
export function aipwCases(r: Tree, roles: Roles, n: number): ReferenceCase[] {
  if (r['near_separation'] === true) return [];
  return [
    {
      id: 'aipw',
      roles,
      options: {},
      relative: tolerance.newton,
      scale: Math.abs(r['ATE']['mu1']),
      expected: {
        value: r['ATE']['est'],
        'details.means.treated': r['ATE']['mu1'],
        'details.means.comparison': r['ATE']['mu0'],
      },
    },
    { id: 'aipw', roles, options: {}, relative: tolerance.newtonError, expected: { standardError: r['ATE']['se_n'] } },
    {
      id: 'aipw',
      roles,
      options: { measure: 'ratio' },
      relative: tolerance.newtonError,
      // The reference divides the variance of a ratio by n - 1; ours divides by n throughout.
      expected: { value: r['ATE']['rr'], standardError: r['ATE']['rr_se_log'] * Math.sqrt((n - 1) / n) },
    },
    {
      id: 'aipw',
      roles,
      options: { target: 'ATT' },
      relative: tolerance.newton,
      scale: Math.abs(r['ATE']['mu1']),
      expected: { value: r['ATT']['est'] },
    },
    {
      id: 'aipw',
      roles,
      options: { target: 'ATT' },
      relative: tolerance.newtonError,
      expected: { standardError: r['ATT']['se_n'] },
    },
  ];
}

/** Balance before and after weighting, with both denominators. */
export function balanceCases(r: Tree, roles: Roles): ReferenceCase[] {
  return [
    ['none', 'unweighted'],
    ['ATE', 'ipw_ate'],
    ['ATT', 'ipw_att'],
    ['ATO', 'overlap'],
  ].flatMap(([weights, key]): ReferenceCase[] => {
    const rows = r[key!];
    const names: string[] = rows['cov'];
    const column = (name: string, values: number[]): Record<string, number> =>
      Object.fromEntries(names.map((_, j) => [`details.rows.${j}.${name}`, values[j]!]));
    const common = { ...column('varianceRatio', rows['var_ratio']), ...column('ks', rows['ks']) };
    return [
      {
        id: 'balance',
        roles,
        options: { weights },
        relative: tolerance.newton,
        expected: { ...common, ...column('smd', rows['smd_pooled']) },
      },
      {
        id: 'balance',
        roles,
        options: { weights, denominator: 'treated' },
        relative: tolerance.newton,
        expected: column('smd', rows['smd_treated']),
      },
    ];
  });
}

/** Curves on three scales, and restricted means at two horizons. */
export function survivalCases(r: Tree, roles: Roles): ReferenceCase[] {
  const curves = ['log', 'plain', 'log-log'].map((confidence): ReferenceCase => {
    const key = confidence.replace('-', '');
    const arm = (name: string, source: Tree): Record<string, number> => {
      const curve = source[key];
      const at = (column: string, values: number[]): [string, number][] =>
        values.map((value, j) => [`details.curves.${name}.at.${j}.${column}`, value]);
      const numeric = Object.fromEntries([
        ...at('survival', curve['surv']),
        ...at('standardError', curve['std_err']),
        ...at('lower', curve['lower']),
        ...at('upper', curve['upper']),
        ...at('atRisk', curve['n_risk']),
        [`details.curves.${name}.median`, curve['median']],
        [`details.curves.${name}.medianInterval.lower`, curve['median_ci'][0]],
        [`details.curves.${name}.medianInterval.upper`, curve['median_ci'][1]],
        [`details.curves.${name}.quartiles.0`, curve['q25']],
        [`details.curves.${name}.quartiles.1`, curve['q75']],
      ]) as Record<string, number | null>;
      return Object.fromEntries(
        Object.entries(numeric).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
      );
    };
    return {
      id: 'kaplan-meier',
      roles,
      options: { confidence, times: r['km1']['times'] },
      relative: tolerance.closedForm,
      expected: { ...arm('treated', r['km1']), ...arm('comparison', r['km0']) },
    };
  });
  const restricted = ['rmst', 'rmst_half'].map((key): ReferenceCase => ({
    id: 'rmst',
    roles,
    options: { tau: r[key]['tau'] },
    relative: tolerance.closedForm,
    expected: {
      value: r[key]['diff'],
      standardError: r[key]['diff_se'],
      ...pair('interval', r[key]['diff_ci']),
      'details.means.treated': r[key]['arm1']['rmst'],
      'details.means.comparison': r[key]['arm0']['rmst'],
      'details.ratio': r[key]['ratio'],
      'details.ratioStandardErrorLog': r[key]['ratio_se_log'],
    },
  }));
  return [...curves, ...restricted];
}

/** Linear regressions, Welch, weighting and AIPW of a measured outcome. */
export function continuousCases(r: Tree, treatment: string, covariates: readonly string[], n: number): ReferenceCase[] {
  const plain: Roles = { treatment, outcome: r['outcome'] };
  const adjusted: Roles = { ...plain, covariates };
  const regression = (roles: Roles, fit: Tree): ReferenceCase[] =>
    [['model', 'se'], ...['HC0', 'HC1', 'HC2', 'HC3'].map((name) => [name, name])]
      .filter(([, key]) => fit[key!] !== undefined)
      .map(([variance, key]) => ({
        id: 'least-squares',
        roles,
        options: { variance },
        relative: tolerance.newton,
        expected: {
          value: fit['est'],
          standardError: fit[key!],
          ...(fit['r2'] !== undefined && { 'details.rSquared': fit['r2'] }),
        },
      }));
  return [
    ...regression(plain, r['unadjusted']),
    ...regression(adjusted, r['ols_adjusted']),
    {
      id: 'welch',
      roles: plain,
      options: {},
      relative: tolerance.newton,
      expected: { value: r['unadjusted']['est'], 'details.pValue': r['unadjusted']['welch'] },
    },
    ...aipwCases(r['aipw_linear'], adjusted, n),
    ...ipwCases(r['ipw'], adjusted),
  ];
}
