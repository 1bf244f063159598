import type { Protocol } from './protocol.js';
import type { RuleFault } from './rule-fault.js';

const percent = (share: number): string => `${Number((100 * share).toFixed(6))} %`;
/** The same with a decimal comma. */
const pourcent = (share: number): string => percent(share).replace('.', ',');

/** Planned looks that the error rate does not reach for, or that would leave some of it unspent. */
export function lookFaults({ looks, alpha }: Pick<Protocol, 'looks' | 'alpha'>): RuleFault[] {
  if (looks.kind !== 'group_sequential' || !looks.fractions) return [];
  const { fractions } = looks;
  const faults = fractions.flatMap((fraction, index): RuleFault[] => {
    const pointer = `/looks/fractions/${index}`;
    if (fraction > 1) {
      return [
        {
          pointer,
          detail:
            `plans a look at ${percent(fraction)} of the information, but the whole error rate of ${percent(alpha)} is spent at 100 %: ` +
            'a look beyond it would overspend alpha. Raise /looks/informationMax, or leave that look out.',
          fr:
            `prévoit un regard à ${pourcent(fraction)} de l’information, or tout le risque d’erreur de ${pourcent(alpha)} est dépensé à 100 % : ` +
            'un regard au-delà dépenserait plus qu’alpha. Augmentez /looks/informationMax, ou retirez ce regard.',
        },
      ];
    }
    const before = fractions[index - 1];
    if (before === undefined || fraction > before) return [];
    return [
      {
        pointer,
        detail: `is ${percent(fraction)} after ${percent(before)}: a look has more information than the one before, or it is the same look. Write them in increasing order.`,
        fr: `vaut ${pourcent(fraction)} après ${pourcent(before)} : un regard a plus d’information que le précédent, ou c’est le même. Écrivez-les par ordre croissant.`,
      },
    ];
  });
  const last = fractions.at(-1)!;
  if (faults.length === 0 && last < 1) {
    faults.push({
      pointer: `/looks/fractions/${fractions.length - 1}`,
      detail: `is the last look, at ${percent(last)} of the information: the rest of the error rate would never be spent. Let the last be 1; /looks/informationMax is the information planned for it.`,
      fr: `est le dernier regard, à ${pourcent(last)} de l’information : le reste du risque d’erreur ne serait jamais dépensé. Que le dernier soit 1 ; /looks/informationMax est l’information prévue pour lui.`,
    });
  }
  return faults;
}
