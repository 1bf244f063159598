import type { StatisticalWarning } from '../core/estimate.js';
import type { LogisticFit } from './fit-logistic.js';

/** Fitted probabilities at 0 or 1: the fit exists, but rests on next to no information for those rows. */
export function nearSeparationWarning({ fitted, frequency }: LogisticFit, model: string): StatisticalWarning[] {
  let extreme = 0;
  for (let i = 0; i < fitted.length; i++) {
    if (frequency[i]! > 0 && (fitted[i]! < 1e-9 || fitted[i]! > 1 - 1e-9)) extreme += frequency[i]!;
  }
  return extreme === 0
    ? []
    : [
        {
          kind: 'near-separation',
          message: `The ${model} predicts 0 or 1 to nine digits for ${extreme} rows: it is close to separation.`,
        },
      ];
}
