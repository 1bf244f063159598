import { z } from 'zod';
import type { Queryable } from '../notary/tree-tables.js';

/** What was said of the log, each line of its file: names, checkpoints, cosignatures, in that order. */
export const LogRow = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('origin'),
    origin: z.string(),
    verifierKey: z.string(),
    startedAt: z.string(),
    abandonedCheckpoint: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('checkpoint'),
    origin: z.string(),
    size: z.number(),
    note: z.string(),
    signedAt: z.string(),
  }),
  z.strictObject({
    kind: z.literal('cosignature'),
    origin: z.string(),
    size: z.number(),
    witness: z.string(),
    line: z.string(),
    cosignedAt: z.string(),
  }),
]);
export type LogRow = z.infer<typeof LogRow>;

const instant = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export async function readLogRows(db: Queryable): Promise<LogRow[]> {
  const read = async (sql: string): Promise<LogRow[]> =>
    (await db.query<{ row: LogRow }>(sql)).rows.map(({ row }) => row);
  return [
    ...(await read(`select json_build_object('kind', 'origin', 'origin', origin, 'verifierKey', verifier_key,
                      'startedAt', ${instant('started_at')}, 'abandonedCheckpoint', abandoned_checkpoint) as row
                    from ledger.log_origin order by number`)),
    ...(await read(`select json_build_object('kind', 'checkpoint', 'origin', c.origin, 'size', size, 'note', note,
                      'signedAt', ${instant('signed_at')}) as row
                    from ledger.checkpoint c join ledger.log_origin o on o.origin = c.origin order by o.number, size`)),
    ...(await read(`select json_build_object('kind', 'cosignature', 'origin', origin, 'size', size, 'witness', witness,
                      'line', line, 'cosignedAt', ${instant('cosigned_at')}) as row
                    from ledger.cosignature order by origin, size, witness`)),
  ];
}

/** Puts the rows back, exactly as they were; the tables are empty. */
export async function insertLogRows(db: Queryable, rows: readonly LogRow[]): Promise<void> {
  const json = (kind: LogRow['kind']): string => JSON.stringify(rows.filter((row) => row.kind === kind));
  await db.query(
    `insert into ledger.log_origin (origin, verifier_key, started_at, abandoned_checkpoint)
     select origin, "verifierKey", "startedAt", "abandonedCheckpoint"
     from rows from (json_to_recordset($1) as (origin text, "verifierKey" text, "startedAt" timestamptz, "abandonedCheckpoint" text))
       with ordinality order by ordinality`,
    [json('origin')],
  );
  await db.query(
    `insert into ledger.checkpoint (origin, size, note, signed_at)
     select origin, size, note, "signedAt"
     from json_to_recordset($1) as row (origin text, size bigint, note text, "signedAt" timestamptz)`,
    [json('checkpoint')],
  );
  await db.query(
    `insert into ledger.cosignature (origin, size, witness, line, cosigned_at)
     select origin, size, witness, line, "cosignedAt"
     from json_to_recordset($1) as row (origin text, size bigint, witness text, line text, "cosignedAt" timestamptz)`,
    [json('cosignature')],
  );
}
