import type { LookRecord, Protocol, RunInputs, StudyEstimate } from '@impact-ledger/domain';
import { estimate, limitsAt } from '@impact-ledger/stats';
import { additive, withLimits } from './additive.js';
import type { Cells } from './risks.js';
import normal from '@stdlib/stats-base-dists-normal';

export interface LookReading {
  /** Standard errors from an estimate to either limit of its interval at this look. */
  readonly critical: number;
  /** Error rate at which one look would have this critical value. */
  readonly alpha: number;
  /** Undefined when the protocol plans one look, or the estimate has no error to measure information by. */
  readonly record: LookRecord | undefined;
}

type Seen = Pick<StudyEstimate, 'value' | 'standardError'> & {
  readonly n: { readonly total: number; readonly persons?: StudyEstimate['n']['persons'] };
};

interface Counted {
  readonly cells: Cells | null;
  /** In each group. */
  readonly people: readonly number[];
}

const NO_DATA = { rows: 0, columns: {} };
/** Where a look may spend too little for any boundary: no effect that leaves a doubt reaches this far. */
const NO_STOPPING = 10;

/** Below it 1 - alpha is 1 in floating point. */
const SMALLEST = 1e-12;

/** Of an interval at this look. */
export const levelOf = ({ alpha }: LookReading): number => 1 - Math.max(alpha, SMALLEST);

/** Events, and people without one, that each group must have: limits over many looks hold only where normality does. */
export const leastCell = ({ looks }: Pick<Protocol, 'looks'>): number => (looks.kind === 'single' ? 5 : 50);

/** Whether a group is too small for limits over many looks: by events, or by people where the outcome is an amount. */
const isBelowFloor = ({ cells, people }: Counted, looks: Protocol['looks']): boolean =>
  (cells?.flatMap(({ events, nonEvents }) => [events, nonEvents]) ?? people).some(
    (each) => each < leastCell({ looks }),
  );

/**
 * What this look may say of the primary estimate, given the looks before it. Below the floor it spends nothing: the error
 * rate would be spent on limits that do not hold there. Pure.
 */
export function readLook(
  { looks, alpha }: Pick<Protocol, 'looks' | 'alpha'>,
  seen: Seen,
  { earlierInformation = [], last }: Pick<RunInputs, 'earlierInformation' | 'last'>,
  counted: Counted,
): LookReading {
  const fixed = { critical: -normal.quantile(alpha / 2, 0, 1), alpha, record: undefined };
  const { standardError } = seen;
  if (looks.kind === 'single' || standardError === null || standardError === 0) return fixed;
  const information = 1 / (standardError * standardError);
  const record =
    looks.kind === 'anytime'
      ? anytime(looks.tunedAt, alpha, seen, standardError, information)
      : isBelowFloor(counted, looks)
        ? withoutSpending(looks, alpha, earlierInformation, information)
        : spendingLooks(looks, alpha, [...earlierInformation, information], last === true).at(-1)!;
  return { critical: record.critical, alpha: 2 * normal.cdf(-record.critical, 0, 1), record };
}

type Plan = Extract<Protocol['looks'], { kind: 'group_sequential' }>;

function withoutSpending(plan: Plan, alpha: number, earlier: readonly number[], information: number): LookRecord {
  const before = earlier.length > 0 ? spendingLooks(plan, alpha, earlier, false).at(-1) : undefined;
  return {
    ...{ kind: 'group_sequential', information, fraction: Math.min(1, information / plan.informationMax) },
    ...{ spent: 0, cumulative: before?.cumulative ?? 0, critical: before?.critical ?? NO_STOPPING },
    ...{ last: false, belowFloor: true },
  };
}

interface SpendingLook {
  readonly fraction: number;
  readonly spent: number;
  readonly cumulative: number;
  readonly critical: number | null;
}

/** Every look of a plan by spending, given the information of each; the last spends the rest when told so. */
export function spendingLooks(plan: Plan, alpha: number, informations: readonly number[], last: boolean): LookRecord[] {
  const options = {
    ...{ spending: plan.spending, informationMax: plan.informationMax, informations },
    ...{ level: 1 - alpha, final: last },
  };
  const { details } = estimate('group-sequential', NO_DATA, {}, options);
  // A look with nothing left to spend keeps the critical value of the look before.
  let kept = NO_STOPPING;
  return (details['looks'] as unknown as readonly SpendingLook[]).map(
    ({ fraction, spent, cumulative, critical }, k) => ({
      kind: 'group_sequential',
      information: informations[k]!,
      fraction,
      spent,
      cumulative,
      critical: (kept = critical ?? kept),
      last: fraction >= 1 || (last && k === informations.length - 1),
    }),
  );
}

function anytime(
  tunedAt: number,
  alpha: number,
  { value, n }: Seen,
  standardError: number,
  information: number,
): LookRecord {
  const { interval } = estimate(
    'confidence-sequence',
    NO_DATA,
    {},
    {
      tunedAt,
      estimates: [value],
      standardErrors: [standardError],
      counts: [n.persons?.total ?? n.total],
      level: 1 - alpha,
    },
  );
  const critical = (interval.upper! - interval.lower!) / (2 * standardError);
  return { kind: 'anytime', information, fraction: null, spent: null, cumulative: null, critical, last: false };
}

/** The estimate with the interval that this look allows; as it was where one look is planned. */
export function atLook(shown: StudyEstimate, { critical, record }: LookReading): StudyEstimate {
  if (!record || shown.standardError === null) return shown;
  const reach = critical * shown.standardError;
  const { value } = additive(shown);
  return withLimits(shown, { lower: value - reach, upper: value + reach });
}

interface Point {
  readonly survival: number;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Limits of a survival curve at this look, on the log scale as those of one look; as they were where everybody is left, or nobody. */
export function limitsAtLook(
  { survival, standardError, lower, upper }: Point,
  { critical, record }: LookReading,
): Pick<Point, 'lower' | 'upper'> {
  if (!record || !standardError) return { lower, upper };
  const [least, most] = limitsAt(survival, (standardError / survival) ** 2, 'log', critical);
  return { lower: least, upper: most };
}
