import { TABLE_KEYS, type TableName } from '../tables.js';
import type { RowChange } from './row-change.js';

type JsonRow = Readonly<Record<string, unknown>>;

/** What is to be written to one table for a whole batch; every key appears once. */
export interface TableWrites {
  readonly table: TableName;
  /** Complete new rows. */
  readonly inserts: readonly JsonRow[];
  /** New rows that start as a copy of the stored row `from`. */
  readonly revisions: readonly { readonly from: JsonRow; readonly set: JsonRow }[];
  /** Changed columns with the key, rows with the same columns together. */
  readonly updates: readonly { readonly columns: readonly string[]; readonly rows: readonly JsonRow[] }[];
}

type Pending =
  | { readonly mode: 'insert' | 'update'; readonly row: JsonRow }
  | { readonly mode: 'revise'; readonly from: JsonRow; readonly row: JsonRow };

/** Names the row by its key columns; a separator that no identifier contains keeps them apart. */
const nameOf = (table: TableName, key: JsonRow): string =>
  TABLE_KEYS[table].map((column) => String(key[column])).join('\u0000');

function apply(rows: Map<string, Pending>, change: RowChange): void {
  const name = nameOf(change.table, change.key);
  const known = rows.get(name);
  if (change.mode === 'update') {
    rows.set(
      name,
      known
        ? { ...known, row: { ...known.row, ...change.set } }
        : { mode: 'update', row: { ...change.set, ...change.key } },
    );
    return;
  }
  if (known)
    throw new Error(`${change.table} ${JSON.stringify(change.key)} is there already: the history repeats itself.`);
  if (change.mode === 'insert') {
    rows.set(name, { mode: 'insert', row: { ...change.set, ...change.key } });
    return;
  }
  const before = rows.get(nameOf(change.table, change.from));
  const row = { ...before?.row, ...change.set, ...change.key };
  if (before?.mode === 'insert') rows.set(name, { mode: 'insert', row });
  else rows.set(name, { mode: 'revise', from: before?.mode === 'revise' ? before.from : change.from, row });
}

function together(rows: readonly JsonRow[], key: readonly string[]): TableWrites['updates'] {
  const groups = new Map<string, { columns: string[]; rows: JsonRow[] }>();
  for (const row of rows) {
    const columns = Object.keys(row)
      .filter((column) => !key.includes(column))
      .sort();
    const name = columns.join();
    const group = groups.get(name) ?? { columns, rows: [] };
    group.rows.push(row);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/**
 * Folds changes, in the order of their events, into at most one write per row, so that a few statements write them all.
 */
export class Merge {
  readonly #tables = new Map<TableName, Map<string, Pending>>();

  /** Throws when a row is inserted twice. */
  add(change: RowChange): void {
    let rows = this.#tables.get(change.table);
    if (!rows) this.#tables.set(change.table, (rows = new Map<string, Pending>()));
    apply(rows, change);
  }

  writes(): TableWrites[] {
    return [...this.#tables].map(([table, rows]) => {
      const pending = [...rows.values()];
      return {
        table,
        inserts: pending.filter(({ mode }) => mode === 'insert').map(({ row }) => row),
        revisions: pending.flatMap((change) =>
          change.mode === 'revise' ? [{ from: change.from, set: change.row }] : [],
        ),
        updates: together(
          pending.filter(({ mode }) => mode === 'update').map(({ row }) => row),
          TABLE_KEYS[table],
        ),
      };
    });
  }
}

/** The writes of a batch. Throws when a row is inserted twice. */
export function mergeChanges(changes: Iterable<RowChange>): TableWrites[] {
  const merge = new Merge();
  for (const change of changes) merge.add(change);
  return merge.writes();
}
