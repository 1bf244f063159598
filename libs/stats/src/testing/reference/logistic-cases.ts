import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** Coefficients, all variances and the likelihood of one logistic regression. */
export function logisticCases(r: RResults, roles: Roles): ReferenceCase[] {
  const names = r.texts('names');
  const withErrors = (variance: string, key: string): ReferenceCase => ({
    id: 'logistic',
    roles,
    options: { variance },
    relative: tolerance.newtonError,
    expected: Object.fromEntries(names.map((_, j) => [`details.coefficients.${j}.standardError`, r.numbers(key)[j]!])),
  });
  const clustered: [string, string][] = !r.has('cluster')
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
        ...Object.fromEntries(names.map((_, j) => [`details.coefficients.${j}.value`, r.numbers('coef')[j]!])),
        value: Math.exp(r.numbers('coef')[1]!),
        'details.logLikelihood': r.number('loglik'),
        'n.total': r.number('n'),
        'details.aic': r.number('aic'),
      },
    },
    withErrors('model', 'se_model'),
    ...['HC0', 'HC1', 'HC2', 'HC3'].map((variance) => withErrors(variance, `se_${variance}`)),
    ...clustered.map(([variance, key]) => withErrors(variance, key)),
  ];
}
