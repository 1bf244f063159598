import { sumOf } from '../core/descriptive.js';
import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';

/**
 * What each row counts in a fit: its frequency, or its sampling weight made to average 1, on which neither coefficients nor
 * robust errors depend.
 */
export function fitWeights({ frequency, samplingWeights, rows }: Sample): Float64Array {
  if (samplingWeights === undefined) return frequency;
  const factor = rows / sumOf(samplingWeights);
  return samplingWeights.map((w) => w * factor);
}

/** Error: invalid-option for an error that would read sampling weights as numbers of people. */
export function refuseModelError({ samplingWeights }: Sample, variance: string, instead: string): void {
  if (samplingWeights === undefined || variance !== 'model') return;
  throw new StatisticalError(
    'invalid-option',
    `The model error treats sampling weights as numbers of people. Use variance ${instead}.`,
    ['variance'],
  );
}
