import type { DuckDBConnection } from '@duckdb/node-api';
import { DataFileError } from './data-file-error.js';
import { withDuckDb } from './duckdb.js';
import { checkDistinct, detectFormat, notUtf8, type FileFormat } from './file-format.js';
import { identifier, literal } from './sql.js';

/** A data file as a view named `source`; the columns of a CSV are text exactly as written, empty and NA are missing. */
export interface Source {
  readonly format: FileFormat;
  readonly names: readonly string[];
  /** Runs a query and gives its rows; errors of the file come as {@link DataFileError}. */
  readonly rows: (sql: string) => Promise<readonly (readonly unknown[])[]>;
  readonly connection: DuckDBConnection;
}

/** Opens a CSV or Parquet file for one task. `others` are further paths the task may write. */
export async function withSource<T>(
  path: string,
  use: (source: Source) => Promise<T>,
  others: readonly string[] = [],
): Promise<T> {
  const format = await detectFormat(path);
  return withDuckDb([path, ...others], async (connection) => {
    try {
      const rows: Source['rows'] = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
      await connection.run(`CREATE TEMP VIEW source AS SELECT * FROM ${scan(path, format)}`);
      const names = (await rows('DESCRIBE source')).map(([name]) => String(name));
      checkDistinct(names);
      return await use({ format, names, rows, connection });
    } catch (error) {
      throw asDataFileError(error);
    }
  });
}

export function scan(path: string, format: FileFormat): string {
  if (format.kind === 'parquet') return `read_parquet(${literal(path)})`;
  const columns = format.header.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  return `read_csv(${literal(path)}, auto_detect = false, header = true, compression = '${format.compression}', delim = ${literal(format.delimiter)}, quote = '"',
    escape = '"', strict_mode = true, null_padding = false, nullstr = ['', 'NA'], columns = {${columns}})`;
}

/**
 * DuckDB quotes the line at fault, which is a person's data: of its message only the kind and the line number are kept.
 * What is no fault of the file (memory, disk, permission, our own query) comes back as it is: the same file may do later.
 */
export function asDataFileError(error: unknown): unknown {
  if (error instanceof DataFileError) return error;
  const message = String((error as { readonly message?: unknown } | null)?.message);
  const kind = /^([A-Z][A-Za-z ]*) Error: /.exec(message)?.[1] ?? '';
  if (!KINDS_OF_FILES.has(kind)) return error;
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const at = line === undefined ? undefined : Number(line);
  if (/utf-?8|unicode/i.test(message)) return notUtf8(`holds a byte that is not UTF-8${place(at)}`, at);
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (counts) {
    return new DataFileError(
      'ragged',
      `Line ${line} has ${counts[2]} values where the header names ${counts[1]} columns: a comma, a quote or a line end is wrong there.`,
      at,
    );
  }
  if (/unterminated quote|quote/i.test(message) && at !== undefined) {
    return new DataFileError('ragged', `A quote opened on line ${line} is not closed as CSV asks: correct it.`, at);
  }
  if (DAMAGE.test(message)) {
    return new DataFileError('truncated', 'The Parquet file is damaged and cannot be read: export or upload it again.');
  }
  if (at !== undefined) return new DataFileError('unreadable', `Line ${line} cannot be read as CSV: correct it.`, at);
  return QUOTES_VALUES.has(kind)
    ? new DataFileError('unreadable', 'A value of the file cannot be read as its column asks: check the file.')
    : error;
}

/** Kinds of message that a bad file may cause; all others are of the machine, or of the query. */
const KINDS_OF_FILES: ReadonlySet<string> = new Set([
  'Invalid',
  'Invalid Input',
  'Conversion',
  'Out of Range',
  'IO',
  'Serialization',
]);
/** Messages of these kinds quote the value they stumbled on. */
const QUOTES_VALUES: ReadonlySet<string> = new Set(['Conversion', 'Invalid Input', 'Out of Range']);

/** What the reader of Parquet says of bytes that are wrong or missing. Never the bare word: paths and values may hold it. */
const DAMAGE =
  /^(?:Invalid Error: |Invalid Input Error: (?:No magic bytes|Failed to read file|Invalid string encoding)|IO Error: Could not read (?:enough|all) bytes|Serialization Error: )/;

const place = (line: number | undefined): string => (line === undefined ? '' : ` on line ${line}`);

/** Errors: unknown-column, naming the columns there are. */
export function checkNames(wanted: readonly string[], names: readonly string[]): void {
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new DataFileError(
      'unknown-column',
      `The file has no column ${unknown.map((name) => `"${name}"`).join(', ')}. It has: ${names.join(', ')}.`,
      undefined,
      unknown,
    );
  }
}

/** A column as SQL text, however the file stores it. */
export const asText = (name: string): string => `CAST(${identifier(name)} AS VARCHAR)`;
