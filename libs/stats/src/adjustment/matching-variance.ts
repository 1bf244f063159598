import type { Imputation } from './imputed-outcomes.js';
import type { Matches } from './nearest-matching.js';

/**
 * Variance of a mean difference between matched arms when the rows of a matched set are one cluster: CR1, the summed
 * influences by set, times G/(G-1)·(n-1)/(n-2) (Abadie and Spiess 2022: valid without replacement).
 *
 * @param weights 1 of a matched treated row, 1/m of each of its m partners
 */
export function clusterPairVariance(matches: Matches, weights: Float64Array, outcome: Float64Array): number {
  const { treated, partners, ratio } = matches;
  const sums = [0, 0];
  const totals = [0, 0];
  let rows = 0;
  const eachSet = (visit: (row: number, set: readonly number[]) => void): void =>
    treated.forEach((row, k) => {
      const set = Array.from(partners.subarray(k * ratio, (k + 1) * ratio)).filter((other) => other >= 0);
      if (set.length > 0) visit(row, set);
    });
  let sets = 0;
  eachSet((row, set) => {
    sets++;
    rows += 1 + set.length;
    sums[1]! += outcome[row]!;
    totals[1]! += 1;
    for (const other of set) {
      sums[0]! += weights[other]! * outcome[other]!;
      totals[0]! += weights[other]!;
    }
  });
  const means = [sums[0]! / totals[0]!, sums[1]! / totals[1]!];
  let squares = 0;
  eachSet((row, set) => {
    let score = (outcome[row]! - means[1]!) / totals[1]!;
    for (const other of set) score -= (weights[other]! * (outcome[other]! - means[0]!)) / totals[0]!;
    squares += score * score;
  });
  return squares * (sets / (sets - 1)) * ((rows - 1) / (rows - 2));
}

/**
 * Abadie and Imbens (2006), for the sampling of people as well as of outcomes, with one outcome variance for
 * all estimated from the matched differences: what `Match(Var.calc = 0)` of package Matching gives.
 *
 * @param focal which rows were matched: the treated, or all
 * @param sign 1 where the row's own outcome is that under treatment, -1 where its partners' is
 */
export function abadieImbensVariance(
  imputation: Imputation,
  outcome: Float64Array,
  sign: Float64Array,
  effect: number,
  everybody: boolean,
): number {
  const { imputed, spread, uses, squaredUses } = imputation;
  let focal = 0;
  let own = 0;
  let within = 0;
  for (let i = 0; i < outcome.length; i++) {
    if (Number.isNaN(imputed[i]!)) continue;
    const away = sign[i]! * (outcome[i]! - imputed[i]!) - effect;
    focal++;
    own += away * away;
    within += spread[i]!;
  }
  const outcomeVariance = (own + within) / (2 * focal);
  let reuse = 0;
  for (let i = 0; i < outcome.length; i++) {
    reuse += uses[i]! * uses[i]! + (everybody ? 2 * uses[i]! : 0) - squaredUses[i]!;
  }
  return (own + outcomeVariance * reuse) / (focal * focal);
}
