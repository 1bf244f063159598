import { matchSample } from '../adjustment/match-sample.js';
import type { SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';

type Trial = SampleWith<'treatment' | 'outcome'>;

/** Treated minus comparison outcome of each pair, and the target rows that are in none. */
export interface PairDifferences {
  readonly differences: Float64Array;
  readonly outside: number;
}

/** Pairs named by the strata: one treated and one comparison row each; others are left out and counted. */
export function differencesOfPairs({ treatment, outcome, frequency, strata, rows }: Trial): PairDifferences {
  const { codes, count } = strata!;
  const treated = new Float64Array(count);
  const comparison = new Float64Array(count);
  const difference = new Float64Array(count);
  for (let i = 0; i < rows; i++) {
    const pair = codes[i]!;
    (treatment[i] === 1 ? treated : comparison)[pair]! += frequency[i]!;
    difference[pair]! += (treatment[i] === 1 ? 1 : -1) * outcome[i]!;
  }
  const whole = difference.filter((_, pair) => treated[pair] === 1 && comparison[pair] === 1);
  if (whole.length === 0) {
    throw new StatisticalError(
      'no-overlap',
      'No stratum holds exactly one treated and one comparison row: name the column that numbers the pairs.',
      ['strata'],
    );
  }
  const people = frequency.reduce((sum, f) => sum + f, 0);
  return { differences: whole, outside: people - 2 * whole.length };
}

/** Pairs of nearest score, one to one, as the default of `matching`. */
export function differencesOfMatches(sample: Trial): PairDifferences {
  const matched = matchSample(sample, sample.outcome, {
    target: 'ATT',
    replace: false,
    ratio: 1,
    order: 'largest',
    caliper: null,
    averageTies: false,
  });
  const { imputed } = matched.imputation;
  const differences = matched.outcome.map((y, row) => y - imputed[row]!).filter((d) => !Number.isNaN(d));
  return { differences, outside: matched.unmatched };
}
