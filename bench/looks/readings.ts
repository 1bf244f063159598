/** How often a plan of looks claims an effect that is not there. */
import type { Looks } from '@impact-ledger/domain';
import { readLook, spendingLooks } from '@impact-ledger/study';
import type { Seen } from '#looks/worlds';

const ALPHA = 0.05;

export type Bounds = readonly [least: number, most: number];

export interface Row {
  readonly name: string;
  readonly alarms: number;
  /** Alarms among 1,000. */
  readonly bounds: Bounds;
  /** Standard errors from the estimate of the last look to its limits. */
  readonly halfWidth: number;
}

interface Plan {
  readonly name: string;
  readonly looks: (path: readonly Seen[]) => Looks;
  readonly bounds: Bounds;
}

export const information = ({ standardError }: Seen): number => 1 / (standardError * standardError);
const spending = (name: 'obrien-fleming' | 'pocock' | 'kim-demets', informationMax: number): Plan => ({
  name: `spending, ${name}`,
  looks: () => ({ kind: 'group_sequential', spending: name, informationMax }),
  bounds: [29, 74],
});
const plansFor = (informationMax: number, naive: Bounds): Plan[] => [
  spending('obrien-fleming', informationMax),
  spending('pocock', informationMax),
  spending('kim-demets', informationMax),
  {
    name: 'sequence, tuned at the last look',
    looks: (path) => ({ kind: 'anytime', tunedAt: path.at(-1)!.n.total }),
    bounds: [0, 21],
  },
  { name: 'naive, 95 % at each look', looks: () => ({ kind: 'single' }), bounds: naive },
];

/** Of all looks at once, which is what each run computes for its own; looks of equal information have the same ones. */
function criticalsOf(looks: Looks, path: readonly Seen[], known: Map<string, number[]>): number[] {
  if (looks.kind !== 'group_sequential')
    return path.map((seen) => readLook({ looks, alpha: ALPHA }, seen, {}).critical);
  const informations = path.map(information);
  const key = JSON.stringify([looks, informations]);
  const found = known.get(key) ?? spendingLooks(looks, ALPHA, informations, true).map(({ critical }) => critical);
  known.set(key, found);
  return found;
}

/** A row for each reading of the same paths, one path a seed. */
export function readingsOf(paths: readonly (readonly Seen[])[], informationMax: number, naive: Bounds): Row[] {
  const known = new Map<string, number[]>();
  return plansFor(informationMax, naive).map(({ name, looks, bounds }) => {
    const read = paths.map((path) => {
      const criticals = criticalsOf(looks(path), path, known);
      const alarm = path.some(({ value, standardError }, k) => Math.abs(value) > criticals[k]! * standardError);
      return { alarm, last: criticals.at(-1)! };
    });
    const halfWidth = read.reduce((sum, { last }) => sum + last / paths.length, 0);
    return { name, alarms: read.filter(({ alarm }) => alarm).length, bounds, halfWidth };
  });
}
