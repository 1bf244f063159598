import type { drift as en } from '../en/drift.js';

/** From look to look, in French. */
export const drift: typeof en = {
  driftTitle: 'D’un regard à l’autre',
  driftLink: 'Ce qui a changé d’un regard à l’autre',
  driftLead:
    'Une étude répétée n’est stable que si ce dont elle est faite l’est. Chaque regard garde son jeu de données, son protocole et son moteur ; rien n’a été recalculé ici.',
  driftTooFew:
    'Il y a un seul résultat, ou aucun pour l’instant : rien ne peut être mis en regard. Le prochain figurera ici.',
  driftMade: 'Ce dont chaque regard est fait',
  driftKept: 'Personnes comparées',
  driftRows: 'Lignes du fichier',
  driftShare: 'Part des traités',
  driftFile: 'Jeu de données',
  driftEngine: 'Moteur',
  driftProtocol: 'Protocole',
  driftSame: 'Le même protocole et le même moteur ont servi à tous les regards.',
  driftOther: (look, what) => `Le regard ${look} est fait avec ${what} que le précédent.`,
  driftOtherProtocol: 'un autre protocole',
  driftOtherEngine: 'un autre moteur',
  driftOtherData: 'un autre jeu de données',
  driftSharePlain: (from, to) => `La part des personnes traitées est passée de ${from} à ${to}.`,
  driftFurthest: (covariate, from, to) =>
    `Ce qui a le plus bougé entre les deux groupes : ${covariate}, dont la différence standardisée avant ajustement est passée de ${from} à ${to}.`,
  driftSizes: (from, to) => `Personnes comparées : ${from} au premier regard, ${to} au dernier.`,
  driftEstimates: 'L’effet tel qu’il était connu',
  driftEstimatesCaption: 'Intervalle de l’analyse de l’étude à chaque regard ; le dernier est mis en évidence.',
  driftNaive: 'Groupes tels quels',
  driftAdjusted: 'Analyse de l’étude',
  driftWithheld: 'refusé : non montré',
  driftSelection: 'Qui est traité : différence des deux groupes avant ajustement',
  driftSelectionNote:
    'Différence de moyennes standardisée, traités moins comparaison. Un changement dit que d’autres personnes utilisent le service, ou qu’il est enregistré autrement ; ajuster de nouveau est juste, comparer les regards comme si rien n’avait changé ne l’est pas.',
  driftGates: 'Garde-fous à chaque regard',
  gateColumn: 'Garde-fou',
  driftNotMeasured: 'non mesuré',
};
