import type { record as english } from '../en/record.js';

const plural = (count: number, one: string, many: string): string => (count > 1 ? many : one);

/** Indicators, audit, public page, sign-in and problems, in French. */
export const record: typeof english = {
  // Indicators
  indicatorsHeading: (total) =>
    total === 0
      ? 'Aucun indicateur n’est encore défini.'
      : `${total} ${plural(total, 'indicateur', 'indicateurs')} au catalogue`,
  indicatorsLead:
    'Chacun a une définition que deux personnes calculeraient de même. Changer de définition rompt la série, et dit pourquoi.',
  indicatorsEmpty: 'Définissez un indicateur par l’API ; ses versions et ses mesures apparaîtront ici.',
  principleLabel: 'Principe',
  principle: { usable: 'utilisable', used: 'utilisé', useful: 'utile', impactful: 'impactant', efficient: 'efficient' },
  impactType: {
    economic: 'économique',
    social: 'social',
    environmental: 'environnemental',
    strategic: 'stratégique',
    satisfaction: 'satisfaction',
    political: 'politique',
  },
  directness: { direct: 'direct', indirect: 'indirect' },
  unitName: { percent: 'pour cent', count: 'nombre', score: 'note', euro: 'euros', day: 'jours' },
  definitionLabel: 'Définition',
  version: (n) => `version ${n}`,
  vanity: 'activité, pas un effet',
  proxy: 'tient lieu d’effet',
  retired: 'clos',
  live: 'suivi',
  seriesHeading: (value, period, first, firstPeriod) => `${value} (${period}), contre ${first} (${firstPeriod})`,
  seriesOne: (value, period) => `${value} (${period})`,
  seriesNone: 'Pas encore de mesure',
  seriesNoneLead:
    'Enregistrez-en une par l’API ou importez un fichier ; elle sera tracée ici avec sa qualité et sa source.',
  seriesDescription:
    'Valeurs mesurées par période, avec les changements de définition, les valeurs corrigées depuis et les cibles.',
  seriesNotEffect:
    'Un niveau au fil du temps n’est pas l’effet du service : seule une étude compare avec ce qui serait arrivé sans lui.',
  seriesVanity: 'Cet indicateur compte une activité. Il ne dit rien de l’effet.',
  seriesProvisional: 'Point creux : provisoire, son délai n’est pas écoulé.',
  seriesSuperseded: '× : valeur publiée plus tôt, corrigée depuis.',
  seriesOther: (n) =>
    `Pointillés : calculé avec ${plural(n, 'une autre définition', 'd’autres définitions')} que celle en vigueur.`,
  breakLabel: (day) => `définition changée le ${day}`,
  breakReason: (day, reason) => `Définition changée le ${day} : ${reason}.`,
  oldDefinition: (n) => `définition ${n}`,
  targetLabel: (value) => `cible ${value}`,
  targets: 'Cibles',
  noTarget: 'Aucune cible n’est fixée.',
  asOfSummary: 'Tel que connu à une autre date',
  asOfLabel: 'Tel que connu le',
  asOfHelp: 'Une date, comme 2026-03-31, ou un numéro d’événement. Vide : ce que l’on sait aujourd’hui.',
  asOfPast: (when) =>
    `Vous voyez ce que le registre savait le ${when}. Les corrections et retraits plus récents ne sont pas montrés.`,
  asOfPastPosition: (position) =>
    `Vous voyez ce que le registre savait à l’événement ${position}. Les corrections et retraits plus récents ne sont pas montrés.`,
  asOfNow: 'Revenir à aujourd’hui',
  validAtLabel: 'Tel qu’en vigueur le',
  validAtHelp: 'Le second champ montre les phases, définitions et périodes en vigueur à une date.',
  validAtPast: (day) => `Les phases, définitions et périodes sont celles en vigueur le ${day}.`,
  vintage: 'Première diffusion',
  recorded: 'Enregistré',
  corrections: 'Corrections et retraits',
  correctionsLead: 'Rien n’est écrasé : le chiffre antérieur reste, avec le motif qui l’a remplacé.',
  noCorrections: 'Aucun chiffre n’a été corrigé ni retiré.',
  withdrawn: 'retiré',
  replacedOn: 'Remplacé',
  definitions: 'Comment la définition a changé',
  change: {
    first: 'première définition',
    material: 'changement de fond : la série est rompue',
    editorial: 'changement de forme : mêmes chiffres, mots plus clairs',
  },
  approvedBy: (by: string, on: string) => `Approuvée par ${by} le ${on}.`,
  notApprovedYet: 'Personne d’autre que son auteur ne l’a encore approuvée.',
  validFrom: (day) => `vaut à partir du ${day}`,
  by: (who) => `par ${who}`,
  field: {
    name: 'Nom',
    numerator: 'Compte',
    denominator: 'Rapporté à',
    unit: 'Unité',
    population: 'Population',
    window: 'Fenêtre',
    outcomeLagDays: 'Connu après (jours)',
    geography: 'Territoire',
    source: 'Source',
    principle: 'Principe',
    impactType: 'Type d’impact',
    directness: 'Objectif',
    isVanity: 'Compte une activité',
    isProxy: 'Tient lieu d’effet',
    userValue: 'Valeur pour l’usager (1 à 5)',
    dataEase: 'Facilité d’obtention (1 à 5)',
  },
  wasBefore: 'avant',
  isNow: 'désormais',
  no: 'non',
  breakdownLabel: 'Ventilation',
  // Audit
  auditHeading: 'Chaque événement, dans l’ordre de son enregistrement',
  auditLead:
    'Rien ici ne peut être modifié ni supprimé. Un événement dit ce qui est arrivé, qui l’a causé et pourquoi.',
  auditEmpty: 'Aucun événement ne correspond. Retirez un filtre.',
  projectionStopped: (name: string, position: string, stream: string, reason: string) =>
    `Le modèle de lecture « ${name} » s’est arrêté à l’événement ${position} de ${stream}, qu’il ne peut pas lire : ${reason} Ce qu’il montre est resté tel qu’avant cet événement ; rien n’a été sauté.`,
  filters: 'Filtres',
  eventType: 'Type d’événement',
  stream: 'Flux',
  actor: 'Compte',
  position: 'Événement',
  recordedAt: 'Enregistré',
  clearFilters: 'Retirer les filtres',
  eventHeading: (type, position) => `Événement ${position} : ${type}`,
  eventLead: 'Exactement tel qu’enregistré. L’empreinte ci-dessous est celle de ces octets.',
  envelope: 'Enveloppe',
  eventId: 'Identifiant',
  revision: 'Rang dans son flux',
  schemaVersion: 'Version du schéma',
  correlation: 'Corrélation',
  causation: 'Causé par la commande',
  exactBytes: 'Les octets exacts',
  fingerprint: 'SHA-256',
  bytesCount: (written) => `${written} octets, JSON canonique (RFC 8785)`,
  authority: 'Droit requis',
  eventChanges: 'Ce qu’il a changé',
  eventChangedNothing: 'Il n’a rien changé à l’état de son flux : il enregistre qu’une chose a été faite.',
  changedField: 'Champ',
  inclusionHeading: 'Preuve qu’il figure au journal',
  inclusionLead:
    'Votre navigateur calcule l’empreinte des octets ci-dessus, suit la preuve jusqu’à la racine de l’arbre et vérifie qui l’a signée.',
  notSignedYet: 'Enregistré, pas encore signé : cela prend une seconde ou deux. Rechargez cette page.',
  proofNoScript: 'Ce navigateur n’exécute pas de script : vérifiez l’événement hors ligne avec',
  proofVerified: 'Vérifié dans votre navigateur : ces octets figurent au journal signé par la clé ci-dessous.',
  proofPathBroken: 'NON vérifié : ces octets ne mènent pas à la racine signée. Ce n’est pas ce qui a été enregistré.',
  proofUnsigned: 'NON vérifié : la clé ci-dessous n’a pas signé ce point de contrôle.',
  proofUnsupported: 'Ce navigateur ne sait pas vérifier Ed25519 : prenez-en un plus récent, ou impact verify.',
  leafIndex: 'Place au journal',
  logKey: 'Clé du journal',
  signedCheckpoint: 'Point de contrôle signé',
  proofPath: (n) => `La preuve : ${n} empreintes, de la feuille vers le haut`,
  about: 'Sujet',
  topic: {
    sealed: 'résultats scellés : descellés et lus',
    permissions: 'comptes et droits',
    erasures: 'effacements',
  },
  fromMoment: 'Depuis',
  toMoment: 'Jusqu’à',
  earlierEvent: 'Événement précédent',
  laterEvent: 'Événement suivant',
  streamHistory: 'Tous les événements de ce flux',

  // Public page
  statsKicker: 'page publique d’impact',
  statsUpdated: (day) => `mise à jour le ${day}`,
  statsNoResult: (name) => `L’effet de ${name} n’a pas encore été montré.`,
  statsNoResultLead: 'Aucune étude relue n’est publiée. Les chiffres d’usage, ci-dessous, ne sont pas des effets.',
  statsResults: 'Études publiées',
  statsMeasured: 'Ce que nous mesurons',
  statsUnknown: 'Ce que nous ne savons pas encore',
  statsSuppressed:
    'Les effectifs si petits que quelqu’un pourrait être reconnu (moins de 11 personnes, sauf si la source en demande plus) ne sont pas montrés, ni ceux qui permettraient de les déduire. Les taux sont arrondis au dixième de point.',
  badge: 'Badge à afficher (SVG)',
  statsRetracted: 'Publié puis retiré',
  statsRetractedOn: (published: string, retracted: string) =>
    `Un résultat publié le ${published} a été retiré le ${retracted}. Il ne vaut plus :`,
  statsWaiting:
    'Une révision plus récente porte sur trop peu de personnes pour être montrée : le chiffre publié avant elle reste.',
  hidden: 'un effectif masqué',
  statsNoIndicators: 'Aucune mesure n’est encore publiée.',
  latest: 'Dernière valeur',
  oneYear: 'Un an',
  newlyMeasured: 'nouveau',
  statsNotEffect: 'Ces chiffres suivent le service dans le temps. Ils ne mesurent pas son effet.',
  statsFiles: 'Les mêmes chiffres en fichiers',

  // Sign in
  signInHeading: 'Se connecter par un lien à usage unique',
  signInLead: 'Il n’y a pas de mot de passe. Demandez un lien à qui tient ce registre, ou créez-en un sur sa machine :',
  signInOnce: 'Le lien sert une fois, pendant 15 minutes.',
  signInNotice: {
    expired: 'Ce lien a déjà servi ou a expiré. Demandez-en un nouveau.',
    required: 'Cette page demande un compte.',
  },
  signInPublic: 'Les pages publiques ne demandent pas de compte : leur adresse finit par /stats.',

  // Problems
  problem: {
    403: {
      heading: 'Votre compte ne peut pas voir cette page.',
      advice: 'Demandez le rôle voulu à l’administration, ou revenez au portefeuille.',
    },
    404: {
      heading: 'Il n’y a rien à cette adresse.',
      advice: 'Vérifiez l’adresse, ou partez de l’une des listes ci-dessous.',
    },
    409: {
      heading: 'Les choses ont changé depuis que vous avez ouvert la page.',
      advice: 'Rien n’a été enregistré. Revenez, rechargez la page et décidez sur ce qu’elle dit maintenant.',
    },
    503: {
      heading: 'Le registre est injoignable pour l’instant.',
      advice: 'Rien n’est perdu. Réessayez dans une minute ; si cela dure, prévenez qui tient ce registre.',
    },
    500: {
      heading: 'Une erreur est survenue de notre côté.',
      advice:
        'Rien n’a été enregistré. Réessayez ; si cela se répète, donnez la référence ci-dessous à qui tient ce registre.',
    },
    400: {
      heading: 'Cette adresse demande une chose que nous ne savons pas lire.',
      advice: 'Corrigez la date, le nombre ou le filtre dans l’adresse, ou repartez de la page sans eux.',
    },
  },
  whatHappened: 'Ce qui s’est passé',
};
