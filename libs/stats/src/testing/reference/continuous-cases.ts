import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import { aipwCases } from './aipw-cases.js';
import { entropyBalancingCases } from './entropy-balancing-cases.js';
import { ipwCases } from './ipw-cases.js';
import type { ReferenceCase } from './reference-case.js';

/** Linear regressions, Welch, weighting and AIPW of a measured outcome. */
export function continuousCases(
  r: RResults,
  treatment: string,
  covariates: readonly string[],
  n: number,
): ReferenceCase[] {
  const plain: Roles = { treatment, outcome: r.text('outcome') };
  const adjusted: Roles = { ...plain, covariates };
  const regression = (roles: Roles, fit: RResults): ReferenceCase[] =>
    [['model', 'se'], ...['HC0', 'HC1', 'HC2', 'HC3'].map((name) => [name, name])]
      .filter(([, key]) => fit.has(key!))
      .map(([variance, key]) => ({
        id: 'least-squares',
        roles,
        options: { variance },
        relative: tolerance.newton,
        expected: {
          value: fit.number('est'),
          standardError: fit.number(key!),
          ...(fit.has('r2') && { 'details.rSquared': fit.number('r2') }),
        },
      }));
  return [
    ...regression(plain, r.at('unadjusted')),
    ...regression(adjusted, r.at('ols_adjusted')),
    {
      id: 'welch',
      roles: plain,
      options: {},
      relative: tolerance.newton,
      expected: { value: r.at('unadjusted').number('est'), 'details.pValue': r.at('unadjusted').number('welch') },
    },
    ...['HC2', 'HC3'].map((variance) => ({
      id: 'cuped',
      roles: adjusted,
      options: { adjustment: 'lin', variance },
      relative: tolerance.newton,
      expected: { value: r.at('lin_interacted').number('est'), standardError: r.at('lin_interacted').number(variance) },
    })),
    ...entropyBalancingCases(r.at('ebal'), adjusted, false),
    ...aipwCases(r.at('aipw_linear'), adjusted, n),
    ...ipwCases(r.at('ipw'), adjusted),
  ];
}
