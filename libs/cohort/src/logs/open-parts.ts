import type { DuckDBConnection } from '@duckdb/node-api';
import { PART_ROLES, type PartRole } from '@impact-ledger/domain';
import { DataFileError } from '../data-file-error.js';
import { withDuckDb } from '../duckdb.js';
import { checkDistinct, detectFormat } from '../file-format.js';
import { asDataFileError, checkNames, scan, type Source } from '../open-source.js';
import { identifier } from '../sql.js';

/** The parts of a data set in clear, CSV (gzip or not) or Parquet; those a data set lacks are absent. */
export type PartPaths = Readonly<Partial<Record<PartRole, string>>>;

export interface Parts {
  readonly connection: DuckDBConnection;
  /** The persons, as {@link Source} `source`. */
  readonly persons: Source;
  readonly names: Readonly<Partial<Record<PartRole, readonly string[]>>>;
  readonly run: (sql: string) => Promise<void>;
  /** The one row of a query. */
  readonly row: (sql: string) => Promise<readonly number[]>;
}

/** Views `source` (the persons), `exposures`, `outcomes` and `exits` on the parts. Errors: those of the files. */
export async function withParts<T>(paths: PartPaths, spill: string, use: (parts: Parts) => Promise<T>): Promise<T> {
  const present = PART_ROLES.filter((role) => paths[role] !== undefined);
  const formats = await Promise.all(
    present.map((role) =>
      detectFormat(paths[role]!).catch((error: unknown) => {
        throw named(role, error);
      }),
    ),
  );
  return withDuckDb(
    present.map((role) => paths[role]!),
    async (connection) => {
      const rows: Source['rows'] = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
      try {
        const names: Partial<Record<PartRole, readonly string[]>> = {};
        for (const [index, role] of present.entries()) {
          const view = role === 'persons' ? 'source' : role;
          await connection.run(`CREATE TEMP VIEW ${view} AS SELECT * FROM ${scan(paths[role]!, formats[index]!)}`);
          names[role] = (await rows(`DESCRIBE ${view}`)).map(([name]) => String(name));
          checkDistinct(names[role]);
        }
        const format = formats[present.indexOf('persons')];
        if (!format) throw new DataFileError('unknown-column', 'A cohort is built from persons: send that part.');
        return await use({
          connection,
          persons: { format, names: names.persons!, rows, connection },
          names,
          run: async (sql) => void (await connection.run(sql)),
          row: async (sql) => ((await rows(sql))[0] ?? []).map(Number),
        });
      } catch (error) {
        throw asDataFileError(error);
      }
    },
    spill,
  );
}

/** Errors: unknown-column, naming the part. */
export function checkPart({ names }: Parts, role: PartRole, wanted: readonly (string | undefined)[]): void {
  const has = names[role];
  if (!has) throw new DataFileError('unknown-column', `The protocol reads ${role}, and the data set has no such part.`);
  try {
    checkNames(
      wanted.filter((name) => name !== undefined),
      has,
    );
  } catch (error) {
    throw named(role, error);
  }
}

/** The day of a column as days since 1970-01-01; null when missing or not a date. */
export const day = (name: string): string =>
  `CAST(date_diff('day', DATE '1970-01-01', TRY_CAST(${identifier(name)} AS DATE)) AS INTEGER)`;

/** An error of a file, told as that of the part. */
function named(role: PartRole, error: unknown): unknown {
  return error instanceof DataFileError
    ? new DataFileError(error.kind, `Of the ${role}: ${error.message}`, error.line, error.columns)
    : error;
}
