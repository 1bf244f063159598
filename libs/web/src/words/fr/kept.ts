import type { kept as english } from '../en/kept.js';

/** Là où une règle de temps zéro donne plusieurs lignes à une personne : ce que jugent les contrôles, en français. */
export const kept: typeof english = {
  keptHeading: 'Qui s’est tenu à une stratégie, et qui ces personnes représentent',
  keptCaption: 'Lignes de chaque groupe : pouvaient en sortir, n’en sont pas sorties, et leurs poids',
  keptLead:
    'Chacun part dans les deux groupes, ou de nouveau à chaque essai, et compte tant qu’il fait ce que dit le groupe. Les personnes qui le font encore sont pondérées pour celles qui en sont sorties. Si les poids sont justes, elles représentent toutes celles du départ.',
  keptRows: 'Au départ',
  keptAsked: 'Pouvaient en sortir',
  keptStayed: 'S’y sont tenues',
  keptEffective: 'Effectif équivalent',
  keptLargest: 'Plus grand poids',
  keptRepresented: 'Représentent',
  loveKeptGrace: (day, horizon) =>
    `Les personnes qui se sont tenues à leur stratégie, avant et après les poids, au jour ${day} et de là au jour ${horizon} : personne n’en sort plus tard. Dessiné après les poids : le plus grand de l’écart entre les groupes et de celui de chaque groupe à l’ensemble du départ.`,
  loveKeptTrials: (horizon) =>
    `Les personnes restées dans leur groupe jusqu’au jour ${horizon}, ou jusqu’à l’événement, avant et après les poids d’entrée et de maintien. Dessiné après les poids : le plus grand de l’écart entre les groupes et de celui de chaque groupe à l’ensemble de ses entrées.`,
  fromStart: (group) => `${group} : depuis le départ`,
  overlapKeptGrace: (day) =>
    `Personnes encore suivies au jour ${day} : probabilité d’avoir commencé d’ici là, de celles qui avaient commencé et des autres.`,
  overlapTrials:
    'Probabilité de commencer au départ d’un essai ; les scores de préférence se lisent à l’intérieur de chaque essai.',
};
