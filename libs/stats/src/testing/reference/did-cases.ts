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
      ...Object.fromEntries(
        [0, 1, 2, 3].flatMap((j) => [
          [`details.coefficients.${j}.value`, r.numbers('coef')[j]!],
          [`details.coefficients.${j}.standardError`, r.numbers(variance)[j]!],
        ]),
      ),
    },
  }));
}
