import type { SampleWith } from '../core/sample.js';

/** Events and rows of the two arms: treated is 1, comparison is 0. */
export interface TwoByTwo {
  readonly x1: number;
  readonly n1: number;
  readonly x0: number;
  readonly n0: number;
}

/** Counts by frequency. */
export function twoByTwo({ treatment, outcome, frequency }: SampleWith<'treatment' | 'outcome'>): TwoByTwo {
  const n = [0, 0];
  const x = [0, 0];
  for (let i = 0; i < treatment.length; i++) {
    const arm = treatment[i]!;
    n[arm]! += frequency[i]!;
    x[arm]! += frequency[i]! * outcome[i]!;
  }
  return { x1: x[1]!, n1: n[1]!, x0: x[0]!, n0: n[0]! };
}
