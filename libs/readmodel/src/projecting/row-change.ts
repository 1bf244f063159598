import type { Columns, Key, TableName } from '../tables.js';

/** What an event does to one row, as data: the projector decides how to write it. */
export type RowChange = { [Table in TableName]: ChangeOf<Table> }[TableName];

export type ChangeOf<Table extends TableName> =
  | { readonly table: Table; readonly mode: 'insert'; readonly key: Key<Table>; readonly set: Columns<Table> }
  | { readonly table: Table; readonly mode: 'update'; readonly key: Key<Table>; readonly set: Partial<Columns<Table>> }
  | {
      readonly table: Table;
      readonly mode: 'revise';
      readonly from: Key<Table>;
      readonly key: Key<Table>;
      readonly set: Partial<Columns<Table>>;
    };

/** A new row; a row under this key already is an error. */
export const insert = <Table extends TableName>(table: Table, key: Key<Table>, set: Columns<Table>): RowChange =>
  ({ table, mode: 'insert', key, set }) as unknown as RowChange;

/** Changes columns of a row that must be there. */
export const update = <Table extends TableName>(
  table: Table,
  key: Key<Table>,
  set: Partial<Columns<Table>>,
): RowChange => ({ table, mode: 'update', key, set }) as unknown as RowChange;

/**
 * A new row that is the row `from`, which must be there, with these columns changed: how a history grows without the
 * projection reading what it wrote before.
 */
export const revise = <Table extends TableName>(
  table: Table,
  from: Key<Table>,
  key: Key<Table>,
  set: Partial<Columns<Table>>,
): RowChange => ({ table, mode: 'revise', from, key, set }) as unknown as RowChange;
