/** How often a plan of looks claims an effect that is not there. */
import type { Looks } from '@impact-ledger/domain';
import { readLook, spendingLooks } from '@impact-ledger/study';
import { boundsOf, SEQUENCE, SPENDING, type Bounds, type Declared } from '#looks/bounds';
import type { Seen } from '#looks/worlds';

const ALPHA = 0.05;

export interface Row {
  readonly name: string;
  readonly alarms: number;
  /** Of alarms. */
  readonly bounds: Bounds;
  /** Standard errors from the estimate of the last look to its limits. */
  readonly halfWidth: number;
}

interface Plan {
  readonly name: string;
  readonly looks: (path: readonly Seen[]) => Looks;
  readonly declared: Declared;
}

export const information = ({ standardError }: Seen): number => 1 / (standardError * standardError);
const spending = (name: 'obrien-fleming' | 'pocock' | 'kim-demets', informationMax: number): Plan => ({
  name: `spending, ${name}`,
  looks: () => ({ kind: 'group_sequential', spending: name, informationMax }),
  declared: SPENDING,
});
const plansFor = (informationMax: number, naive: Declared): Plan[] => [
  spending('obrien-fleming', informationMax),
  spending('pocock', informationMax),
  spending('kim-demets', informationMax),
  {
    name: 'sequence, tuned at the last look',
    looks: (path) => ({ kind: 'anytime', tunedAt: path.at(-1)!.n.total }),
    declared: SEQUENCE,
  },
  { name: 'naive, 95 % at each look', looks: () => ({ kind: 'single' }), declared: naive },
];

/** Paths have people enough at every look. */
const MANY = { cells: null, people: [] };

/** Of all looks at once, which is what each run computes for its own; looks of equal information have the same ones. */
function criticalsOf(looks: Looks, path: readonly Seen[], known: Map<string, number[]>): number[] {
  if (looks.kind !== 'group_sequential')
    return path.map((seen) => readLook({ looks, alpha: ALPHA }, seen, {}, MANY).critical);
  const informations = path.map(information);
  const key = JSON.stringify([looks, informations]);
  const found = known.get(key) ?? spendingLooks(looks, ALPHA, informations, true).map(({ critical }) => critical);
  known.set(key, found);
  return found;
}

/** A row for each reading of the same paths, one path a seed. */
export function readingsOf(paths: readonly (readonly Seen[])[], informationMax: number, naive: Declared): Row[] {
  const known = new Map<string, number[]>();
  return plansFor(informationMax, naive).map(({ name, looks, declared }) => {
    const read = paths.map((path) => {
      const criticals = criticalsOf(looks(path), path, known);
      const alarm = path.some(({ value, standardError }, k) => Math.abs(value) > criticals[k]! * standardError);
      return { alarm, last: criticals.at(-1)! };
    });
    const halfWidth = read.reduce((sum, { last }) => sum + last / paths.length, 0);
    const alarms = read.filter(({ alarm }) => alarm).length;
    return { name, alarms, bounds: boundsOf(paths.length, declared), halfWidth };
  });
}
