import type { dataset as english } from '../en/dataset.js';

/** Data sets, in French. */
export const dataset: typeof english = {
  datasetKicker: 'jeu de données',
  datasetLead: (rows, day) =>
    `${rows} lignes, telles que leur source les tenait le ${day}. Elles sont chiffrées et ne nomment personne ; cette page en dit la forme, jamais la valeur d’une personne.`,
  datasetErased:
    'Ces données ont été effacées. Ce qui en a été tiré reste au registre, mais ne peut plus être recalculé.',
  datasetOrigin: 'D’où il vient',
  datasetColumns: (count) => `${count} colonnes`,
  datasetPart: (role, rows, columns) => `Journal (${role}) : ${rows} lignes, ${columns} colonnes`,
  datasetColumnsLead: 'Les valeurs sont listées quand une colonne en a au plus 12.',
  datasetColumnsCaption: 'Colonnes, leur nature et ce qui manque',
  columnName: 'Colonne',
  columnKind: 'Nature',
  columnMissing: 'Manquantes',
  columnValues: 'Valeurs',
  kindOfColumn: { number: 'nombre', boolean: 'oui ou non', text: 'texte', date: 'date' },
  datasetUses: 'Études qui l’utilisent',
  datasetUnused: 'Aucune encore : attachez-le à une étude dont le protocole est gelé, ou va l’être.',
  licence: 'Licence',
};
