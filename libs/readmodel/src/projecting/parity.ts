import type { ClientBase } from 'pg';
import type { Projection } from './projection.js';

/** What a table holds, whatever the order of its rows. */
export interface TableSum {
  readonly rows: number;
  /** Sum of the 64-bit hashes of the rows, column by column; null when only rows were counted. */
  readonly checksum: string | null;
}

export interface TableParity {
  readonly table: string;
  readonly live: TableSum;
  readonly built: TableSum;
}

/** Counts, and with `checksums` sums, the rows of one table. */
async function sumOf(client: ClientBase, table: string, checksums: boolean): Promise<TableSum> {
  const { rows } = await client.query<{ rows: string; checksum: string | null }>(
    `select count(*) as rows, ${checksums ? 'coalesce(sum(hash_record_extended(t, 0)), 0)::text' : 'null'} as checksum
       from ${table} as t`,
  );
  return { rows: Number(rows[0]?.rows ?? 0), checksum: rows[0]?.checksum ?? null };
}

/** Sums of the tables of a projection in a schema. */
export async function sumsOf(
  client: ClientBase,
  projection: Projection,
  schema: string,
  checksums: boolean,
): Promise<TableSum[]> {
  const sums: TableSum[] = [];
  for (const table of projection.tables) sums.push(await sumOf(client, `${schema}.${table}`, checksums));
  return sums;
}

/** True when no table differs in the number of its rows or, where they were summed, in their content. */
export const isParity = (tables: readonly TableParity[]): boolean =>
  tables.every(({ live, built }) => live.rows === built.rows && live.checksum === built.checksum);
