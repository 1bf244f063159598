import type { Fault } from '../shared/faults.js';
import { inLocale } from '../shared/text.js';
import { DERIVED_COLUMNS } from './event-logs.js';
import type { Protocol } from './protocol.js';

/** What follow-up fills of a cohort made from event logs. */
const FILLED = ['time', 'event', 'outcome', 'deviated', 'treated'];

/** Whether a column is filled by follow-up: who is chosen, adjusted for or divided by it is so by the future. */
function filledLater({ outcome, uptake, eventLogs }: Protocol): (column: string) => boolean {
  const own = [outcome.column, outcome.survival?.time, outcome.survival?.event, uptake?.column];
  const filled = new Set([...own, ...(eventLogs ? FILLED : [])]);
  return (column) => filled.has(column) || (eventLogs !== undefined && /^outcome_\d+$/.test(column));
}

/** Columns that stand where only what was known at time zero may. */
export function columnFaults(protocol: Protocol): Fault[] {
  const { arms, covariates, strata = [], subgroups = [], negativeControls } = protocol;
  const isLater = filledLater(protocol);
  const faultsOf = (list: string, named: readonly { readonly column: string }[], why: string): Fault[] =>
    named.flatMap(({ column }, index) =>
      isLater(column) || column === arms.column
        ? [
            {
              pointer: `${list}/${index}/column`,
              detail: `"${column}" is ${column === arms.column && !isLater(column) ? 'the arm itself' : 'known only after time zero'}: ${why}`,
            },
          ]
        : [],
    );
  return [
    ...eligibilityFaults(protocol, isLater),
    ...covariates.flatMap(({ label, measured }, index) =>
      measured === 'after_time_zero'
        ? [
            {
              pointer: `/covariates/${index}/measured`,
              detail:
                `"${inLocale(label, 'en')}" is known only after time zero, so the service may have moved it: ` +
                'adjusting for it removes part of the effect or invents one. Remove it, or use its value before time zero.',
            },
          ]
        : [],
    ),
    ...faultsOf('/covariates', covariates, 'adjusting for it removes part of the effect or invents one. Remove it.'),
    ...faultsOf(
      '/strata',
      strata,
      'people alike in it were made so by what is compared. Compare within what was known before.',
    ),
    ...faultsOf(
      '/subgroups',
      subgroups,
      'who is in which group was decided by what is compared. Divide people by what was known before.',
    ),
    ...faultsOf(
      '/negativeControls',
      negativeControls,
      'a negative control is an outcome that the service cannot have moved. Name another.',
    ),
  ];
}

/** Of a table of units and periods the arms' column is the first period of the measure, by which units may be left out. */
function eligibilityFaults(
  { population, eventLogs, arms, panel }: Protocol,
  isLater: (column: string) => boolean,
): Fault[] {
  return population.eligibility.flatMap(({ column }, index): Fault[] => {
    const pointer = `/population/eligibility/${index}/column`;
    if (isLater(column)) {
      const detail =
        `"${column}" is known only after time zero: the future would choose who is compared, and days in which people ` +
        'were certain to stay would be counted as an effect (immortal time). Choose people by what was known before.';
      return [{ pointer, detail }];
    }
    if (eventLogs && (DERIVED_COLUMNS as readonly string[]).includes(column)) {
      const detail = `"${column}" is made when people are followed, after it is told who is eligible: choose people by a column of the file of persons.`;
      return [{ pointer, detail }];
    }
    return column === arms.column && !panel
      ? [{ pointer, detail: `"${column}" is the arm itself: a rule on it would leave one group. Remove it.` }]
      : [];
  });
}
