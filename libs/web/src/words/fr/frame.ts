import type { frame as english } from '../en/frame.js';

const plural = (count: number, one: string, many: string): string => (count > 1 ? many : one);
/** French counts in the singular up to, not including, two. */
const underTwo = (written: string): boolean => /^[+\u2212]?[01](,|$)/.test(written);

/** The frame, shared words and lists, in French. */
export const frame: typeof english = {
  // Frame
  siteName: 'Impact Ledger',
  skip: 'Aller au contenu',
  mainNavigation: 'Principale',
  portfolio: 'Portefeuille',
  indicators: 'Indicateurs',
  studies: 'Études',
  audit: 'Registre',
  otherLanguage: 'English',
  signIn: 'Connexion',
  role: {
    viewer: 'lecture',
    editor: 'équipe produit',
    coach: 'coach',
    analyst: 'analyste',
    sponsor: 'sponsor',
    auditor: 'contrôle',
    admin: 'administration',
    ingest: 'clé d’import',
    worker: 'calcul',
    public: 'public',
  },
  footReplay: 'Chaque chiffre de ces pages peut être rejoué depuis le registre.',
  ledgerAt: (position) => `Registre lu jusqu’à l’événement ${position}`,
  recordedOn: (when) => `enregistré le ${when} (heure de Paris)`,
  ledgerEmpty: 'Le registre est vide',
  // Shared
  contents: 'Sur cette page',
  pageAddress: 'Page :',
  tableAndCsv: 'Les chiffres en tableau',
  csv: 'CSV',
  json: 'JSON',
  downloads: 'Télécharger',
  source: (what) => `Source : ${what}.`,
  qualityLabel: 'Qualité',
  quality: (grades) => `Qualité des données : environ ${grades} % de justes.`,
  qualityShort: (grade) => `qualité ${grade} %`,
  evidenceGrade: (grade) => `Niveau de preuve ${grade} sur 5.`,
  atEvent: (position) => `Événement ${position} du registre`,
  eventNumber: (position) => `événement ${position}`,
  gradeOf: (grade) => `${grade} sur 5`,
  gradeMeaning: [
    'chiffre d’usage, pas une preuve d’effet',
    'comparaison brute',
    'ajusté, sans témoin probant',
    'ajusté, témoins sans anomalie',
    'quasi-expérience solide',
    'tirage au sort',
  ],
  verdict: {
    positive: 'positif',
    negative: 'négatif',
    null_effect: 'pas d’effet qui compte',
    inconclusive: 'non concluant',
    underpowered: 'effectifs insuffisants',
    refused: 'refusé',
  },
  noEvidence: 'aucune preuve',
  design: {
    randomised: 'tirage au sort',
    encouragement: 'invitation tirée au sort',
    cohort: 'cohorte ajustée',
    stratified_cohort: 'cohorte stratifiée',
    difference_in_differences: 'différence de différences',
    before_after: 'avant et après',
    naive_match: 'comparaison brute',
  },
  phase: {
    investigation: 'Investigation',
    construction: 'Construction',
    acceleration: 'Accélération',
    consolidation: 'Consolidation',
    operated: 'Opéré',
    transferred: 'Transféré',
    abandoned: 'Abandonné',
  },
  yes: 'oui',
  none: 'aucun',
  valueWith: {
    percent: (n) => `${n} %`,
    count: (n) => n,
    score: (n) => n,
    euro: (n) => `${n} €`,
    day: (n) => `${n} ${underTwo(n) ? 'jour' : 'jours'}`,
  },
  indented: 'Mis en page pour la lecture',
  next: 'Page suivante',
  firstPage: 'Première page',
  apply: 'Appliquer',
  all: 'Tout',
  product: 'Produit',
  status: 'État',
  verdictLabel: 'Verdict',
  evidence: 'Preuve',
  name: 'Nom',
  unit: 'Unité',
  value: 'Valeur',
  reason: 'Motif',
  period: 'Période',
  // Portfolio
  portfolioHeading: (proven, total) =>
    total === 0
      ? 'Aucun produit n’est encore inscrit.'
      : proven === 0
        ? plural(
            total,
            'Le produit n’a pas encore montré d’effet.',
            `Aucun des ${total} produits n’a encore montré d’effet.`,
          )
        : `${proven} ${plural(proven, 'produit', 'produits')} sur ${total} ${plural(proven, 'a montré', 'ont montré')} un effet.`,
  portfolioLead: (strong, waiting) =>
    `${strong} ${plural(strong, 's’appuie', 's’appuient')} sur une preuve de niveau 3 ou plus. ` +
    (waiting === 0
      ? 'Aucun résultat n’est attendu.'
      : `${waiting} ${plural(waiting, 'attend', 'attendent')} un résultat.`),
  portfolioEmpty:
    'Inscrivez un produit par l’API ou en ligne de commande ; ses études et ses indicateurs apparaîtront ici.',
  productsInPhase: 'Produits',
  filterPhase: 'Étape',
  bestFinding: 'Ce que l’on sait',
  noStudy: 'Pas encore d’étude. L’usage n’est pas un effet.',
  studyWaiting: 'Étude sans résultat à ce jour',
  sortBy: (column) => `Trier par ${column}`,
  studiesCount: (count) => (count === 0 ? 'aucune étude' : `${count} ${plural(count, 'étude', 'études')}`),
  indicatorsCount: (count) =>
    count === 0 ? 'aucun indicateur' : `${count} ${plural(count, 'indicateur', 'indicateurs')}`,
  noneInPhase: 'Aucun produit n’en est à cette étape.',
  publicPage: 'page publique',
  since: (day) => `depuis le ${day}`,

  // Studies register
  studiesHeading: (total) =>
    total === 0
      ? 'Aucune étude n’est encore rédigée.'
      : `${total} ${plural(total, 'étude, quel que soit son résultat.', 'études, quel que soit leur résultat.')}`,
  studiesLead:
    'Le registre montre chaque étude dès son premier brouillon : les refusées et les non concluantes comme celles qui ont trouvé un effet.',
  studiesEmpty: 'Rédigez un protocole par l’API ; il figure ici avant que quiconque voie un résultat.',
  question: 'Question',
  designLabel: 'Méthode',
  frozenLabel: 'Gelé',
  notFrozen: 'pas encore',
  finding: 'Constat',
};
