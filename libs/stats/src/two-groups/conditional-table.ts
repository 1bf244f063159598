import { findRoot } from '../core/find-root.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { TwoByTwo } from './two-by-two.js';
import { exp, log, log1p } from '../core/elementary.js';

/** No odds ratio of a table of doubles lies further out: exp(±60). */
const LIMIT = 60;
/** More tables with the same margins than fit into memory at once. */
const MOST_TABLES = 20_000_000;
/** exp of less than this is zero. */
const NOTHING = -745;

/**
 * Events among the treated given both margins: Fisher's noncentral hypergeometric distribution. `logWeights[i]` is the log
 * probability of `lowest + i` events at odds ratio 1, up to a constant, by the recurrence of neighbouring terms out from
 * the mode, so that no factorial of a large number is subtracted from another. Error: not-estimable (too many tables).
 */
export interface ConditionalTable {
  readonly observed: number;
  readonly lowest: number;
  readonly logWeights: Float64Array;
}

export function conditionalTable({ x1, n1, x0, n0 }: TwoByTwo): ConditionalTable {
  const events = x1 + x0;
  const lowest = Math.max(0, events - n0);
  const highest = Math.min(n1, events);
  if (highest - lowest >= MOST_TABLES) {
    throw new StatisticalError(
      'not-estimable',
      `${highest - lowest + 1} tables have these margins, too many to go through one by one. At such a size nothing is gained by it: use two-proportion-test or odds-ratio.`,
    );
  }
  const logWeights = new Float64Array(highest - lowest + 1);
  const step = (x: number): number => log(((n1 - x) / (x + 1)) * ((events - x) / (n0 - events + x + 1)));
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((n1 + 1) * (events + 1)) / (n1 + n0 + 2))));
  for (let x = mode; x < highest; x++) logWeights[x + 1 - lowest] = logWeights[x - lowest]! + step(x);
  for (let x = mode; x > lowest; x--) logWeights[x - 1 - lowest] = logWeights[x - lowest]! - step(x - 1);
  return { observed: x1, lowest, logWeights };
}

/** Two-sided p-value at odds ratio 1: the tables no likelier than the observed one (Fisher 1935), ties within 1e-7 as R. */
export function exactPValue({ observed, lowest, logWeights }: ConditionalTable): number {
  const line = logWeights[observed - lowest]! + log1p(1e-7);
  let all = 0;
  let extreme = 0;
  for (let i = 0; i < logWeights.length; i++) {
    all += exp(logWeights[i]!);
    if (logWeights[i]! <= line) extreme += exp(logWeights[i]! - line);
  }
  return Math.min(1, exp(line + log(extreme / all)));
}

/** Odds ratio that makes the observed count its mean (conditional maximum likelihood); Infinity at the highest count. */
export function conditionalOddsRatio(table: ConditionalTable): number | null {
  const at = table.observed - table.lowest;
  if (at === 0) return 0;
  if (at === table.logWeights.length - 1) return Infinity;
  return rootOf((logOdds) => tilted(table, logOdds).mean - at);
}

/** Odds ratios at which the observed count would lie in a tail of `alpha`: Cornfield (1956), exact. */
export function exactLimits(table: ConditionalTable, alpha: number): readonly [number | null, number | null] {
  const at = table.observed - table.lowest;
  const lower = at === 0 ? 0 : rootOf((logOdds) => tilted(table, logOdds).atLeast - alpha);
  const highest = at === table.logWeights.length - 1;
  return [lower, highest ? Infinity : rootOf((logOdds) => tilted(table, logOdds).atMost - alpha)];
}

function rootOf(f: (logOdds: number) => number): number | null {
  const root = findRoot(f, -LIMIT, LIMIT);
  return root === null ? null : exp(root);
}

/** Mean (counted from the lowest) and tails at an odds ratio. Walks out from the mode, as far as there is any mass. */
function tilted(table: ConditionalTable, logOdds: number): { mean: number; atLeast: number; atMost: number } {
  const { logWeights } = table;
  const at = table.observed - table.lowest;
  const mode = modeOf(logWeights, logOdds);
  const peak = logWeights[mode]! + mode * logOdds;
  const sums = { all: 0, moment: 0, above: 0, below: 0 };
  const add = (i: number): boolean => {
    const height = logWeights[i]! + i * logOdds - peak;
    if (height < NOTHING) return false;
    const w = exp(height);
    sums.all += w;
    // From the mode, so that the mean of a far count keeps its digits.
    sums.moment += w * (i - mode);
    if (i >= at) sums.above += w;
    if (i <= at) sums.below += w;
    return true;
  };
  for (let i = mode; i < logWeights.length && add(i);) i++;
  for (let i = mode - 1; i >= 0 && add(i);) i--;
  return { mean: mode + sums.moment / sums.all, atLeast: sums.above / sums.all, atMost: sums.below / sums.all };
}

/** The weights are log-concave: the mode is where the next step first goes down. */
function modeOf(logWeights: Float64Array, logOdds: number): number {
  let from = 0;
  let to = logWeights.length - 1;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (logWeights[middle + 1]! - logWeights[middle]! + logOdds > 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
