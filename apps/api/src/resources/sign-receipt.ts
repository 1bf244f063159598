import type { ErasureReceipt } from '@impact-ledger/application';
import { canonicalJson, currentOrigin } from '@impact-ledger/ledger';
import { formatNote, signerOf, signNote } from '@impact-ledger/proof';
import type { Resources } from '../resources.js';

/**
 * The receipt as a C2SP signed note by the key of the log: its schema on the first line, its canonical JSON on the
 * second. Whoever keeps it can check it years later with the public key alone, and its event with a proof of the log.
 * Null before the log was first signed, or when this process has not its key.
 */
export async function signReceipt(
  { pool, signingKey }: Pick<Resources, 'pool' | 'signingKey'>,
  receipt: ErasureReceipt,
): Promise<string | null> {
  const log = await currentOrigin(pool);
  if (!log || !signingKey) return null;
  const signer = signerOf(log.origin, signingKey);
  if (signer.verifier.text !== log.verifierKey) return null;
  return formatNote(signNote(`${receipt.schema}\n${canonicalJson(receipt)}\n`, signer));
}
