import { pow, square } from '../core/power.js';
import type { SampleWith } from '../core/sample.js';
import type { LogRankScore } from './log-rank-score.js';
import { riskSets, type RiskSets } from './risk-sets.js';

/** Over the groups: what a row at risk there, of weight 1, adds to the expected score if treated, and if not. */
interface Expected {
  /** q, the weight S(t-)^rho of the test, and the share of the weights at risk that is treated. */
  readonly q: Float64Array;
  readonly share: Float64Array;
  /** Σ q d/n and Σ q share d/n up to the group, it included; place 0 is before the first. */
  readonly rise: Float64Array;
  readonly treatedRise: Float64Array;
}

/**
 * Log-rank score of a sample whose weights are not numbers of people (Lin 2000, Biometrika 87:37): weighted observed less weighted expected, its variance the sum of the
 * squared weighted score residuals of the rows; the information Σ q d p(1 - p). That is the robust score test of a Cox model with one
 * covariate and Breslow ties. With weights that are all 1 it is not the log-rank test, whose variance trusts the hypothesis.
 */
export function weightedLogRank(
  sample: SampleWith<'treatment' | 'time' | 'event'>,
  weights: Float64Array,
  rho: number,
): LogRankScore {
  const { treatment, event } = sample;
  const sets = riskSets(sample.time, sample.strata, sample.entry);
  const { order, group, entryGroup, stratumStart } = sets;
  const { observed, expected, information, q, share, rise, treatedRise } = overGroups(sets, sample, weights, rho);
  const firstOf = new Uint32Array(sets.code.length);
  for (let s = 0; s + 1 < stratumStart.length; s++)
    firstOf.fill(stratumStart[s]!, stratumStart[s], stratumStart[s + 1]);
  let variance = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at]!;
    const k = group[at]!;
    const since = entryGroup === undefined ? firstOf[k]! : entryGroup[at]!;
    const t = treatment[row]!;
    const lived = t * (rise[k + 1]! - rise[since]!) - (treatedRise[k + 1]! - treatedRise[since]!);
    variance += square(weights[row]! * (event[row]! * q[k]! * (t - share[k]!) - lived));
  }
  return { observed, expected, variance, information };
}

function overGroups(
  { order, start, stratumStart, entryGroup }: RiskSets,
  { treatment, event }: SampleWith<'treatment' | 'time' | 'event'>,
  weights: Float64Array,
  rho: number,
): Expected & Omit<LogRankScore, 'variance'> {
  const groups = start.length - 1;
  const column = (size: number): Float64Array => new Float64Array(size);
  const [entering, enteringTreated] = [column(groups + 1), column(groups + 1)];
  const [q, share, rise, treatedRise] = [column(groups), column(groups), column(groups + 1), column(groups + 1)];
  const observed: [number, number] = [0, 0];
  const expected: [number, number] = [0, 0];
  let information = 0;
  for (let s = 0; s + 1 < stratumStart.length; s++) {
    const [from, until] = [stratumStart[s]!, stratumStart[s + 1]!];
    for (let at = start[from]!; at < start[until]!; at++) {
      const row = order[at]!;
      const first = entryGroup === undefined ? from : entryGroup[at]!;
      entering[first]! += weights[row]!;
      enteringTreated[first]! += weights[row]! * treatment[row]!;
    }
    let [n, n1, survival] = [0, 0, 1];
    for (let k = from; k < until; k++) {
      n += entering[k]!;
      n1 += enteringTreated[k]!;
      let [d, d1, left, left1] = [0, 0, 0, 0];
      for (let at = start[k]!; at < start[k + 1]!; at++) {
        const row = order[at]!;
        const w = weights[row]!;
        left += w;
        left1 += w * treatment[row]!;
        d += w * event[row]!;
        d1 += w * event[row]! * treatment[row]!;
      }
      rise[k + 1] = rise[k]!;
      treatedRise[k + 1] = treatedRise[k]!;
      if (d > 0) {
        // Sums of what came and went may leave a rounding error below 0, or above everybody.
        const p = Math.min(1, Math.max(0, n1 / n));
        q[k] = rho === 0 ? 1 : pow(survival, rho);
        share[k] = p;
        rise[k + 1]! += (q[k]! * d) / n;
        treatedRise[k + 1]! += (q[k]! * p * d) / n;
        observed[0] += q[k]! * d1;
        observed[1] += q[k]! * (d - d1);
        expected[0] += q[k]! * d * p;
        expected[1] += q[k]! * d * (1 - p);
        information += q[k]! * d * p * (1 - p);
        survival *= Math.max(0, (n - d) / n);
      }
      n -= left;
      n1 -= left1;
    }
  }
  return { observed, expected, information, q, share, rise, treatedRise };
}
