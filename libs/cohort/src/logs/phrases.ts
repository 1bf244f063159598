import type { LocalText } from '@impact-ledger/domain';
import type { LogCount } from './trial-table.js';

const RULES: Readonly<Record<string, LocalText>> = {
  other_kind: { en: 'of another kind', fr: 'd’une autre nature' },
  undated: { en: 'without a date', fr: 'sans date' },
  before_collection: { en: 'before collection began', fr: 'avant le début de la collecte' },
  unknown_person: { en: 'of nobody in the file of persons', fr: 'de personne du fichier des personnes' },
  duplicate: {
    en: 'again by the same person for the same employer',
    fr: 'de nouveau, même personne et même employeur',
  },
  long_contract: { en: 'contract longer than the rule allows', fr: 'contrat plus long que la règle ne l’admet' },
  same_day: { en: 'on the day of the first use', fr: 'le jour du premier usage' },
};

/** Rows of a log that a rule met. */
export const counted = (part: LogCount['part'], rule: string, rows: number, dropped = true): LogCount => ({
  part,
  rule,
  label: RULES[rule]!,
  rows,
  dropped,
});

export const STEPS = {
  file: { en: 'people in the file', fr: 'personnes dans le fichier' },
  dated: { en: 'identified, with a day from which to count', fr: 'identifiées, avec un jour de départ' },
  newUsers: { en: 'no use before that day', fr: 'aucun usage avant ce jour' },
  atRisk: { en: 'still at risk at time zero', fr: 'encore à risque au temps zéro' },
  mature: {
    en: 'horizon and reporting lag ended by the extraction',
    fr: 'horizon et délai de déclaration échus à l’extraction',
  },
  followed: { en: 'followed for a day or more', fr: 'suivies un jour ou plus' },
  clones: { en: 'two clones of each, one a strategy', fr: 'deux clones de chacune, un par stratégie' },
  trials: { en: 'entries in the successive trials', fr: 'entrées dans les essais successifs' },
} as const satisfies Readonly<Record<string, LocalText>>;
