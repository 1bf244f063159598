import type { DataSetColumn } from '@impact-ledger/domain';

/** Data sets, in English. */
export const dataset = {
  datasetKicker: 'data set',
  datasetLead: (rows: string, day: string) =>
    `${rows} rows, as their source held them on ${day}. They are encrypted, and nobody is named in them; this page tells their shape, never a person’s value.`,
  datasetErased:
    'These data were erased. What was found from them stands in the ledger; it can no longer be computed again.',
  datasetOrigin: 'Where it is from',
  datasetColumns: (count: string) => `${count} columns`,
  datasetPart: (role: string, rows: string, columns: string) => `The log of ${role}: ${rows} rows, ${columns} columns`,
  datasetColumnsLead: 'Values are listed where a column has at most 12 of them.',
  datasetColumnsCaption: 'Columns, their kind and what is missing',
  columnName: 'Column',
  columnKind: 'Kind',
  columnMissing: 'Missing',
  columnValues: 'Values',
  kindOfColumn: { number: 'number', boolean: 'yes or no', text: 'text', date: 'date' } satisfies Record<
    DataSetColumn['kind'],
    string
  > as Record<DataSetColumn['kind'], string>,
  datasetUses: 'Studies that use it',
  datasetUnused: 'None yet: attach it to a study whose protocol is frozen, or about to be.',
  licence: 'Licence',
};
