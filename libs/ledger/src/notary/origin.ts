import { emptyRoot, signCheckpoint, signerOf, type Signer } from '@impact-ledger/proof';
import type { KeptCheckpoint } from './kept-checkpoint.js';
import { LogRefused } from './log-refused.js';
import type { Queryable } from './tree-tables.js';

/** Below the address of the installation: checkpoint, key and tiles. */
export const LOG_PATH = '/.well-known/impact-ledger';

/**
 * Name of the log of an installation: its public address without the scheme, as C2SP tlog-tiles asks for; else one that
 * nobody else has.
 */
export function originName(publicUrl: string | undefined, installation: string): string {
  if (publicUrl === undefined) return `impact-ledger/${installation}`;
  const { host, pathname } = new URL(publicUrl);
  return `${host}${pathname.replace(/\/+$/, '')}${LOG_PATH}`;
}

export interface OriginRow {
  readonly number: number;
  readonly origin: string;
  readonly verifierKey: string;
  readonly abandonedCheckpoint: string | null;
}

/** The origin in use; undefined before the first start of a notary. */
export async function currentOrigin(db: Queryable): Promise<OriginRow | undefined> {
  const { rows } = await db.query<OriginRow>(
    `select number, origin, verifier_key as "verifierKey", abandoned_checkpoint as "abandonedCheckpoint"
     from ledger.log_origin order by number desc limit 1`,
  );
  return rows[0];
}

/**
 * The key under the name of the log. The first start names the log for good: a later public address does not.
 * @throws LogRefused when the log is signed with another key
 */
export async function openOrigin(db: Queryable, name: string, seed: Uint8Array): Promise<Signer> {
  const known = await currentOrigin(db);
  const signer = signerOf(known?.origin ?? name, seed);
  if (known && known.verifierKey !== signer.verifier.text) {
    throw new LogRefused(
      'kept-unusable',
      `The log ${known.origin} is signed with the key ${known.verifierKey}, not with ${signer.verifier.text}: ` +
        'start with that signing key (IMPACT_SIGNING_KEY, or signing.key in the data folder).',
    );
  }
  if (!known) await insertOrigin(db, signer, null);
  return signer;
}

export interface AcknowledgedLoss {
  readonly origin: string;
  /** The last statement under the name before, as signed; null when none is known. */
  readonly abandoned: string | null;
}

/**
 * Says that events which were signed are lost (a backup older than the last checkpoint was restored): starts a new
 * origin that names the abandoned checkpoint. Whoever follows the log sees that it is another one, and what was given
 * up. It needs the file kept outside the database; the notary must not be running.
 */
export async function acknowledgeLoss(
  db: Queryable,
  kept: KeptCheckpoint,
  { name, seed }: { readonly name: string; readonly seed: Uint8Array },
): Promise<AcknowledgedLoss> {
  const known = await currentOrigin(db);
  const abandoned = (await kept.read()) ?? null;
  // The file knows names that the restored database may not.
  const taken = [known?.origin ?? name, ...(abandoned === null ? [] : [abandoned.split('\n', 1)[0] ?? ''])];
  const base = name.replace(/\/log-\d+$/, '');
  const number = Math.max(1, ...taken.map((one) => Number(/\/log-(\d+)$/.exec(one)?.[1] ?? 1))) + 1;
  const signer = signerOf(`${base}/log-${number}`, seed);
  await insertOrigin(db, signer, abandoned);
  const { name: origin } = signer.verifier;
  await kept.write(signCheckpoint({ origin, size: 0, root: emptyRoot() }, signer));
  return { origin, abandoned };
}

const insertOrigin = (db: Queryable, { verifier }: Signer, abandoned: string | null): Promise<unknown> =>
  db.query('insert into ledger.log_origin (origin, verifier_key, abandoned_checkpoint) values ($1, $2, $3)', [
    verifier.name,
    verifier.text,
    abandoned,
  ]);
