import type { EconomicFindings, Economics, Protocol, StudyEstimate } from '@impact-ledger/domain';
import { estimate } from '@impact-ledger/stats';
import { SEEDS } from './analyse.js';

const NO_DATA = { rows: 0, columns: {} };
const NAMES = ['benefit', 'cost', 'deadweight', 'displacement'] as const;

/**
 * What the effect is worth, by the assumptions of the protocol: cost of one gain with Fieller's limits (`unbounded` when the
 * interval of the effect includes zero), net benefit per person reached at the assumptions' middle values, and the range
 * of benefit over cost that 10,000 draws of effect and assumptions leave. A gain is in the hoped-for direction: of time lost, one
 * unit less. Deadweight and displacement shrink the gains everywhere. Undefined without assumptions, or without an error of
 * the effect. Errors: those of `cost-per-outcome` and `benefit-cost`.
 */
export function economicsOf(
  primary: StudyEstimate,
  { economics, estimand }: Protocol,
  { level, seed }: { readonly level: number; readonly seed: number },
): EconomicFindings | undefined {
  if (!economics || !primary.standardError) return undefined;
  const sign = estimand.beneficialDirection === 'increase' ? 1 : -1;
  const left = (1 - middle(economics.deadweight)) * (1 - middle(economics.displacement));
  const [effect, standardError] = [sign * primary.value, primary.standardError];
  const perGain = estimate(
    'cost-per-outcome',
    NO_DATA,
    {},
    {
      cost: middle(economics.cost),
      effect: effect * left,
      effectStandardError: standardError * left,
      outcomeValue: middle(economics.benefit),
      level,
    },
  );
  const ratio = estimate(
    'benefit-cost',
    NO_DATA,
    {},
    {
      effect: [effect, standardError],
      ...Object.fromEntries(
        NAMES.flatMap((name): [string, unknown][] => [
          [name, economics[name].numbers],
          [`${name}Distribution`, economics[name].distribution],
        ]),
      ),
      ...{ seed: seed % SEEDS, level },
    },
  );
  // An interval of another kind may include zero where Fieller's, of the standard error alone, does not.
  const isDoubtful = primary.interval.lower <= 0 && primary.interval.upper >= 0;
  const net = perGain.details['netBenefit'] as { value: number; lower: number; upper: number };
  const { lower, upper } = perGain.interval;
  return {
    currency: economics.currency,
    gain: economics.gain,
    status: isDoubtful ? 'unbounded' : (perGain.details['status'] as EconomicFindings['status']),
    costPerGain: isDoubtful || perGain.value === null ? null : { value: perGain.value, lower: lower!, upper: upper! },
    netBenefit: { value: net.value, lower: net.lower, upper: net.upper },
    benefitCost: {
      median: ratio.value!,
      ...{ level, lower: ratio.interval.lower!, upper: ratio.interval.upper! },
      draws: ratio.details['draws'] as number,
      shareWorthwhile: ratio.details['shareWorthwhile'] as number,
    },
    assumptions: NAMES.map((name) => ({ name, ...economics[name] })),
    claims: economics.claims ?? [],
  };
}

/** The middle of an assumption: its median, of a triangle the likeliest value. */
function middle({ distribution, numbers }: Economics['cost']): number {
  const [first = 0, second = 0] = numbers;
  switch (distribution) {
    case 'uniform':
      return (first + second) / 2;
    case 'triangular':
      return second;
    case 'fixed':
    case 'normal':
    case 'lognormal':
      return first;
  }
}
