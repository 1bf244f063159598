import { field, together, type SketchField } from './sketch-field.js';

const LOGS = [{ logs: ['job_seekers', 'others'] }] as const;
const needed = (initial?: string) => ({ when: LOGS, ...(initial !== undefined && { initial }) });
const perhaps = { when: LOGS, optional: true } as const;

/** Where the logs of persons, exposures, outcomes and exits hold what the cohort is built from, and what their rows mean. */
export const LOG_FIELDS: readonly SketchField[] = together(
  'logs',
  field('logs', '/eventLogs', 'What the data set holds', 'Ce que contient le jeu de données', {
    choices: ['no', 'job_seekers', 'others'],
    initial: 'no',
  }),
  field(
    'person',
    '/eventLogs/persons/person',
    'Column of the person, in every file',
    'Colonne de la personne, dans chaque fichier',
    needed('person'),
  ),
  field(
    'startsOn',
    '/eventLogs/persons/startsOn',
    'Persons: day from which somebody may be a case',
    'Personnes : jour à partir duquel quelqu’un peut être un cas',
    needed('starts_on'),
  ),
  field(
    'registeredOn',
    '/eventLogs/persons/registeredOn',
    'Persons: day since which they are without work',
    'Personnes : jour depuis lequel elles sont sans emploi',
    perhaps,
  ),
  field('usedOn', '/eventLogs/exposures/on', 'Uses: day', 'Usages : jour', needed('on')),
  field('usedEmployer', '/eventLogs/exposures/employer', 'Uses: employer', 'Usages : employeur', perhaps),
  field('happenedOn', '/eventLogs/outcomes/on', 'Outcomes: day', 'Résultats : jour', needed('on')),
  field(
    'declaredOn',
    '/eventLogs/outcomes/declaredOn',
    'Outcomes: day of the declaration',
    'Résultats : jour de la déclaration',
    perhaps,
  ),
  field('hiredEmployer', '/eventLogs/outcomes/employer', 'Outcomes: employer', 'Résultats : employeur', perhaps),
  field(
    'contractDays',
    '/eventLogs/outcomes/contractDays',
    'Outcomes: days the contract is announced for',
    'Résultats : durée annoncée du contrat, en jours',
    perhaps,
  ),
  field('leftOn', '/eventLogs/exits/on', 'Exits: day', 'Sorties : jour', perhaps),
  field(
    'collectionStart',
    '/eventLogs/collectionStart',
    'First day from which use is known (2024-10-01)',
    'Premier jour à partir duquel l’usage est connu (2024-10-01)',
    needed(),
  ),
  field(
    'sameDay',
    '/eventLogs/rules/sameDay',
    'An outcome on the day of the use came',
    'Un résultat du jour de l’usage est venu',
    { ...needed('before'), choices: ['before', 'after', 'drop'] },
  ),
  field(
    'duplicates',
    '/eventLogs/rules/duplicates',
    'Several uses of one person for one employer',
    'Plusieurs usages d’une personne pour un employeur',
    { ...needed('keep_all'), choices: ['keep_first', 'keep_all'] },
  ),
  field(
    'longestContract',
    '/eventLogs/rules/longestContract',
    'Contracts announced for more days are errors and left out, such as 1200',
    'Contrats annoncés pour plus de jours : erreurs, écartés, par exemple 1200',
    perhaps,
  ),
  field('match', '/eventLogs/rules/match', 'An outcome counts', 'Un résultat compte', {
    ...needed('person'),
    choices: ['person', 'person_and_employer'],
  }),
);
