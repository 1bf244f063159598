import { pow } from '../core/power.js';
import type { SampleWith } from '../core/sample.js';
import { riskSets } from './risk-sets.js';

/** What a log-rank test is made of, over all strata. */
export interface LogRankScore {
  /** Weighted events of the treated and of the comparison arm. */
  readonly observed: readonly [number, number];
  readonly expected: readonly [number, number];
  /** Σ w² v. */
  readonly variance: number;
  /** Σ w v. */
  readonly information: number;
}

/** Rows that stand for whole numbers of people; the variance is hypergeometric. */
export function logRankScore(sample: SampleWith<'treatment' | 'time' | 'event'>, rho: number): LogRankScore {
  const { treatment, event, frequency } = sample;
  const { order, start, stratumStart, entryGroup } = riskSets(sample.time, sample.strata, sample.entry);
  // Rows that enter the risk set of each group: all of a stratum at its first, unless entry is delayed.
  const entering = new Float64Array(start.length);
  const enteringTreated = new Float64Array(start.length);
  for (let s = 0; s + 1 < stratumStart.length; s++) {
    const first = stratumStart[s]!;
    for (let at = start[first]!; at < start[stratumStart[s + 1]!]!; at++) {
      const row = order[at]!;
      const group = entryGroup === undefined ? first : entryGroup[at]!;
      entering[group]! += frequency[row]!;
      enteringTreated[group]! += frequency[row]! * treatment[row]!;
    }
  }
  const observed: [number, number] = [0, 0];
  const expected: [number, number] = [0, 0];
  let variance = 0;
  let information = 0;
  for (let s = 0; s + 1 < stratumStart.length; s++) {
    const from = stratumStart[s]!;
    const until = stratumStart[s + 1]!;
    let n = 0;
    let n1 = 0;
    let survival = 1;
    for (let group = from; group < until; group++) {
      n += entering[group]!;
      n1 += enteringTreated[group]!;
      let d = 0;
      let d1 = 0;
      let left = 0;
      let left1 = 0;
      for (let at = start[group]!; at < start[group + 1]!; at++) {
        const row = order[at]!;
        const f = frequency[row]!;
        const t = treatment[row]!;
        left += f;
        left1 += f * t;
        d += f * event[row]!;
        d1 += f * event[row]! * t;
      }
      if (d > 0) {
        const w = rho === 0 ? 1 : pow(survival, rho);
        const share = n1 / n;
        observed[0] += w * d1;
        observed[1] += w * (d - d1);
        expected[0] += w * d * share;
        expected[1] += w * d * (1 - share);
        if (n > 1) {
          const v = d * share * (1 - share) * ((n - d) / (n - 1));
          information += w * v;
          variance += w * w * v;
        }
        survival *= (n - d) / n;
      }
      n -= left;
      n1 -= left1;
    }
  }
  return { observed, expected, variance, information };
}
