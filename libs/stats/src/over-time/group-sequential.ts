import { defineEstimator } from '../catalogue/define-estimator.js';
import { choice, flag, level, numberList, optionalNumber } from '../catalogue/option.js';
import { normalPValue } from '../core/distributions.js';
import type { Finding, StatisticalWarning } from '../core/estimate.js';
import { noInterval } from '../core/intervals.js';
import { StatisticalError } from '../core/statistical-error.js';
import { advance, boundaryFor, start } from './boundary-density.js';
import { spendingFunctions, spentBy, type Spending } from './spending.js';

/** One look: what it may spend and how far the statistic must lie from 0. */
export interface Look {
  readonly information: number;
  /** Share of the largest information, at most 1. */
  readonly fraction: number;
  /** Error of both sides together at this look. */
  readonly spent: number;
  readonly cumulative: number;
  /** null where the look may spend too little for any boundary: there is no stopping at it. */
  readonly critical: number | null;
}

/**
 * Boundaries of a two-sided test that is looked at more than once, by error spending. The figure is the critical value of the latest look.
 *
 * Estimand: none of its own: it judges the estimates of another method. The chance that any look crosses under no effect is `1 - level`
 * exactly.
 * Assumes: independent increments (where persons or fitted weights recur between looks, the boundary is approximate), and that neither the
 * number nor the times of the looks follow from the results.
 * Formula: Lan and DeMets (1983), spending functions in `spentBy`; looks are at information I = 1/SE², as share of `informationMax`. A look
 * whose information is not above all before it (people erased, corrections) spends nothing and keeps the critical value of the look before.
 * The last look (`final`, or information at the maximum) spends what is left. With `estimates`, each look has its repeated confidence
 * interval, estimate ± critical × SE (Jennison and Turnbull 1989), valid whether or not one stops.
 * Variance: the information given; limits of looks follow from it.
 * Shapes: options `informations` and if wanted `estimates`, one of each a look; no rows.
 * Units: critical values in standard errors.
 * Tested against: the published values below and R mvtnorm::pmvnorm, an integral of another kind.
 * Errors: missing-role, invalid-option.
 *
 * @example five equal looks, obrien-fleming, 0.05: 4.8769 3.3570 2.6803 2.2898 2.0310; pocock: 2.4380 2.4268 2.4102 2.3966 2.3860.
 */
export const groupSequential = defineEstimator({
  id: 'group-sequential',
  group: 'over-time',
  what: 'Boundaries and repeated intervals when a study is looked at a planned number of times.',
  estimand: 'critical value',
  required: [],
  options: {
    spending: choice(spendingFunctions, 'How the error is spent over information.'),
    informations: numberList('Information 1/SE² of each look so far, in order of the looks.', {
      minimum: Number.MIN_VALUE,
    }),
    informationMax: optionalNumber('Information planned for the last look; not set: that of the last one given.', {
      minimum: Number.MIN_VALUE,
    }),
    estimates: numberList('The estimate of each look, on a scale where no effect is 0 (a log ratio, a difference).'),
    final: flag('The last look given is the last there will be: it spends what is left.'),
    level,
  },
  run(_, options): Finding {
    const { informations, estimates } = options;
    if (informations === null) {
      throw new StatisticalError('missing-role', 'group-sequential needs the information of each look: informations.', [
        'informations',
      ]);
    }
    if (estimates !== null && estimates.length !== informations.length) {
      throw new StatisticalError(
        'invalid-option',
        `There are ${estimates.length} estimates for ${informations.length} looks: give one a look.`,
        ['estimates', 'informations'],
      );
    }
    const maximum = options.informationMax ?? informations.at(-1)!;
    const looks = looksAt(options.spending, informations, maximum, 1 - options.level, options.final);
    const described = looks.map((look, k) => ({ ...look, ...judged(look, estimates?.[k]) }));
    const first = described.findIndex((look) => 'crossed' in look && look.crossed);
    return {
      estimand: 'critical value',
      measure: 'critical-value',
      value: looks.at(-1)!.critical,
      standardError: null,
      standardErrorScale: 'natural',
      interval: noInterval(options.level),
      n: { total: 0, treated: null, comparison: null, events: null },
      details: {
        looks: described,
        crossedAt: estimates === null || first === -1 ? null : first + 1,
        left: 1 - options.level - looks.at(-1)!.cumulative,
      },
      warnings: warningsOf(looks),
    };
  },
});

/** Spending and critical value of every look. */
export function looksAt(
  spending: Spending,
  informations: readonly number[],
  maximum: number,
  alpha: number,
  final: boolean,
): Look[] {
  const looks: Look[] = [];
  let density = start;
  let spentSoFar = 0;
  informations.forEach((information, k) => {
    const last = final && k === informations.length - 1;
    const fraction = Math.min(1, information / maximum);
    const before = looks.at(-1);
    if (before !== undefined && !(information > density.information)) {
      looks.push({ information, fraction, spent: 0, cumulative: 2 * spentSoFar, critical: before.critical });
      return;
    }
    const target = last ? alpha / 2 : spentBy(spending, fraction, alpha);
    const error = Math.max(0, target - spentSoFar);
    const critical = error > 0 ? boundaryFor(density, information, error) : null;
    if (critical !== null) spentSoFar += error;
    looks.push({
      information,
      fraction,
      spent: critical === null ? 0 : 2 * error,
      cumulative: 2 * spentSoFar,
      critical,
    });
    if (k < informations.length - 1) density = advance(density, information, critical ?? Infinity);
  });
  return looks;
}

function judged({ information, critical }: Look, estimate: number | undefined) {
  if (estimate === undefined) return {};
  const z = estimate * Math.sqrt(information);
  const reach = critical === null ? null : critical / Math.sqrt(information);
  return {
    estimate,
    statistic: z,
    pValueUnadjusted: normalPValue(z),
    lower: reach === null ? null : estimate - reach,
    upper: reach === null ? null : estimate + reach,
    crossed: critical !== null && Math.abs(z) >= critical,
  };
}

function warningsOf(looks: readonly Look[]): StatisticalWarning[] {
  const fell = looks.filter(({ information }, k) =>
    looks.slice(0, k).some((before) => before.information >= information),
  );
  const closed = looks.filter(({ critical }) => critical === null).length;
  return [
    ...(fell.length > 0
      ? [
          {
            kind: 'information-fell',
            message: `${fell.length} looks have no more information than one before: they spend nothing and keep its critical value.`,
          },
        ]
      : []),
    ...(closed > 0
      ? [
          {
            kind: 'no-stopping',
            message: `${closed} looks may spend too little for any boundary: the study cannot stop there.`,
          },
        ]
      : []),
  ];
}
