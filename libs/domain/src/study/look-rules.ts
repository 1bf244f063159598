import type { Fault } from '../shared/faults.js';
import type { Protocol } from './protocol.js';

const percent = (share: number): string => `${Number((100 * share).toFixed(6))} %`;

/** Planned looks that the error rate does not reach for, or that would leave some of it unspent. */
export function lookFaults({ looks, alpha }: Pick<Protocol, 'looks' | 'alpha'>): Fault[] {
  if (looks.kind !== 'group_sequential' || !looks.fractions) return [];
  const { fractions } = looks;
  const faults = fractions.flatMap((fraction, index): Fault[] => {
    const pointer = `/looks/fractions/${index}`;
    if (fraction > 1) {
      return [
        {
          pointer,
          detail:
            `plans a look at ${percent(fraction)} of the information, but the whole error rate of ${percent(alpha)} is spent at 100 %: ` +
            'a look beyond it would overspend alpha. Raise /looks/informationMax, or leave that look out.',
        },
      ];
    }
    return index > 0 && fraction <= fractions[index - 1]!
      ? [
          {
            pointer,
            detail: `is ${percent(fraction)} after ${percent(fractions[index - 1]!)}: a look has more information than the one before, or it is the same look. Write them in increasing order.`,
          },
        ]
      : [];
  });
  const last = fractions.at(-1)!;
  if (faults.length === 0 && last < 1) {
    faults.push({
      pointer: `/looks/fractions/${fractions.length - 1}`,
      detail: `is the last look, at ${percent(last)} of the information: the rest of the error rate would never be spent. Let the last be 1; /looks/informationMax is the information planned for it.`,
    });
  }
  return faults;
}
