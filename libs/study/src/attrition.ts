import type { Cohort } from '@impact-ledger/cohort';
import type { Protocol } from '@impact-ledger/domain';
import { estimate, type Table } from '@impact-ledger/stats';
import normal from '@stdlib/stats-base-dists-normal';
import { horizonOf } from './follow-up.js';

type Arm = keyof Cohort['assigned'];
interface Lost {
  readonly share: number;
  readonly variance: number;
}

/** Before anything else of the same time, and after all of an earlier one; times nearer than 1e-8 are taken for one. */
const JUST_BEFORE = 1 - 1e-6;

/**
 * By how much the arms of a draw differ in the share of those lost to view before the horizon, and the most they may.
 *
 * A missing outcome is lost. Where people are followed for a time, so is somebody whose time ends early without an event:
 * their share is one less the curve of Kaplan and Meier with loss for its event ("reverse": Schemper and Smith 1996), where
 * the outcome and other ways out take people from those who can still be lost. The plain share would not do: an arm whose
 * members find work early has fewer left to lose. Late entry is alike in both arms by the draw, and so is what it cuts off.
 *
 * `limit` is the highest difference allowed: `least`, or with times what chance exceeds with a probability of `chance`, since late
 * entry alone can leave few people followed to the horizon.
 */
export function attritionOf(
  { assigned, outcomeUnknown, table }: Pick<Cohort, 'assigned' | 'outcomeUnknown' | 'table'>,
  protocol: Protocol,
  { least, chance }: { readonly least: number; readonly chance: number },
): { readonly value: number; readonly limit: number } {
  const missing = (arm: Arm): number => (assigned[arm] === 0 ? 0 : outcomeUnknown[arm] / assigned[arm]);
  const lost = (arm: Arm): Lost => {
    const followed = lostWhileFollowed(table, protocol, arm);
    const known = 1 - missing(arm);
    return { share: missing(arm) + known * followed.share, variance: known * known * followed.variance };
  };
  const [one, other] = [lost('treated'), lost('comparison')];
  const reach = -normal.quantile(chance / 2, 0, 1) * Math.sqrt(one.variance + other.variance);
  return { value: Math.abs(one.share - other.share), limit: Math.max(least, reach) };
}

function lostWhileFollowed(table: Table, protocol: Protocol, arm: Arm): Lost {
  const none = { share: 0, variance: 0 };
  const { arms, outcome } = protocol;
  if (!outcome.survival) return none;
  const horizon = horizonOf(protocol);
  const column = (name: string): Float64Array => table.columns[name] as Float64Array;
  const [treated, times, codes] = [arms.column, outcome.survival.time, outcome.survival.event].map(column);
  const rows = Uint32Array.from({ length: table.rows }, (_, row) => row).filter(
    (row) => treated![row] === Number(arm === 'treated'),
  );
  const isLost = (row: number): boolean => codes![row] === 0 && times![row]! < horizon;
  if (!rows.some(isLost)) return none;
  const time = Float64Array.from(rows, (row) =>
    isLost(row) ? times![row]! : Math.min(times![row]! * (codes![row] === 0 ? 1 : JUST_BEFORE), horizon),
  );
  const event = Float64Array.from(rows, (row) => Number(isLost(row)));
  const { value, standardError } = estimate(
    'kaplan-meier',
    { rows: rows.length, columns: { time, event } },
    { time: 'time', event: 'event' },
    { times: [horizon] },
  );
  return { share: 1 - value!, variance: standardError! ** 2 };
}
