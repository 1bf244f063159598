import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { OutcomeModelKind } from './outcome-model.js';

export const outcomeModels = ['auto', 'logistic', 'linear'] as const;

/** Logistic for an outcome of 0 and 1 unless asked otherwise. Error: not-binary. */
export function modelKind(asked: 'auto' | OutcomeModelKind, sample: SampleWith<'outcome'>): OutcomeModelKind {
  if (asked === 'auto') return sample.outcomeIsBinary ? 'logistic' : 'linear';
  if (asked === 'logistic' && !sample.outcomeIsBinary) {
    throw new StatisticalError(
      'not-binary',
      `outcomeModel "logistic" needs an outcome of 0 and 1; "${sample.outcomeName}" holds others. Use linear.`,
      [sample.outcomeName!],
    );
  }
  return asked;
}
