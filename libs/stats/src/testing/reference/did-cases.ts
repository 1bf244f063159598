import type { Roles } from '../../core/table.js';
import { tolerance } from '../close-to.js';
import type { RResults } from '../r-results.js';
import type { ReferenceCase } from './reference-case.js';

/** Coefficients and errors of lm on group, after and their product: sandwich and clubSandwich. */
export function didCases(r: RResults, roles: Roles): ReferenceCase[] {
  return ['CR1', 'CR0', 'CR2', 'HC1'].map((variance) => ({
    id: 'did',
    roles,
    options: { variance },
    relative: tolerance.newton,
    expected: {
      value: r.numbers('coef')[3]!,
      standardError: r.numbers(variance)[3]!,
      'n.total': r.number('n'),
      ...(variance !== 'HC1' && { 'details.clusters': r.number('n_clusters') }),
      ...(variance === 'HC1' && { 'details.degreesOfFreedom': r.number('df_residual') }),
      ...Object.fromEntries(
        [0, 1, 2, 3].flatMap((j) => [
          [`details.coefficients.${j}.value`, r.numbers('coef')[j]!],
          [`details.coefficients.${j}.standardError`, r.numbers(variance)[j]!],
        ]),
      ),
    },
  }));
}

/** Means of the four cells, named state.after. */
export const cellCases = (cells: RResults, roles: Roles): ReferenceCase[] => [
  {
    id: 'did',
    roles,
    options: {},
    relative: tolerance.closedForm,
    expected: Object.fromEntries(
      ['0.0', '0.1', '1.0', '1.1'].map((cell, k) => [`details.cells.${k}.mean`, cells.number(cell)]),
    ),
  },
];

/** With both waves of every unit the difference-in-differences is a regression of the change. */
export const changeCases = (r: RResults, roles: Roles): ReferenceCase[] =>
  ['se', 'HC0', 'HC1', 'HC3'].map((key) => ({
    id: 'least-squares',
    roles,
    options: { variance: key === 'se' ? 'model' : key },
    relative: tolerance.newton,
    expected: {
      value: r.numbers('coef')[1]!,
      standardError: r.numbers(key)[1]!,
      'n.total': r.number('n'),
      // R puts the treatment second, as we do.
      ...Object.fromEntries(r.numbers('coef').map((value, j) => [`details.coefficients.${j}.value`, value])),
      ...Object.fromEntries(r.numbers(key).map((error, j) => [`details.coefficients.${j}.standardError`, error])),
    },
  }));
