import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, integer, level, numberList } from '../catalogue/option.js';
import type { Finding } from '../core/estimate.js';
import { quantile } from '../core/quantile.js';
import { StatisticalError } from '../core/statistical-error.js';
import { distributions, draws, PARAMETERS_WHAT, type Distribution } from './assumption.js';

const assumption = (what: string) => numberList(`${what}; required. Numbers of its distribution: ${PARAMETERS_WHAT}.`);
const shape = (first: Distribution) =>
  choice(
    [first, ...distributions.filter((other) => other !== first)] as [Distribution, ...Distribution[]],
    'Distribution of the one before.',
  );

/** Streams of the seed, so that an assumption's draws do not change when another one does. */
const STREAMS = { effect: 0, benefit: 1, cost: 2, deadweight: 3, displacement: 4 } as const;

/**
 * Benefit over cost per person reached. The figure is the median, the interval an *uncertainty range*: it holds the share `level` of the draws
 * and is as good as the assumptions, not a confidence interval.
 *
 * Estimand: effect × benefit × (1 - deadweight) × (1 - displacement) / cost, per person reached.
 * Assumes: the named distributions, and that they are independent. `deadweight` is the share that would have come about anyway (0 when the
 * effect is against a comparison group), `displacement` the share taken from others: neither has a default.
 * Formula: quantiles of independent draws (10,000 unless asked otherwise), a probabilistic sensitivity analysis (Briggs, Claxton and Sculpher
 * 2006, chapter 4).
 * Variance: none: the draws have a spread, which follows from the assumptions.
 * Shapes: numbers in options; no rows.
 * Units: a ratio of money to money; `effect` in outcomes per person (normal: estimate and standard error), `benefit` in money per outcome;
 * where the outcome is time, from the time lost (`rmst`), not from a difference of risks.
 * Tested against: products of lognormals, whose quantiles have a closed form.
 * Errors: missing-role, invalid-option (also a cost that may be 0 or less, shares outside 0 to 1).
 *
 * @example effect fixed [0.1], benefit fixed [2000], cost fixed [50], deadweight [0], displacement [0.2]: 3.2.
 */
export const benefitCost = defineEstimator({
  id: 'benefit-cost',
  group: 'economics',
  what: 'Benefit over cost, with the range that the assumptions leave.',
  estimand: 'benefit-cost ratio',
  required: [],
  options: {
    effect: assumption('Outcomes gained per person reached'),
    effectDistribution: shape('normal'),
    benefit: assumption('Worth of one outcome, in money'),
    benefitDistribution: shape('triangular'),
    cost: assumption('Cost per person reached'),
    costDistribution: shape('fixed'),
    deadweight: assumption('Share that would have come about anyway'),
    deadweightDistribution: shape('fixed'),
    displacement: assumption('Share taken from others'),
    displacementDistribution: shape('fixed'),
    draws: integer(10_000, 'Number of draws.', { minimum: 1000, maximum: 1_000_000 }),
    seed: integer(1, 'Seed of the draws.', { minimum: 0, maximum: 2_147_483_647 }),
    level,
  },
  run(_, options): Finding {
    const drawn = (name: keyof typeof STREAMS): Float64Array =>
      draws(name, options[`${name}Distribution`], options[name], options.draws, {
        seed: options.seed,
        stream: STREAMS[name],
      });
    const [effect, benefit, cost] = [drawn('effect'), drawn('benefit'), drawn('cost')];
    const [deadweight, displacement] = [drawn('deadweight'), drawn('displacement')];
    refuse(
      'cost',
      cost.some((value) => !(value > 0)),
      'above 0, or the ratio means nothing',
    );
    for (const [name, shares] of Object.entries({ deadweight, displacement })) {
      refuse(
        name,
        shares.some((value) => !(value >= 0 && value <= 1)),
        'a share from 0 to 1',
      );
    }
    const benefits = effect.map((value, i) => value * benefit[i]! * (1 - deadweight[i]!) * (1 - displacement[i]!));
    const ratios = benefits.map((value, i) => value / cost[i]!).toSorted();
    const nets = benefits.map((value, i) => value - cost[i]!).toSorted();
    const at = (sorted: Float64Array, p: number): number => quantile((k) => sorted[k]!, sorted.length, p);
    const tail = (1 - options.level) / 2;
    const worthwhile = nets.reduce((count, net) => (net > 0 ? count + 1 : count), 0);
    return {
      estimand: 'benefit-cost ratio',
      measure: 'benefit-cost-ratio',
      value: at(ratios, 0.5),
      standardError: null,
      standardErrorScale: 'natural',
      interval: { level: options.level, lower: at(ratios, tail), upper: at(ratios, 1 - tail) },
      n: { total: 0, treated: null, comparison: null, events: null },
      details: {
        interval: 'uncertainty range',
        netBenefit: { median: at(nets, 0.5), lower: at(nets, tail), upper: at(nets, 1 - tail) },
        shareWorthwhile: worthwhile / options.draws,
        draws: options.draws,
        seed: options.seed,
      },
    };
  },
});

function refuse(name: string, impossible: boolean, expected: string): void {
  if (!impossible) return;
  throw new StatisticalError(
    'invalid-option',
    `Some draws of ${name} are impossible: it must be ${expected}. Choose a distribution that keeps to it.`,
    [name],
  );
}
