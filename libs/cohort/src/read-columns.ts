import type { Column, Table } from '@impact-ledger/stats';
import { DataFileError } from './data-file-error.js';
import { kindsOf, type ColumnKind } from './inspect-table.js';
import { asText, checkNames, withSource, type Source } from './open-source.js';
import { identifier } from './sql.js';

export interface ReadOptions {
  /** Columns to read as categories although they hold numbers, such as codes. */
  readonly categories?: readonly string[];
}

/**
 * The named columns as contiguous arrays: numbers as they are, booleans as 0 and 1, dates as days since 1970-01-01, text
 * as category codes with sorted levels. Missing is NaN, or code -1.
 * Errors: those of the file; unknown-column.
 */
export async function readColumns(path: string, names: readonly string[], options: ReadOptions = {}): Promise<Table> {
  return withSource(path, async (source) => {
    checkNames(names, source.names);
    const { rows, columns: wanted } = await kindsOf(source, [...new Set(names)]);
    return readView(source.connection, 'source', { rows, columns: wanted }, options);
  });
}

/** The columns of a view or table of an open DuckDB, whose kinds and number of rows are known. Error: empty. */
export async function readView(
  connection: Source['connection'],
  view: string,
  { rows, columns }: { readonly rows: number; readonly columns: readonly Named[] },
  { categories = [] }: ReadOptions = {},
): Promise<Table> {
  const builders = columns.map((column) => builderFor(column, rows, categories));
  if (columns.length > 0) await fill(connection, view, builders);
  return { rows, columns: Object.fromEntries(columns.map(({ name }, index) => [name, builders[index]!.done()])) };
}

interface Builder {
  readonly sql: string;
  readonly set: (row: number, value: unknown) => void;
  readonly done: () => Column;
}

type Named = Pick<ColumnKind, 'name' | 'kind'>;

function builderFor(column: Named, rows: number, categories: readonly string[]): Builder {
  return column.kind === 'text' || categories.includes(column.name)
    ? categoryBuilder(column, rows)
    : numberBuilder(column, rows);
}

function numberBuilder({ name, kind }: Named, rows: number): Builder {
  const values = new Float64Array(rows).fill(NaN);
  const text = asText(name);
  const sql = {
    number: `CAST(${identifier(name)} AS DOUBLE)`,
    boolean: `CAST(CAST(${text} AS BOOLEAN) AS DOUBLE)`,
    date: `CAST(date_diff('day', DATE '1970-01-01', CAST(${text} AS DATE)) AS DOUBLE)`,
    text: 'NULL',
  }[kind];
  return {
    sql,
    set: (row, value) => {
      if (typeof value === 'number') values[row] = value;
    },
    done: () => values,
  };
}

function categoryBuilder({ name, kind }: Named, rows: number): Builder {
  const codes = new Int32Array(rows).fill(-1);
  const found = new Map<string, number>();
  return {
    sql: asText(name),
    set: (row, value) => {
      if (typeof value !== 'string') return;
      const level = kind === 'number' ? String(Number(value)) : value;
      let code = found.get(level);
      if (code === undefined) found.set(level, (code = found.size));
      codes[row] = code;
    },
    done: () => {
      const levels = [...found.keys()].sort(kind === 'number' ? (a, b) => Number(a) - Number(b) : undefined);
      const rank = new Map(levels.map((level, index) => [found.get(level)!, index]));
      return { codes: codes.map((code) => (code < 0 ? -1 : rank.get(code)!)), levels };
    },
  };
}

async function fill(connection: Source['connection'], view: string, builders: readonly Builder[]) {
  const result = await connection.stream(`SELECT ${builders.map(({ sql }) => sql).join(', ')} FROM ${view}`);
  let row = 0;
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const { rowCount } = chunk; // A call into DuckDB each time.
    for (let index = 0; index < builders.length; index++) {
      const vector = chunk.getColumnVector(index);
      const { set } = builders[index]!;
      for (let i = 0; i < rowCount; i++) set(row + i, vector.getItem(i));
    }
    row += rowCount;
  }
  if (row === 0) throw new DataFileError('empty', 'The file has no rows.');
}
