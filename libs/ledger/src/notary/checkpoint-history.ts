import { openCheckpoint, parseVerifier, toBase64 } from '@impact-ledger/proof';
import type { Queryable } from './tree-tables.js';

/** Where a checkpoint stands: the number of its origin, from 1, and its leaves. */
export interface CheckpointPlace {
  readonly number: number;
  readonly size: number;
}

/** A statement about the log that was signed once. */
export interface SignedCheckpoint extends CheckpointPlace {
  readonly origin: string;
  readonly signedAt: Date;
  /** In base64; null when the text is none of a checkpoint of this size, signed by the key of the log. */
  readonly root: string | null;
  /** C2SP checkpoint with our signature and those of the witnesses. */
  readonly text: string;
  readonly witnesses: readonly { readonly name: string; readonly at: Date }[];
}

/** A name of the log: a new one starts when events that were signed were lost, and somebody said so. */
export interface LogOrigin {
  readonly number: number;
  readonly origin: string;
  readonly verifierKey: string;
  readonly startedAt: Date;
  /** Last checkpoint of the name before, as signed: what is no longer true. */
  readonly abandoned: string | null;
}

interface Row {
  readonly number: number;
  readonly size: string;
  readonly origin: string;
  readonly signedAt: Date;
  readonly note: string;
  readonly verifierKey: string;
  readonly cosignatures: readonly { witness: string; line: string; at: string }[];
}

/** Newest first, those beyond `after`; each is checked with the key of its name as it is read. */
export async function checkpointHistory(
  db: Queryable,
  { after, limit }: { readonly after?: CheckpointPlace | undefined; readonly limit: number },
): Promise<SignedCheckpoint[]> {
  const { rows } = await db.query<Row>({
    name: 'ledger_checkpoints',
    text: `select o.number, c.size, c.origin, c.signed_at as "signedAt", c.note, o.verifier_key as "verifierKey",
                  coalesce((select json_agg(json_build_object('witness', witness, 'line', line, 'at', cosigned_at)
                                            order by witness)
                            from ledger.cosignature s where s.origin = c.origin and s.size = c.size), '[]') as cosignatures
           from ledger.checkpoint c join ledger.log_origin o on o.origin = c.origin
           where $1::integer is null or (o.number, c.size) < ($1::integer, $2::bigint)
           order by o.number desc, c.size desc limit $3`,
    values: [after?.number ?? null, after?.size ?? null, limit],
  });
  return rows.map(({ number, origin, signedAt, note, verifierKey, cosignatures, ...row }) => {
    const size = Number(row.size);
    return {
      number,
      size,
      origin,
      signedAt,
      root: rootOf({ note, verifierKey, size }),
      text: note + cosignatures.map(({ line }) => line).join(''),
      witnesses: cosignatures.map(({ witness, at }) => ({ name: witness, at: new Date(at) })),
    };
  });
}

/** All names of the log, newest first; the newest is in use. */
export async function logOrigins(db: Queryable): Promise<LogOrigin[]> {
  const { rows } = await db.query<LogOrigin>(
    `select number, origin, verifier_key as "verifierKey", started_at as "startedAt", abandoned_checkpoint as abandoned
     from ledger.log_origin order by number desc`,
  );
  return rows;
}

function rootOf({ note, verifierKey, size }: Pick<Row, 'note' | 'verifierKey'> & { size: number }): string | null {
  try {
    const checkpoint = openCheckpoint(note, parseVerifier(verifierKey));
    return checkpoint.size === size ? toBase64(checkpoint.root) : null;
  } catch {
    return null;
  }
}
