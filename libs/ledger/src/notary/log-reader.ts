import { consistencyProof, HASH_BYTES, inclusionProof, parseTilePath } from '@impact-ledger/proof';
import { readTree, tilesIn, type Queryable } from './tree-tables.js';

/** What the log says of itself now. */
export interface PublishedCheckpoint {
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  readonly signedAt: Date;
  /** C2SP checkpoint with our signature and those of the witnesses. */
  readonly text: string;
  /** Key to check it with, as C2SP signed-note writes it. */
  readonly verifierKey: string;
}

/** Undefined while nothing was signed. */
export async function publishedCheckpoint(db: Queryable): Promise<PublishedCheckpoint | undefined> {
  const { rows } = await db.query<Omit<PublishedCheckpoint, 'size'> & { size: string }>({
    name: 'ledger_published',
    text: `select c.origin, c.size, c.signed_at as "signedAt", o.verifier_key as "verifierKey",
                  c.note || coalesce((select string_agg(line, '' order by witness) from ledger.cosignature s
                                      where s.origin = c.origin and s.size = c.size), '') as text
           from (select * from ledger.log_origin order by number desc limit 1) as o
             join ledger.checkpoint c on c.origin = o.origin
           order by c.size desc limit 1`,
  });
  const [row] = rows;
  return row && { ...row, size: Number(row.size) };
}

/** How signing goes, for those who watch. */
export interface LogStatus {
  readonly origin: string | null;
  /** Leaves in the tree, and in the last checkpoint. */
  readonly size: number;
  readonly signedSize: number;
  readonly signedAt: Date | null;
  /** Position of the last event in the tree. */
  readonly position: bigint;
  /** Why nothing is signed; null when all is well. */
  readonly refusal: string | null;
  readonly refusedAt: Date | null;
}

export async function logStatus(db: Queryable): Promise<LogStatus> {
  const [tree, published] = await Promise.all([readTree(db), publishedCheckpoint(db)]);
  return {
    origin: published?.origin ?? null,
    size: tree.size,
    signedSize: published?.size ?? 0,
    signedAt: published?.signedAt ?? null,
    position: tree.position,
    refusal: tree.refusal,
    refusedAt: tree.refusedAt,
  };
}

/** Hashes that show a leaf in the tree of `size` leaves. Throws ProofError `wrong-size`, `missing-tile`. */
export const proveInclusion = (db: Queryable, leafIndex: number, size: number): Promise<Uint8Array[]> =>
  inclusionProof(leafIndex, size, tilesIn(db));

/** Hashes that show that the tree of `to` leaves extends that of `from`. Throws ProofError `wrong-size`, `missing-tile`. */
export const proveConsistency = (db: Queryable, from: number, to: number): Promise<Uint8Array[]> =>
  consistencyProof(from, to, tilesIn(db));

/** The tile of a path of C2SP tlog-tiles (`tile/<level>/<index>[.p/<width>]`); undefined when there is none. */
export async function readTile(db: Queryable, path: string): Promise<Uint8Array | undefined> {
  const part = parseTilePath(path);
  if (!part || part.index > 2 ** 48) return undefined;
  const [hashes] = await tilesIn(db)([part]);
  if (!hashes || hashes.length < part.width * HASH_BYTES) return undefined;
  return hashes.subarray(0, part.width * HASH_BYTES);
}
