import type { figures as english } from '../en/figures.js';
import { beside } from './beside.js';
import { kept } from './kept.js';

const plural = (count: number, one: string, many: string): string => (count > 1 ? many : one);

/** The figures and checks of a study, in French. */
export const figures: typeof english = {
  ...beside,
  ...kept,
  // Study: figures
  forestOutside: (naive) => `Sans ajustement, l’écart entre les groupes est de ${naive} : ce n’est pas l’effet`,
  forestAgree: 'Les analyses promises d’avance concordent',
  forestDisagree: 'Les analyses promises d’avance ne concordent pas : lire chacune',
  forestAlone: 'Une analyse était promise, la voici',
  forestNaiveOnly: 'Une comparaison brute, et rien d’autre',
  forestNaiveWrong: (naive, known) => `Écart brut : ${naive}. Effet connu : ${known}`,
  forestExplain: {
    randomised:
      'Le tirage rend les groupes semblables au hasard près : la simple différence est l’effet d’avoir été désigné. Les analyses ajustées utilisent ce que l’on savait avant le tirage.',
    encouragement:
      'Les personnes invitées ont été tirées au sort : la simple différence est l’effet de l’invitation. L’effet de l’usage est celui sur les personnes que l’invitation a décidées.',
    stratified_cohort:
      'Utilisateurs et autres sont comparés au sein de strates connues d’avance ; ce que les strates ne contiennent pas peut encore différer.',
    difference_in_differences:
      'L’évolution de ceux qui ont pris la mesure est comparée à celle des autres : ce qui les distingue pour toujours s’annule, ce qui change d’un seul côté ne s’annule pas.',
    before_after:
      'Les personnes d’après sont comparées à celles d’avant : tout ce qui a changé entre-temps est dans le chiffre.',
    cohort:
      'Utilisateurs et autres différaient déjà avant. Le chiffre gris mêle ces différences à l’effet ; les autres retirent ce que les covariables déclarées peuvent expliquer.',
    naive_match:
      'Les deux groupes n’ont pas été rendus comparables. Le chiffre est montré pour que personne n’ait à le deviner ; il ne se lit pas comme un effet.',
  },
  forestDescription: (axis) =>
    `Chaque analyse avec son intervalle, en ${axis}. Les mêmes chiffres figurent dans le tableau dessous.`,
  naiveRow: 'Écart brut',
  knownRow: 'Effet connu',
  primaryRow: (label) => `${label} (principale)`,
  controlRow: (label) => `Témoin négatif : ${label}`,
  forestShaded: (delta) => `Zone grisée : plus petit que le plus petit effet qui compterait (${delta}).`,
  forestHollow: 'Signe creux : n’estime pas cet effet.',
  tooSmall: 'trop petit pour compter',
  analysis: 'Analyse',
  interval: 'Intervalle',
  estimateLabel: 'Meilleure estimation',
  curvesApart: (gap, day) => `Au jour ${day}, l’écart est de ${gap}`,
  curvesClose: (day) => `Au jour ${day}, les deux courbes ne se distinguent pas`,
  curvesUnadjusted: ', avant tout ajustement',
  curvesOthersCounted: ', autres sorties comptées',
  curvesAdjusted: ', après ajustement',
  curvesAdjustedCaption: (method, level) =>
    `Un moins la survie, selon l’analyse principale (${method}). Bande : son intervalle à ${level} de la différence, chaque jour pris seul. Dessous, les personnes suivies telles quelles, sans pondération.`,
  curvesDescription: (treated, comparison) =>
    `Part ayant connu l’événement selon le jour, ${treated} et ${comparison}, personnes encore suivies et, dessous, l’écart avec son intervalle.`,
  curvesCaption: (level) =>
    `Kaplan-Meier, un moins la survie, non ajusté : comme si personne n’était sorti autrement. Bande : intervalle à ${level} de l’écart chaque jour, tiré de ceux des deux courbes.`,
  curvesIncidenceCaption: (level) =>
    `Aalen-Johansen, non ajusté : part ayant connu l’événement en premier ; les personnes sorties autrement comptent comme ne l’ayant pas connu. Bande : intervalle à ${level} de l’écart chaque jour, tiré de ceux des deux courbes.`,
  daysSince: 'jours depuis le temps zéro',
  stillAtRisk: 'suivies, sans événement à ce jour',
  gapAxis: 'Écart, en points de pourcentage',
  day: 'Jour',
  gatesHeading: (passed, total) =>
    passed === total
      ? 'Tous les contrôles étaient bons avant l’ouverture du résultat'
      : `${passed} ${plural(passed, 'contrôle bon', 'contrôles bons')} sur ${total}`,
  gatesRandomised:
    'Après un tirage au sort, l’équilibre est montré sans être exigé : le hasard seul dépasse 0,1 dans un petit essai.',
  gateNone: 'Aucun contrôle ne s’applique à cette méthode.',
  gate: {
    balance: 'Groupes semblables après ajustement, pire écart',
    equipoise: 'Part des personnes possibles dans les deux groupes',
    effective_sample: 'Effectif réel du plus petit groupe',
    sample_ratio: 'Groupes de la taille prévue (valeur p)',
    attrition: 'Issues manquantes autant dans les deux groupes, écart',
    completeness: 'Événements connus au délai de déclaration',
    clusters: 'Unités du plus petit côté',
    composition: 'Unités vues à chaque période, du côté où il y en a le moins',
  },
  remedy: {
    balance:
      'Déclarez ce qui distingue encore les personnes, ou resserrez la population à des personnes plus semblables.',
    equipoise: 'Resserrez la population aux personnes pour qui l’un et l’autre étaient vraiment possibles.',
    effective_sample:
      'Quelques personnes portent presque tout le poids : attendez-en davantage, ou resserrez la population à celles qui pouvaient faire l’un ou l’autre.',
    sample_ratio: 'Cherchez où le tirage ou le fichier a perdu des personnes avant de comparer qui que ce soit.',
    attrition: 'Retrouvez les résultats manquants, ou apprenez pourquoi il en manque plus dans un groupe.',
    completeness: 'Refaites l’extraction plus tard, ou déclarez un délai de déclaration plus long.',
    clusters:
      'Ajoutez des unités, ou prévoyez le bootstrap sauvage (méthode « did »), qui en demande cinq de chaque côté.',
    composition:
      'Cherchez d’abord pourquoi des unités arrivent ou partent ; seulement si cela n’a rien à voir avec la mesure, gardez celles qui sont là du début à la fin, et dites de qui le résultat parle alors.',
  },
  gatesCaption: 'Contrôles, ce qui a été trouvé et ce qui était demandé',
  gateLabel: 'Contrôle',
  gateFound: 'Trouvé',
  gateAsked: 'Seuil',
  gateOutcome: 'Issue',
  gateLimit: { at_most: (limit) => `au plus ${limit}`, at_least: (limit) => `au moins ${limit}` },
  passed: 'bon',
  failed: 'mauvais',
  waived: (reason) => `Levé dans le protocole : ${reason}`,
  flowHeading: 'Qui est compté',
  flowLeft: 'écartées',
  flowArm: (arm, count) => `${arm} : ${count}`,
  loveImproved: (worst) => `Après ajustement, aucun écart entre les groupes ne dépasse ${worst}`,
  loveNotClosed: (name, worst) => `L’ajustement laisse un écart de ${worst} sur : ${name}`,
  loveBefore: (worst) => `Avant le départ, les groupes diffèrent d’au plus ${worst}`,
  loveDescription: 'Pour chaque covariable, la distance entre les deux groupes avant et après ajustement.',
  loveAxis: 'différence moyenne standardisée, valeur absolue',
  loveLimit: (limit) => `limite ${limit}`,
  loveCaption: '○ avant, ● après ajustement. En écarts-types de la covariable.',
  loveWeighedBy: {
    matching: 'Après : les personnes appariées, chacune autant de fois qu’elle sert.',
    entropy_balancing: 'Après : le groupe de comparaison avec les pondérations de l’analyse principale.',
    outcome_model:
      'Après : pondéré par la probabilité d’être traité. L’analyse principale modélise l’issue à la place, et s’appuie d’autant plus sur ce modèle que les groupes sont éloignés.',
  },
  loveCaptionBefore: '○ tels quels : ce schéma n’ajuste rien. En écarts-types de la covariable.',
  loveTop: (shown, total) =>
    `Les ${shown} plus grands écarts sur ${total} covariables sont dessinés ; tous sont dans le tableau.`,
  covariate: 'Covariable',
  before: 'Avant',
  after: 'Après',
  overlapHeading: (share) => `${share} des personnes auraient pu être dans l’un ou l’autre groupe`,
  overlapDescription: 'Part de chaque groupe selon la probabilité estimée d’être traité.',
  overlapAxis: 'probabilité estimée d’être traité',
  overlapCaption: 'Là où un côté est vide, personne n’est comparable. Comptés : scores de préférence de 0,3 à 0,7.',
  looksHeading: (count) => (count === 1 ? 'Un seul regard sur les données' : `${count} regards sur les données`),
  looksSingle: (alpha) => `Le protocole prévoyait un seul regard et y dépense tout son risque d’erreur de ${alpha}.`,
  looksCaption: 'Intervalles tels que connus ce jour-là. Seul le regard de cette page porte un point.',
  looksRepeated: (alpha) => `Le protocole prévoyait un seul regard à ${alpha} : les suivants sont exploratoires.`,
  looksPlanned: (alpha) =>
    `Le protocole prévoyait ses regards d’avance. Leurs intervalles tiennent ensemble à un risque d’erreur de ${alpha} ; regarder à nouveau les mêmes données n’est pas un regard et ne dépense rien.`,
  information: 'Information atteinte',
  alphaSpent: 'Risque d’erreur déjà dépensé',
  looksBelowFloor:
    'Un regard avec moins de 50 événements, ou moins de 50 personnes sans événement, dans un groupe ne dépense rien : les bornes sur plusieurs regards ne valent que pour de grands nombres. Les suivants ne s’appuient pas sur lui.',
  atLook: (level, errors) =>
    `À ce regard prévu, les bornes sont à ${errors} erreurs types, pour que les intervalles de tous les regards tiennent ensemble à ${level}.`,
  critical: 'Erreurs types jusqu’à chaque borne',
  look: 'Regard',
  requestedOn: 'Demandé',
  cannotTell: 'Ce que cette étude ne dit pas',
  noLimits: 'Aucune limite n’accompagne ce résultat : interrogez ses auteurs avant de vous y fier.',
  fragile: (share, covariate, from, to) =>
    `Une cause cachée devrait expliquer ${share} de ce qui reste de l’usage comme de l’événement pour amener l’intervalle à zéro. Aussi forte que « ${covariate} », elle laisserait ${from} à ${to}.`,
  checkIt: 'Vérifiez vous-même',
  checkEvent: 'Cette page montre l’événement du registre',
  checkNoResult: 'Pas encore de résultat à vérifier. Ce qui est déjà fixé :',
  checkSame: 'Même protocole, mêmes données, même moteur et même graine donnent les mêmes octets.',
  checkReplay: 'Reconstruire les vues depuis les événements jusqu’ici et comparer',
  resultHash: 'Résultat',
  protocolHash: 'Protocole',
  dataHash: 'Jeu de données',
  engine: 'Moteur',
  anotherEngine: (here) =>
    `Ce n’est pas le moteur de cette installation, qui est ${here} avec ses propres bibliothèques. Pour retrouver les mêmes octets, gardez le moteur qui les a produits.`,
  seed: 'Graine',
  protocolHeading: 'Ce qui a été promis',
  population: 'Population',
  timeZero: 'Temps zéro',
  arms: 'Groupes',
  against: (treated, comparison) => `${treated} ; comparées à : ${comparison}`,
  covariates: 'Covariables',
  primaryAnalysis: 'Analyse principale',
  sensitivityLabel: 'Aussi promises',
  controls: 'Témoins négatifs',
  smallestEffect: 'Plus petit effet qui compte',
  errorRate: 'Risque d’erreur',
  schedule: 'Calendrier',
  dataProtection: 'Protection des données',
  dataProtectionDecision: { impact_assessment_accepted: 'analyse d’impact acceptée', not_required: 'non requise' },
  protocolJson: 'Le protocole entier en JSON',
};
