import type { beside as english } from '../en/beside.js';

/** What stands beside the estimate of a study, in French. */
export const beside: typeof english = {
  besideHeading: 'À côté de l’estimation',
  relative: 'En rapport de parts',
  otherScales: 'Sur d’autres échelles : montrés, ne décident jamais',
  scaleLabel: 'Échelle',
  invitationMoved: 'L’invitation a changé l’usage de',
  firstStage: (share, f) => `${share} des personnes invitées (F ${f})`,
  weakProof: 'Effets de l’usage non rejetés, si faible que soit l’invitation',
  andersonRubin: { empty: 'aucun', line: 'tous : l’invitation ne dit rien' },
  unbelow: 'sans borne basse',
  unabove: 'sans borne haute',
  calibrated: (controls) => `Corrigée par ${controls} témoins négatifs`,
  eValue: 'Valeur E',
  eValueSays: (estimate, limit) =>
    `${limit} à la borne (${estimate} à l’estimation) : une cause cachée devrait multiplier d’autant l’usage et le résultat pour l’expliquer`,
  hiddenBias: (analysis) => `Biais caché des paires : ${analysis}`,
  hiddenBiasSays: (gamma, significant) =>
    significant
      ? `gamma ${gamma} : une cause cachée devrait multiplier par ${gamma} la cote de l’usage pour l’expliquer (test unilatéral à 0,05)`
      : 'gamma 1 : le hasard seul peut l’expliquer, sans aucune cause cachée (test unilatéral à 0,05)',
  worstCase: 'Si l’on ne suppose rien des résultats inconnus',
  worstCaseSays: (range, treated, comparison) =>
    `${range}, avec ${treated} et ${comparison} inconnus ; l’erreur d’échantillonnage s’y ajoute`,
  misrecorded: 'Si le résultat n’est pas mieux enregistré que ne le dit sa source',
  misrecordedSays: (range, interval, source) => `${range}, intervalle ${interval} (${source})`,
  trends: 'Évolutions d’avant',
  trendsSay: (p) => `test que les deux côtés évoluaient de même : p ${p}`,
  breakdown: 'Les évolutions d’après peuvent s’écarter de',
  breakdownSays: (times) => `${times} fois leur écart d’avant, jusqu’à ce que l’intervalle touche zéro`,
  eventStudyCaption: 'Effet selon les périodes depuis la mesure : avant elle, il ne devrait y en avoir aucun',
  eventStudySays:
    'Les barres sont des intervalles : épaisses à partir du début de la mesure, fines avant. Des barres fines loin de zéro contredisent l’hypothèse d’évolutions semblables.',
  sincePeriod: 'Périodes depuis la mesure',
  horizonsCaption:
    'L’analyse principale à d’autres horizons, déclarés d’avance : d’autres questions, qui ne décident rien ici',
  horizonDays: 'Jours',
  subgroupsCaption: 'Groupes déclarés d’avance, jugés sur la différence d’effet entre eux',
  subgroup: 'Groupe',
  differs: 'Diffère (p, Holm)',
  refutersCaption: 'Tentatives de réfutation : des contrôles du logiciel, qui n’élèvent aucun niveau de preuve',
  refuter: {
    permutation: 'groupes redistribués : part des chiffres au moins aussi loin de l’absence d’effet',
    'placebo-treatment': 'un usage fictif : part de fausses alertes',
    'subset-stability': 'parties des données : dispersion rapportée à celle que l’erreur annonce',
  },
  attempt: 'Tentative',
  outcomeOfAttempt: 'Résultat',
  survived: 'résiste',
  notSurvived: 'ne résiste pas',
  onSample: (rows) => `sur un échantillon de ${rows} lignes`,
  economicsHeading: 'Coûts et bénéfices',
  costPerGain: { outcome: 'Coût d’un résultat de plus', time: 'Coût d’une unité de temps en moins' },
  unbounded: 'sans borne : l’intervalle de l’effet contient zéro, juger sur le bénéfice net',
  outcomesLost: 'aucun : des résultats sont perdus, non gagnés',
  netBenefit: 'Bénéfice net par personne touchée',
  benefitCost: 'Bénéfice rapporté au coût',
  uncertaintyRange: (range, draws, share) =>
    `${range}, une plage d’incertitude de ${draws} tirages ; au-dessus du coût dans ${share} d’entre eux`,
  claimed: (ratio) => `${ratio} affirmé`,
  assumption: 'Hypothèse',
  assumptionsCaption: 'Hypothèses, figées avec le protocole',
  assumptionState: { published: 'publiée', assumed: 'supposée', unverified: 'non vérifiée' },
  numbersOf: 'Loi',
  sourceOf: 'Source',
  between: (lower, upper) => `${lower} à ${upper}`,
};
