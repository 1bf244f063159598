import type { GateId, GateResult } from '@impact-ledger/domain';
import { concise, decimal, small } from './numbers.js';
import type { Effect, Phrases, Subject } from './phrases.js';

const GATES: Readonly<Record<GateId, string>> = {
  balance: 'les deux groupes diffèrent encore après ajustement',
  equipoise: 'les deux groupes ont trop peu en commun',
  effective_sample: 'il reste trop peu de personnes comparables',
  sample_ratio: 'les groupes n’ont pas les tailles que le tirage devait donner',
  attrition: 'le résultat est inconnu pour plus de personnes dans un groupe que dans l’autre',
  completeness: 'trop de résultats ne sont pas encore déclarés',
  clusters: 'trop peu d’unités d’un côté pour savoir jusqu’où va le hasard',
  composition: 'les unités ne sont pas les mêmes d’une période à l’autre',
};

const FIGURES: Readonly<Record<GateId, string>> = {
  balance: 'plus grande différence standardisée',
  equipoise: 'équipoise',
  effective_sample: 'effectif équivalent',
  sample_ratio: 'valeur p des tailles',
  attrition: 'écart de résultats inconnus',
  completeness: 'complétude',
  clusters: 'unités du plus petit côté',
  composition: 'unités vues à chaque période',
};

const figure = (value: number): string => concise(value, value >= 10 ? 1 : value < 0.001 ? 6 : 3, 'fr');

const gateText = ({ gate, value, limit, rule }: GateResult): string =>
  `${GATES[gate]} (${FIGURES[gate]} ${figure(value)}, pour ${figure(limit)} au ${rule === 'at_most' ? 'plus' : 'moins'})`;

function change(value: number, { isPeople, ratio, scale }: Subject): string {
  const size = scale.size(value);
  if (ratio) return size;
  if (size === scale.size(0)) return 'aucun changement';
  return `${size} ${isPeople ? 'personnes' : scale.unit} de ${value < 0 ? 'moins' : 'plus'}`;
}

const possible = (subject: Subject, { lower, upper }: Effect): string =>
  `${subject.ratio ? 'tout facteur reste possible' : 'tout reste possible'}, de ${change(lower, subject)} à ${change(upper, subject)}${subject.isPeople ? ` ${subject.scale.base}` : ''}`;

function what({ outcome, isPeople, ratio }: Subject): string {
  if (ratio === 'odds') return `la cote du résultat (personnes ${outcome})`;
  return isPeople || ratio === 'people' ? `le nombre de personnes ${outcome}` : outcome;
}

const whether = (subject: Subject): string => `si ${small(subject.exposure)} change ${what(subject)}`;

const bounds = ({ lower, upper }: Effect, { ratio, scale }: Subject): string => {
  if (ratio) return `entre ${scale.size(lower)} et ${scale.size(upper)}`;
  const [near, far] = Math.abs(lower) <= Math.abs(upper) ? [lower, upper] : [upper, lower];
  return `entre ${scale.size(near)} et ${scale.size(far)}`;
};

export const fr: Phrases = {
  effect: (subject, effect) => {
    const { exposure, outcome, isPeople, scale } = subject;
    const size = scale.size(effect.value);
    if (subject.ratio)
      return `${exposure} a multiplié ${what(subject)} par environ ${size} (${bounds(effect, subject)}).`;
    return isPeople
      ? `${exposure} : environ ${size} personnes de ${effect.value > 0 ? 'plus' : 'moins'} ${scale.base} ${outcome} (${bounds(effect, subject)}).`
      : `${exposure} a ${effect.value > 0 ? 'augmenté' : 'réduit'} ${outcome} d’environ ${size} ${scale.unit} (${bounds(effect, subject)}).`;
  },
  noEffect: (subject, delta) => {
    const { exposure, isPeople, ratio, scale } = subject;
    const least = ratio
      ? `d’un facteur ${scale.size(delta)}`
      : `de ${scale.size(delta)} ${isPeople ? scale.base : scale.unit}`;
    return `${exposure} a changé ${what(subject)} de moins ${least}, en plus ou en moins.`;
  },
  undecided: (subject, effect) => `Les données ne disent pas ${whether(subject)} : ${possible(subject, effect)}.`,
  tooFew: (subject, effect) =>
    `Trop peu de personnes ont été suivies pour dire ${whether(subject)} : ${possible(subject, effect)}.`,
  fragile: (subject, effect, covariate) =>
    `Les données ne disent pas ${whether(subject)} : une différence cachée pas plus forte que « ${covariate} » suffirait à expliquer tout ce qu’on observe (${bounds(effect, subject)}${subject.ratio ? '' : ` ${subject.isPeople ? subject.scale.base : subject.scale.unit}`}).`,
  notAdjusted: ({ exposure }) =>
    `On ne peut rien dire de l’effet étudié (${small(exposure)}) : les deux groupes n’ont pas été rendus comparables.`,
  refused: (subject, gate) => `Ces données ne peuvent pas dire ${whether(subject)} : ${GATES[gate]}.`,
  because: {
    gates: (gates) => `Refusée avant que quiconque ait vu une estimation : ${gates.map(gateText).join(' ; ')}.`,
    notAdjusted: 'Les groupes ont été comparés tels quels. Un tel chiffre se montre à côté d’autres et ne décide rien.',
    tooFewEvents: (least) =>
      `Dans au moins un groupe, moins de ${least} personnes ont connu le résultat, ou moins de ${least} ne l’ont pas connu.`,
    inside: (interval, delta) => `${interval}, tient entre moins et plus ${delta}, le plus petit effet qui compterait.`,
    above: (interval, isGood, none) =>
      `${interval}, est au-dessus de ${none} : c’est le sens ${isGood ? 'espéré' : 'redouté'}.`,
    below: (interval, isGood, none) =>
      `${interval}, est au-dessous de ${none} : c’est le sens ${isGood ? 'espéré' : 'redouté'}.`,
    fragile: (interval, covariate, left, none) =>
      `${interval}, exclut ${none}, mais un facteur non mesuré aussi fort que « ${covariate} » ${left === null ? 'ne laisserait aucune borne' : `le déplacerait à : ${left}`}.`,
    tooWide: (interval, delta, none) =>
      `${interval}, contient ${none} et est trop large : un effet de ${delta}, le plus petit qui compterait, serait manqué plus d’une fois sur cinq.`,
    includesZero: (interval, none) => `${interval}, contient ${none} et des effets assez grands pour compter.`,
  },
  interval: (effect, scale) =>
    `L’intervalle à ${concise(100 * effect.level, 2, 'fr')} %, de ${fr.range(effect.lower, effect.upper, scale)}`,
  range: (lower, upper, scale) => `${scale.exact(lower)} à ${scale.exact(upper)} ${scale.unit}`.trimEnd(),
  amount: (value, scale) =>
    scale.unit === '' ? `un facteur ${scale.exact(value)}` : `${scale.exact(value)} ${scale.unit}`,
  limits: {
    unblinded:
      'Levée d’insu, contrôles non franchis : la comparaison a été refusée, ce chiffre ne prouve donc aucun effet.',
    displacement: (why) =>
      `Une comparaison de personnes ne voit pas le déplacement : ce que les unes ont gagné, d’autres ont pu le perdre, et l’effet total peut être plus faible, ou nul. Seule une comparaison de territoires le dirait. ${why}`,
    cohort:
      'L’usage du service n’a pas été tiré au sort : une différence que personne n’a mesurée peut expliquer une partie de l’effet.',
    naive: 'Les groupes n’ont pas été rendus comparables : ce chiffre n’est pas une preuve d’effet.',
    beforeAfter: 'Tout ce qui a changé par ailleurs entre avant et après est dans ce chiffre.',
    moved:
      'L’effet est celui de l’usage sur les personnes que l’invitation a décidées, si elle n’agit que par l’usage et n’en détourne personne.',
    parallel: 'Sans la mesure, les deux côtés sont supposés avoir évolué de même : aucune donnée ne peut le prouver.',
    breakdown: (value) =>
      value === null
        ? 'Aucune période avant la mesure ne montre si les deux côtés évoluaient de même.'
        : `L’effet se distingue de zéro tant que les évolutions ne s’écartent pas, après, de plus de ${concise(value, 2, 'fr')} fois leur écart d’avant.`,
    otherExits: (names) =>
      `On peut sortir autrement (${names.join(', ')}) : le risque compte ces personnes comme sans le résultat ; les chiffres marqués « si personne n’était sorti autrement » supposent qu’elles auraient continué comme celles qui sont restées.`,
    unknownAllocation: (reason) => `La taille prévue des groupes est inconnue et n’a donc pas été vérifiée : ${reason}`,
    manyLooks:
      'Les intervalles tiennent compte des regards répétés ; cela ne corrige aucune différence entre les groupes.',
    waived: (gate, reason) => `Un contrôle a été levé à l’avance (${GATES[gate]}) : ${reason}`,
    exploratory: 'Exploratoire : quelqu’un avait vu un résultat, ou changé le protocole, avant cette lecture.',
    landmark: (days) => `Le résultat ne parle que des personnes encore concernées ${days} jours après le départ.`,
    reportingLag: (days) =>
      days === 0
        ? 'Les résultats sont pris tels que le fichier les donne : le protocole dit que chacun est connu aussitôt, et le fichier ne le montre pas.'
        : `Les résultats sont pris tels que le fichier les donne : il ne montre pas lesquels ont été déclarés en retard, jusqu’à ${days} jours après.`,
    tooYoung:
      'Les jours de déclaration sont connus, mais trop peu de résultats sont assez anciens pour dire combien restent à déclarer.',
    controls: {
      too_few:
        'Moins de trois témoins négatifs comparables, dont un connu d’avance : le biais caché n’a pas été testé.',
      wide: 'Les témoins négatifs sont trop imprécis pour exclure un biais aussi grand que le plus petit effet qui compte.',
      biased: 'Un témoin négatif montre un effet que le service n’a pas pu avoir : un biais reste après ajustement.',
    },
    outcomeUnknown: (people) =>
      `Le résultat de ${decimal(people, 0, 'fr')} personnes est inconnu ; elles ont été écartées, comme si elles ressemblaient aux autres de leur groupe.`,
    unadjustedCurves: 'Les courbes montrent les groupes tels quels, sans ajustement.',
    notComputed: (label, why) => `« ${label} » n’a pas pu être calculé : ${why}`,
    fragilityUnknown: 'La force qu’une différence cachée devrait avoir n’a pas pu être calculée.',
  },
};
