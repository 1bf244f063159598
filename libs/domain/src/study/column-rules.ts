import { inLocale, type LocalText } from '../shared/text.js';
import { DERIVED_COLUMNS } from './event-logs.js';
import type { Protocol } from './protocol.js';
import type { RuleFault } from './rule-fault.js';

/** What follow-up fills of a cohort made from event logs. */
const FILLED = ['time', 'event', 'outcome', 'deviated', 'treated'];

/** Whether a column is filled by follow-up: who is chosen, adjusted for or divided by it is so by the future. */
function filledLater({ outcome, uptake, eventLogs }: Protocol): (column: string) => boolean {
  const own = [outcome.column, outcome.survival?.time, outcome.survival?.event, uptake?.column];
  const filled = new Set([...own, ...(eventLogs ? FILLED : [])]);
  return (column) => filled.has(column) || (eventLogs !== undefined && /^outcome_\d+$/.test(column));
}

const ADJUSTED = {
  en: 'adjusting for it removes part of the effect or invents one.',
  fr: 'ajuster sur elle retire une partie de l’effet ou en invente un.',
};

/** Columns that stand where only what was known at time zero may. */
export function columnFaults(protocol: Protocol): RuleFault[] {
  const { arms, covariates, strata = [], subgroups = [], negativeControls } = protocol;
  const isLater = filledLater(protocol);
  const faultsOf = (
    list: string,
    named: readonly { readonly column: string }[],
    why: Required<LocalText>,
  ): RuleFault[] =>
    named.flatMap(({ column }, index) => {
      if (!isLater(column) && column !== arms.column) return [];
      const is = isLater(column)
        ? { en: 'known only after time zero', fr: 'connue seulement après le temps zéro' }
        : { en: 'the arm itself', fr: 'celle des groupes' };
      return [
        {
          pointer: `${list}/${index}/column`,
          detail: `"${column}" is ${is.en}: ${why.en}`,
          fr: `« ${column} » est ${is.fr} : ${why.fr}`,
        },
      ];
    });
  return [
    ...eligibilityFaults(protocol, isLater),
    ...covariates.flatMap(({ label, measured }, index) =>
      measured === 'after_time_zero'
        ? [
            {
              pointer: `/covariates/${index}/measured`,
              detail:
                `"${inLocale(label, 'en')}" is known only after time zero, so the service may have moved it: ` +
                `${ADJUSTED.en} Remove it, or use its value before time zero.`,
              fr:
                `« ${inLocale(label, 'fr')} » n’est connue qu’après le temps zéro, et le service a pu la changer : ` +
                `${ADJUSTED.fr} Retirez-la, ou prenez sa valeur d’avant le temps zéro.`,
            },
          ]
        : [],
    ),
    ...faultsOf('/covariates', covariates, {
      en: `${ADJUSTED.en} Remove it.`,
      fr: `${ADJUSTED.fr} Retirez-la.`,
    }),
    ...faultsOf('/strata', strata, {
      en: 'people alike in it were made so by what is compared. Compare within what was known before.',
      fr: 'ceux qui s’y ressemblent le doivent à ce que l’on compare. Comparez au sein de ce qui était connu avant.',
    }),
    ...faultsOf('/subgroups', subgroups, {
      en: 'who is in which group was decided by what is compared. Divide people by what was known before.',
      fr: 'ce que l’on compare a décidé qui est dans quel groupe. Répartissez les personnes selon ce qui était connu avant.',
    }),
    ...faultsOf('/negativeControls', negativeControls, {
      en: 'a negative control is an outcome that the service cannot have moved. Name another.',
      fr: 'un témoin négatif est un résultat que le service n’a pas pu changer. Nommez-en un autre.',
    }),
  ];
}

/** Of a table of units and periods the arms' column is the first period of the measure, by which units may be left out. */
function eligibilityFaults(
  { population, eventLogs, arms, panel }: Protocol,
  isLater: (column: string) => boolean,
): RuleFault[] {
  return population.eligibility.flatMap(({ column }, index): RuleFault[] => {
    const pointer = `/population/eligibility/${index}/column`;
    if (isLater(column)) {
      const detail =
        `"${column}" is known only after time zero: the future would choose who is compared, and days in which people ` +
        'were certain to stay would be counted as an effect (immortal time). Choose people by what was known before.';
      const fr =
        `« ${column} » n’est connue qu’après le temps zéro : l’avenir choisirait qui est comparé, et des jours où les personnes ` +
        'étaient sûres de rester compteraient comme un effet (temps immortel). Choisissez les personnes selon ce qui était connu avant.';
      return [{ pointer, detail, fr }];
    }
    if (eventLogs && (DERIVED_COLUMNS as readonly string[]).includes(column)) {
      const detail = `"${column}" is made when people are followed, after it is told who is eligible: choose people by a column of the file of persons.`;
      const fr = `« ${column} » naît du suivi, une fois dit qui est éligible : choisissez les personnes selon une colonne du fichier des personnes.`;
      return [{ pointer, detail, fr }];
    }
    if (column !== arms.column || panel) return [];
    return [
      {
        pointer,
        detail: `"${column}" is the arm itself: a rule on it would leave one group. Remove it.`,
        fr: `« ${column} » est celle des groupes : une règle sur elle n’en laisserait qu’un. Retirez-la.`,
      },
    ];
  });
}
