import { asText, checkNames, withSource } from './open-source.js';
import { identifier, literal } from './sql.js';

export interface RowErasure {
  /** At least one. */
  readonly columns: readonly string[];
  /** Rows that hold this text in any of the columns are left out. */
  readonly value: string;
  /** Path of the file to write, of the same kind as the one read. */
  readonly out: string;
}

/**
 * Writes a copy without the rows that hold the value. The other rows keep their order and are written as they were read.
 * Returns how many rows were left out and how many are in the copy; nothing is written when there are none to leave out.
 * Errors: those of the file; unknown-column.
 */
export async function eraseRows(
  path: string,
  { columns, value, out }: RowErasure,
): Promise<{ readonly erased: number; readonly left: number }> {
  return withSource(
    path,
    async ({ connection, names, format, rows }) => {
      checkNames(columns, names);
      // As a variable, the value stays out of every statement and message.
      await connection.run(`SET VARIABLE erased = ${literal(value)}`);
      const holds = columns.map((column) => `${asText(column)} IS NOT DISTINCT FROM getvariable('erased')`);
      const theirs = `(${holds.join(' OR ')})`;
      const [counts = []] = await rows(
        `SELECT count(*) FILTER (${theirs}), count(*) FILTER (NOT ${theirs}) FROM source`,
      );
      const [erased = 0, left = 0] = counts.map(Number);
      if (erased > 0) {
        const selected = names.map(identifier).join(', ');
        await rows(
          `COPY (SELECT ${selected} FROM source WHERE NOT ${theirs}) TO ${literal(out)} ${writeAs(format.kind)}`,
        );
      }
      return { erased, left };
    },
    [out],
  );
}

/** Without its temporary file beside `out`, which would be one path more than this task may touch. */
export const writeAs = (kind: 'csv' | 'parquet'): string =>
  kind === 'parquet'
    ? '(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)'
    : "(FORMAT csv, HEADER true, DELIMITER ',', USE_TMP_FILE false)";
