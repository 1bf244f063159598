import type { eventLogs as en } from '../en/event-logs.js';

/** Cohorts built from event logs, in French. */
export const eventLogs: typeof en = {
  logsHeading: (rows, parts) => `${rows} lignes (${parts}) ont été écartées par des règles écrites d’avance`,
  logsNone: 'Aucune ligne des journaux n’a été écartée',
  logsPart: 'Journal',
  logsRule: 'Règle',
  logsRows: 'Lignes',
  logsDone: 'Ce qui en a été fait',
  logsDropped: 'écartées',
  logsCounted: 'comptées, gardées',
  partName: { persons: 'personnes', exposures: 'usages', outcomes: 'événements attendus', exits: 'sorties' },
  logsComplete: (share, days) => `${share} des événements ont été déclarés en moins de ${days} jours`,
  completenessCaption: 'Retard des déclarations',
  logsCompleteColumns: { days: 'Jours après l’événement', share: 'Déclarés alors' },
  logsSince: (day) => `L’usage est connu depuis le ${day} ; ce qui est daté d’avant est écarté.`,
  logsRules: 'Règles pour les journaux',
  sameDay: {
    before: 'Un événement le jour de l’usage l’a précédé.',
    after: 'Un événement le jour de l’usage l’a suivi.',
    drop: 'Un événement le jour de l’usage est écarté : nul ne sait lequel est venu d’abord.',
  },
  keepFirst: 'De plusieurs usages pour un même employeur, le premier est gardé.',
  longestContract: (days) =>
    `Les contrats annoncés pour plus de ${days} jours sont des erreurs de saisie, et sont écartés.`,
  matchedByEmployer:
    'L’événement d’un usager ne compte que chez un employeur pour lequel il s’est servi du service avant.',
  timeZeroRule: {
    landmark: (days) =>
      `L’horloge part ${days} jours plus tard, pour tous ceux qui sont encore concernés ; l’usage avant ce jour fait le groupe.`,
    grace: (days) =>
      `Chacun compte sous les deux stratégies, usage en ${days} jours ou pas d’usage, jusqu’à ce que ses actes s’écartent de l’une ; des poids compensent ceux qui sont retirés.`,
    initiation: (every, trials) =>
      `${trials} essais, un tous les ${every} jours, parmi ceux qui n’avaient pas encore utilisé le service : ceux qui commencent alors et ceux qui ne commencent pas encore.`,
    perProtocol: (every, trials) =>
      `${trials} essais, un tous les ${every} jours, parmi ceux qui n’avaient pas encore utilisé le service : ceux qui commencent alors et ceux qui ne commencent pas, jusqu’à ce qu’ils commencent ; des poids compensent.`,
  },
};
