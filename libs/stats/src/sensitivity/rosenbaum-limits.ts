import normal from '@stdlib/stats-base-dists-normal';
import { exp, log } from '../core/elementary.js';
import { binomialUpperTail } from '../core/f-tails.js';
import { findRoot } from '../core/find-root.js';
import { square } from '../core/power.js';
import { stableOrder } from '../core/stable-order.js';

/** What a test of matched pairs says when hidden bias may multiply the odds of treatment within a pair by up to gamma. */
export interface BiasTest {
  readonly test: 'sign' | 'signed-rank';
  readonly direction: 'treated-larger' | 'comparison-larger';
  /** Pairs that differ. */
  readonly informative: number;
  /** Pairs that favour the direction (sign), or the sum of their ranks. */
  readonly statistic: number;
  /** Largest and smallest one-sided p-value that such a bias could give. */
  readonly bounds: (gamma: number) => { readonly upper: number; readonly lower: number };
}

/** Rosenbaum (2002), chapter 4: of D discordant pairs k favour one arm; P(Binomial(D, gamma/(1 + gamma)) >= k). */
export function signTest(treatedOnly: number, comparisonOnly: number): BiasTest {
  const informative = treatedOnly + comparisonOnly;
  const statistic = Math.max(treatedOnly, comparisonOnly);
  const tail = (p: number): number => binomialUpperTail(statistic, informative, p);
  return {
    test: 'sign',
    direction: treatedOnly >= comparisonOnly ? 'treated-larger' : 'comparison-larger',
    informative,
    statistic,
    bounds: (gamma) => ({ upper: tail(gamma / (1 + gamma)), lower: tail(1 / (1 + gamma)) }),
  };
}

/**
 * Rosenbaum (2002), chapter 4: Wilcoxon's signed rank sum T, normal approximation without continuity correction;
 * E = p Σr, V = p(1 - p) Σr² with p = gamma/(1 + gamma). Zero differences are left out, ties get mid-ranks.
 */
export function signedRankTest(differences: Float64Array): BiasTest {
  const nonzero = differences.filter((d) => d !== 0);
  const size = nonzero.map(Math.abs);
  const order = stableOrder(size);
  const rank = new Float64Array(size.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && size[order[to]!] === size[order[from]!]) to++;
    for (let k = from; k < to; k++) rank[order[k]!] = (from + 1 + to) / 2;
    from = to;
  }
  let all = 0;
  let positive = 0;
  let squares = 0;
  for (let i = 0; i < rank.length; i++) {
    all += rank[i]!;
    squares += square(rank[i]!);
    if (nonzero[i]! > 0) positive += rank[i]!;
  }
  const statistic = Math.max(positive, all - positive);
  const tail = (p: number): number => normal.cdf(-(statistic - p * all) / Math.sqrt(p * (1 - p) * squares), 0, 1);
  return {
    test: 'signed-rank',
    direction: positive >= all - positive ? 'treated-larger' : 'comparison-larger',
    informative: nonzero.length,
    statistic,
    bounds: (gamma) => ({ upper: tail(gamma / (1 + gamma)), lower: tail(1 / (1 + gamma)) }),
  };
}

/** The bias at which the test stops being significant at `alpha`, one-sided; 1 when it is not even without bias. */
export function criticalGamma({ bounds }: BiasTest, alpha: number): number | null {
  if (bounds(1).upper >= alpha) return 1;
  const root = findRoot((logGamma) => bounds(exp(logGamma)).upper - alpha, 0, log(1e8));
  return root === null ? null : exp(root);
}
