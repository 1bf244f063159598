import type { study as english } from '../en/study.js';

/** French counts in the singular up to, not including, two. */
const underTwo = (written: string): boolean => /^[+\u2212]?[01](,|$)/.test(written);

/** One study, its states and its answer, in French. */
export const study: typeof english = {
  // Study: table of contents
  toc: {
    progress: 'Avancement',
    seal: 'Scellé',
    estimates: 'Estimations',
    overTime: 'Dans le temps',
    overTimeBefore: 'Avant ajustement',
    overTimeOthers: 'Autres sorties comptées',
    design: 'Protocole',
    flow: 'Flux des personnes',
    logs: 'Journaux',
    checks: 'Contrôles',
    balance: 'Équilibre',
    overlap: 'Recouvrement',
    beside: 'Sensibilité',
    money: 'Coûts et gains',
    looks: 'Regards',
    limits: 'Limites',
    decision: 'Décision',
    proof: 'Preuve',
    timings: 'Durées',
  },
  // Study: states
  studyState: {
    drafted: 'Brouillon',
    frozen: 'Gelée, pas encore calculée',
    requested: 'Calcul en cours',
    completed: 'Terminée',
    refused: 'Refusée',
    failed: 'Échec',
    cancelled: 'Annulée',
  },
  studyKicker: (look) => `analyse nº ${look}`,
  exploratoryTag: 'exploratoire',
  exploratoryNotice:
    'Exploratoire : le protocole a changé après un premier regard sur les données. Ce résultat suggère, il ne confirme pas.',
  draftLead:
    'Le protocole est un brouillon. Personne n’a pu voir de résultat : les données ne sont ouvertes qu’une fois le protocole gelé.',
  frozenLead:
    'Le protocole est gelé et ne peut plus changer sans laisser de trace. Aucun calcul n’a encore été demandé.',
  requestedLead: 'Un calcul est en cours. Son résultat, ou la raison de son absence, figurera ici.',
  failedLead: 'Le calcul a échoué avant de produire un résultat. Rien n’a été conclu des données.',
  unblindedLead:
    'Levée d’insu, contrôles non franchis. La comparaison a été refusée : ce qui suit ne prouve aucun effet.',
  sealedHeading: 'L’estimation est sous scellés',
  sealedText:
    'Elle a été calculée et personne ne l’a vue. Un analyste qui n’a ni écrit le protocole ni demandé ce calcul peut lever les scellés, avec un motif qui reste au registre.',
  unsealedHeading: 'Les scellés ont été levés',
  unsealedText:
    'Des contrôles n’ont pas été franchis, et un second analyste a levé les scellés. Le verdict demeure : refusé. Toute personne qui lit le chiffre est inscrite au registre, avec son motif.',
  seal: 'Scellé',
  unsealedOn: 'Levé',
  reasonLabel: 'Motif',
  reasonAsked: 'Motif, conservé pour toujours',
  unseal: 'Lever les scellés',
  readSealed: 'Lire le chiffre',
  readingRecorded: 'Cette lecture est inscrite :',
  canBeComputed: 'Peut être recalculé',
  reproducibility: {
    reproducible: 'oui : le coffre contient le même fichier',
    inputs_partly_erased: 'non : une personne a été effacée des données depuis',
    hash_only: 'non : le jeu de données a été effacé, il n’en reste que l’empreinte',
  },
  partlyErasedNotice:
    'Une personne a été effacée des données de ce résultat. Les chiffres restent au registre tels qu’ils ont été trouvés ; recalculés, ils pourraient différer.',
  cancelledLead: 'Le calcul a été annulé avant sa fin. Personne n’en a rien vu : ce n’était pas une analyse.',
  refusedLead: 'Les contrôles ont refusé de comparer ces groupes. Aucun effet n’est donc montré.',
  noPointLead:
    'Le résultat est l’intervalle. Aucun chiffre unique n’est affiché, car les données n’en désignent aucun.',
  retractedHeading: 'Ce résultat a été retiré. Ne le citez pas.',
  rejectedHeading: 'Un relecteur a rejeté ce résultat.',
  itSaid: 'Il disait :',
  unreviewedNotice: 'Pas encore relu : seuls ses auteurs répondent de ce résultat.',
  newerRunNotice: 'Un calcul plus récent est en cours ; cette page montre le dernier résultat.',
  olderRunNotice: 'Ce calcul n’est pas le dernier.',
  latestRun: 'Voir le dernier',
  erasedNotice:
    'Les données de ce résultat ont été effacées : il n’en reste que l’empreinte. Les chiffres restent au registre ; ils ne peuvent plus être recalculés.',
  reasonsTitle: 'Pourquoi',
  remediesTitle: 'Que faire',
  publishedTag: 'publié',
  reviewSaid: (comment) => `Relecture : ${comment}`,

  // Study: answer
  absolute: 'Effet',
  difference: 'Écart brut',
  notEvidence: 'pas une preuve d’effet',
  bestEstimate: 'Meilleure estimation',
  intervalLevel: (level) => `intervalle à ${level}`,
  fromTo: (from, to) => `${from} à ${to}`,
  oneMoreFor: (each, least, most) => `1 de plus pour ${each} personnes (${least} à ${most})`,
  oneFewerFor: (each, least, most) => `1 de moins pour ${each} personnes (${least} à ${most})`,
  knownElsewhere: 'Connu par ailleurs',
  estimand: 'Ce qui est estimé',
  target: {
    ITT: 'intention de traiter, toutes les personnes éligibles',
    LATE: 'personnes que l’invitation a décidées',
    ATE: 'moyenne sur toutes les personnes éligibles',
    ATT: 'moyenne sur les personnes traitées',
    ATO: 'moyenne sur celles qui auraient pu être dans l’un ou l’autre groupe',
  },
  measure: {
    risk_difference: 'différence de parts',
    mean_difference: 'différence de moyennes',
    risk_ratio: 'rapport de parts',
    odds_ratio: 'rapport de cotes',
    rmst_difference: 'différence de temps moyen sans l’événement',
    hazard_ratio: 'rapport de risques instantanés',
  },
  outcome: 'Critère',
  withinDays: (days) => `sous ${days} jours`,
  peopleLabel: 'Personnes',
  rowsLabel: 'Lignes comparées',
  rowsOf: (people, treated, comparison) =>
    `${treated} contre ${comparison}, de ${people} personnes en tout : chacune peut figurer dans les deux groupes`,
  armsOf: (treated, comparison) => `${treated} contre ${comparison}`,
  dataTo: 'Données au',
  noData: 'aucune donnée rattachée',
  frozenBeforeLook: (when) => `${when}, avant le premier regard`,
  ledgerLabel: 'Registre',
  proof: 'vérifier',
  reviewLabel: 'Relecture',
  reviewState: { accepted: 'acceptée', rejected: 'rejetée', waiting: 'pas encore' },
  scale: {
    points: 'points de pourcentage',
    euro: 'euros',
    dollar: 'dollars américains',
    day: 'jours',
    score: 'points de note',
    week: 'semaines',
    ratio: 'fois autant',
  },
  withUnit: {
    points: (n) => `${n} ${underTwo(n) ? 'point' : 'points'}`,
    euro: (n) => `${n} €`,
    dollar: (n) => `${n} $`,
    day: (n) => `${n} ${underTwo(n) ? 'jour' : 'jours'}`,
    score: (n) => `${n} ${underTwo(n) ? 'point' : 'points'} de note`,
    week: (n) => `${n} ${underTwo(n) ? 'semaine' : 'semaines'}`,
    ratio: (n) => `×\u00a0${n}`,
  },
};
