import type { Figures, Reading, Rule } from '#bonne-boite/reading';

export interface Summary {
  readonly rule: Rule;
  readonly truth: number;
  readonly seeds: number;
  readonly refused: number;
  readonly covers: number;
  /** Counts of covering intervals that chance allows 99 times in 100. */
  readonly band: readonly [number, number];
  readonly bias: number;
  readonly biasLimit: number;
  readonly spread: number;
  /** Mean standard error over empirical standard deviation. */
  readonly ratio: number;
  /** What the ratio may be: the spread of few seeds is itself known to a few per cent only. */
  readonly ratioBand: readonly [number, number];
  /** Share of naive intervals that cover, and the mean naive figure; null without a naive figure. */
  readonly naive: { readonly covers: number; readonly mean: number } | null;
  readonly rows: number;
  readonly faults: readonly string[];
}

const LEVEL = 0.95;
/** Two-sided 99 %, for bias and coverage alike. */
const CHANCE = 0.01;
const BIAS = 2.6;
const RATIO = [0.95, 1.05] as const;

/** What the seeds of a rule say together, and what of it is out of bounds. */
export function summarise(rule: Rule, truth: number, readings: readonly Reading[]): Summary {
  const kept = readings.filter((reading): reading is Figures => !('refused' in reading));
  const seeds = readings.length;
  const mean = (of: (reading: Figures) => number): number =>
    kept.reduce((sum, each) => sum + of(each), 0) / kept.length;
  const centre = mean(({ value }) => value);
  const spread = Math.sqrt(kept.reduce((sum, { value }) => sum + (value - centre) ** 2, 0) / (kept.length - 1));
  const holds = ({ lower, upper }: { readonly lower: number; readonly upper: number }): boolean =>
    lower <= truth && truth <= upper;
  const naive = kept.flatMap((reading) => (reading.naive === null ? [] : [reading.naive]));
  const summary = {
    ...{ rule, truth, seeds, spread },
    refused: seeds - kept.length,
    covers: kept.filter(holds).length,
    band: centralCounts(seeds, LEVEL, CHANCE),
    bias: centre - truth,
    biasLimit: (BIAS * spread) / Math.sqrt(kept.length),
    ratio: mean(({ standardError }) => standardError) / spread,
    ratioBand: ratioBand(seeds),
    naive:
      naive.length === 0
        ? null
        : {
            covers: naive.filter(holds).length / naive.length,
            mean: naive.reduce((sum, { value }) => sum + value, 0) / naive.length,
          },
    rows: Math.round(mean(({ rows }) => rows)),
  };
  return { ...summary, faults: faultsOf(summary) };
}

function faultsOf({ covers, band, bias, biasLimit, ratio, naive, spread, ...rest }: Omit<Summary, 'faults'>): string[] {
  const [least, most] = rest.ratioBand;
  return [
    ...(covers < band[0] || covers > band[1] ? ['coverage'] : []),
    ...(Math.abs(bias) > biasLimit || !(spread > 0) ? ['bias'] : []),
    ...(ratio < least || ratio > most ? ['error over spread'] : []),
    ...(naive !== null && naive.covers >= 0.5 ? ['the naive interval covers'] : []),
  ];
}

function ratioBand(seeds: number): [number, number] {
  const slack = seeds >= 2000 ? 0 : BIAS / Math.sqrt(2 * seeds);
  return [RATIO[0] - slack, RATIO[1] + slack];
}

/** The binomial counts between the quantiles chance/2 and 1 - chance/2. */
export function centralCounts(trials: number, share: number, chance: number): [number, number] {
  const counts: [number, number] = [0, trials];
  let log = trials * Math.log1p(-share);
  let below = 0;
  for (let count = 0; count <= trials; count++) {
    const before = below;
    below += Math.exp(log);
    if (before < chance / 2 && below >= chance / 2) counts[0] = count;
    if (before < 1 - chance / 2 && below >= 1 - chance / 2) counts[1] = count;
    log += Math.log((trials - count) / (count + 1)) + Math.log(share / (1 - share));
  }
  return counts;
}
