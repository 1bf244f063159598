import type { LocalText } from '../shared/text.js';

/** One question of the builder page and of `impact study init`. */
export interface SketchField {
  readonly name: string;
  readonly label: Required<LocalText>;
  /** Where the answer goes in the protocol, as JSON pointer: faults below it are told beside the question. */
  readonly pointer: string;
  readonly choices?: readonly string[];
  readonly initial?: string;
  readonly optional?: true;
  /** Several lines. */
  readonly long?: true;
  /** Questions of one group stand together. */
  readonly group: SketchGroup;
}

export type SketchGroup = 'question' | 'groups' | 'outcome' | 'effect' | 'analysis' | 'protection';

type Ungrouped = Omit<SketchField, 'group'>;

const field = (name: string, pointer: string, en: string, fr: string, more: Partial<Ungrouped> = {}): Ungrouped => ({
  name,
  pointer,
  label: { en, fr },
  ...more,
});

const together = (group: SketchGroup, ...fields: readonly Ungrouped[]): SketchField[] =>
  fields.map((each) => ({ ...each, group }));

/** The questions in their order. What they do not ask for (strata, looks, economics) is written into the JSON by hand. */
export const SKETCH_FIELDS: readonly SketchField[] = [
  ...together(
    'question',
    field('question', '/question', 'Question', 'Question'),
    field('product', '/product', 'Product (its id)', 'Produit (son identifiant)'),
    field('design', '/design', 'Design', 'Schéma', { choices: ['randomised', 'cohort'], initial: 'cohort' }),
    field('population', '/population', 'Who is studied', 'Qui est étudié'),
    field(
      'timeZero',
      '/timeZero',
      'Time zero: the same instant for both groups',
      'Temps zéro : le même instant pour les deux groupes',
    ),
  ),
  ...together(
    'groups',
    field('armColumn', '/arms/column', 'Column of the groups (0 or 1)', 'Colonne des groupes (0 ou 1)'),
    field('treated', '/arms/treated', 'What group 1 is', 'Ce qu’est le groupe 1'),
    field('comparison', '/arms/comparison', 'What group 0 is', 'Ce qu’est le groupe 0'),
    field(
      'known',
      '/arms/known',
      'When it is known of a person which group is theirs',
      'Quand on sait de chacun à quel groupe il appartient',
      { choices: ['at_time_zero', 'after_time_zero'], initial: 'at_time_zero' },
    ),
    field(
      'treatedShare',
      '/allocation',
      'Randomised: planned share of group 1, such as 0.5',
      'Tirage : part prévue du groupe 1, par exemple 0.5',
      { optional: true },
    ),
  ),
  ...together(
    'outcome',
    field('outcomeKind', '/outcome/kind', 'Kind of outcome', 'Type de résultat', {
      choices: ['binary', 'continuous'],
      initial: 'binary',
    }),
    field('outcomeColumn', '/outcome/column', 'Column of the outcome', 'Colonne du résultat'),
    field('outcomeLabel', '/outcome/label', 'What the outcome is', 'Ce qu’est le résultat'),
    field('unit', '/outcome/unit', 'Unit (points for a binary outcome)', 'Unité (points pour un résultat binaire)', {
      choices: ['points', 'euro', 'dollar', 'day', 'score'],
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
      choices: ['ITT', 'ATE', 'ATT', 'ATO'],
      initial: 'ATE',
    }),
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
      'controls',
      '/negativeControls',
      'Negative controls, one a line: column, binary | continuous, label',
      'Témoins négatifs, un par ligne : colonne, binary | continuous, libellé',
      { optional: true, long: true },
    ),
    field('method', '/primary', 'Primary analysis', 'Analyse principale', {
      choices: ['risk-difference', 'welch', 'least-squares', 'ipw', 'aipw'],
      initial: 'aipw',
    }),
    field('alpha', '/alpha', 'Error rate', 'Risque d’erreur', { initial: '0.05' }),
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
