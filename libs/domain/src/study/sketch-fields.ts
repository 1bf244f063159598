import { OUTCOME_KINDS, OUTCOME_UNITS } from './measures.js';
import { Protocol } from './protocol.js';
import { answerOf, field, together, type SketchAnswers, type SketchField } from './sketch-field.js';
import { LOG_FIELDS } from './sketch-log-fields.js';
import { measuresOf, STUDY_METHODS } from './study-methods.js';

const IN_TRIALS = { when: [{ rule: ['sequential_trials'] }] } as const;
/** Methods that give what an estimand may be: a hazard ratio is only shown beside another. */
const DECIDING = Object.keys(STUDY_METHODS).filter((id) =>
  OUTCOME_KINDS.some((kind) => measuresOf(STUDY_METHODS[id]!, kind).some((each) => each !== 'hazard_ratio')),
);
const TABLE = { logs: ['no'] } as const;
const DRAWN = { design: ['randomised', 'encouragement'] } as const;
const BY_SPENDING = { when: [{ looks: ['group_sequential'] }] } as const;
const IN_PANEL = { when: [{ design: ['difference_in_differences'] }] } as const;

/** The questions in their order. What they do not ask for (competing events, options, economics) is written by hand. */
export const SKETCH_FIELDS: readonly SketchField[] = [
  ...together(
    'question',
    field('question', '/question', 'Question', 'Question'),
    field('product', '/product', 'Product (its id)', 'Produit (son identifiant)'),
    field('design', '/design', 'Design', 'Schéma', { choices: Protocol.shape.design.options, initial: 'cohort' }),
    field('population', '/population', 'Who is studied', 'Qui est étudié'),
    field(
      'eligibility',
      '/population/eligibility',
      'Who of them is eligible, one rule a line: column, sign (= != < <= > >= present), value, label',
      'Qui d’entre eux est éligible, une règle par ligne : colonne, signe (= != < <= > >= present), valeur, libellé',
      { optional: true, long: true },
    ),
  ),
  ...together(
    'start',
    field(
      'timeZero',
      '/timeZero',
      'Time zero: the same instant for both groups',
      'Temps zéro : le même instant pour les deux groupes',
    ),
    field('rule', '/timeZero/rule', 'How it is set', 'Comment il est fixé', {
      choices: ['assignment', 'landmark', 'grace', 'sequential_trials'],
      initial: 'assignment',
    }),
    field(
      'days',
      '/timeZero/days',
      'Days until the landmark, or of the grace period',
      'Jours jusqu’au repère, ou du délai de grâce',
      { when: [{ rule: ['landmark', 'grace'] }] },
    ),
    field('every', '/timeZero/every', 'Days between trials', 'Jours entre les essais', IN_TRIALS),
    field('trials', '/timeZero/trials', 'Number of trials', 'Nombre d’essais', IN_TRIALS),
    field('contrast', '/timeZero/contrast', 'Users are compared with', 'Les usagers sont comparés à', {
      ...IN_TRIALS,
      choices: ['initiation', 'per_protocol'],
      initial: 'initiation',
    }),
  ),
  ...LOG_FIELDS,
  ...together(
    'groups',
    field(
      'armColumn',
      '/arms/column',
      'Column of the groups (0 or 1; of event logs, “treated” is by use)',
      'Colonne des groupes (0 ou 1 ; de journaux, « treated » est l’usage)',
      // Every other rule makes the groups of the uses in the logs.
      { when: [TABLE, { rule: ['assignment'] }] },
    ),
    field('treated', '/arms/treated', 'What group 1 is', 'Ce qu’est le groupe 1'),
    field('comparison', '/arms/comparison', 'What group 0 is', 'Ce qu’est le groupe 0'),
    field(
      'known',
      '/arms/known',
      'When it is known of a person which group is theirs',
      'Quand on sait de chacun à quel groupe il appartient',
      { choices: ['at_time_zero', 'after_time_zero'], initial: 'at_time_zero', when: [TABLE] },
    ),
    field(
      'treatedShare',
      '/allocation',
      'Planned share of group 1, such as 0.5',
      'Part prévue du groupe 1, par exemple 0.5',
      { when: [DRAWN], optional: true },
    ),
    field(
      'allocationUnknown',
      '/allocation/unknown',
      'Or why nobody can tell that share any more',
      'Ou pourquoi personne ne peut plus dire cette part',
      { when: [DRAWN], optional: true },
    ),
    field('uptake', '/uptake', 'Column of the use (0 or 1)', 'Colonne de l’usage (0 ou 1)', {
      when: [{ design: ['encouragement'] }],
    }),
    field('strata', '/strata', 'Strata, one a line: column, label', 'Strates, une par ligne : colonne, libellé', {
      when: [{ design: ['stratified_cohort', 'randomised'] }],
      // A draw need not have any; that a stratified cohort does is a rule of protocols, told beside the question.
      optional: true,
      long: true,
    }),
    field('unitColumn', '/panel/unit', 'Column of the unit', 'Colonne de l’unité', IN_PANEL),
    field('periodColumn', '/panel/period', 'Column of the period', 'Colonne de la période', IN_PANEL),
  ),
  ...together(
    'outcome',
    field('outcomeKind', '/outcome/kind', 'Kind of outcome', 'Type de résultat', {
      choices: OUTCOME_KINDS,
      initial: 'binary',
    }),
    field('outcomeColumn', '/outcome/column', 'Column of the outcome', 'Colonne du résultat', { when: [TABLE] }),
    field('timeColumn', '/outcome/survival', 'Column of the time to it', 'Colonne du temps écoulé', {
      when: [{ ...TABLE, outcomeKind: ['time_to_event'] }],
    }),
    field('outcomeLabel', '/outcome/label', 'What the outcome is', 'Ce qu’est le résultat'),
    field('unit', '/outcome/unit', 'Unit (points for a binary outcome)', 'Unité (points pour un résultat binaire)', {
      choices: OUTCOME_UNITS,
      initial: 'points',
    }),
    field(
      'horizon',
      '/outcome/primaryHorizon',
      'Days after time zero at which it is read',
      'Jours après le temps zéro où il est lu',
      { initial: '182' },
    ),
    field(
      'lag',
      '/outcome/reportingLag',
      'Days until an outcome is declared',
      'Jours avant qu’un résultat soit déclaré',
      { initial: '30' },
    ),
  ),
  ...together(
    'effect',
    field('target', '/estimand/target', 'Effect on whom', 'Effet sur qui', {
      choices: Protocol.shape.estimand.shape.target.options,
      initial: 'ATE',
    }),
    field(
      'exposureWords',
      '/wording/exposure',
      'The sentence of the result begins: “Using the service”',
      'La phrase du résultat commence : « Utiliser le service »',
      { optional: true },
    ),
    field(
      'outcomeWords',
      '/wording/outcome',
      'and ends: “in a job within six months”',
      'et finit : « en emploi sous six mois »',
      { optional: true },
    ),
    field('direction', '/estimand/beneficialDirection', 'Which direction is good', 'Quel sens est favorable', {
      choices: ['increase', 'decrease'],
      initial: 'increase',
    }),
    field(
      'delta',
      '/smallestEffectOfInterest',
      'Smallest effect that would matter (0.02: two points)',
      'Plus petit effet qui compterait (0.02 : deux points)',
    ),
    field(
      'displacement',
      '/displacement',
      'Why others may lose what these people gain',
      'Pourquoi d’autres perdraient ce que ces personnes gagnent',
      { optional: true },
    ),
  ),
  ...together(
    'analysis',
    field(
      'covariates',
      '/covariates',
      'Covariates, one a line: column, continuous | binary | category, label',
      'Covariables, une par ligne : colonne, continuous | binary | category, libellé',
      { optional: true, long: true },
    ),
    field(
      'later',
      '/covariates',
      'Columns of those known only after time zero, separated by commas',
      'Colonnes de celles connues seulement après le temps zéro, séparées par des virgules',
      { optional: true },
    ),
    field(
      'unknownKept',
      '/covariates',
      'Columns of those whose being unknown is a characteristic too, separated by commas; others leave people out',
      'Colonnes de celles dont l’absence est aussi une caractéristique, séparées par des virgules ; les autres écartent des personnes',
      { optional: true },
    ),
    field(
      'controls',
      '/negativeControls',
      'Negative controls, one a line: column, binary | continuous, label',
      'Témoins négatifs, un par ligne : colonne, binary | continuous, libellé',
      { optional: true, long: true },
    ),
    field(
      'knownBefore',
      '/negativeControls',
      'Columns of those known before time zero, separated by commas',
      'Colonnes de ceux connus avant le temps zéro, séparées par des virgules',
      { optional: true },
    ),
    field('method', '/primary', 'Primary analysis', 'Analyse principale', {
      choices: DECIDING,
      initial: 'aipw',
    }),
    field(
      'sensitivity',
      '/sensitivity',
      'Other analyses shown beside it, one method a line',
      'Autres analyses montrées à côté, une méthode par ligne',
      { optional: true, long: true },
    ),
    field(
      'subgroups',
      '/subgroups',
      'Subgroups, one a line: column, label',
      'Sous-groupes, un par ligne : colonne, libellé',
      { optional: true, long: true },
    ),
    field('alpha', '/alpha', 'Error rate', 'Risque d’erreur', { initial: '0.05' }),
    field('looks', '/looks', 'How often the data may be looked at', 'Combien de fois on peut regarder les données', {
      choices: ['single', 'group_sequential', 'anytime'],
      initial: 'single',
    }),
    field('spending', '/looks/spending', 'How the error rate is spent', 'Comment le risque d’erreur est dépensé', {
      ...BY_SPENDING,
      choices: ['obrien-fleming', 'pocock', 'kim-demets'],
      initial: 'obrien-fleming',
    }),
    field(
      'informationMax',
      '/looks/informationMax',
      'Information 1/SE² planned for the last look',
      'Information 1/SE² prévue au dernier regard',
      BY_SPENDING,
    ),
    field(
      'tunedAt',
      '/looks/tunedAt',
      'People at whom the limits are narrowest',
      'Nombre de personnes où les limites sont les plus étroites',
      { when: [{ looks: ['anytime'] }] },
    ),
    field('seed', '/seed', 'Seed', 'Graine', { initial: '1' }),
  ),
  ...together(
    'protection',
    field('decision', '/dataProtection/decision', 'Data protection decision', 'Décision de protection des données', {
      choices: ['impact_assessment_accepted', 'not_required'],
      initial: 'impact_assessment_accepted',
    }),
    field('reference', '/dataProtection/reference', 'Where that decision is written', 'Où cette décision est écrite'),
  ),
];

const INITIAL = new Map(SKETCH_FIELDS.map(({ name, initial = '' }) => [name, initial]));

/** Whether the answers so far leave this question to be answered; one without an answer is at its initial one. */
export const isAsked = ({ when = [{}] }: SketchField, answers: SketchAnswers): boolean =>
  when.some((each) =>
    Object.entries(each).every(([name, among]) => among.includes(answerOf(answers, name) || INITIAL.get(name)!)),
  );
