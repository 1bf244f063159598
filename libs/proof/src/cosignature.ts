import type { Signer, Verifier } from './keys.js';
import { ProofError } from './proof-error.js';
import { signaturesBy, type NoteSignature, type SignedNote } from './signed-note.js';

const TIME_BYTES = 8;

/**
 * A witness says that, at this time, this was the largest tree of the log it had seen, and that every one before was a
 * beginning of it: C2SP tlog-cosignature, Ed25519. `text` is that of the checkpoint; `seconds` since 1970.
 */
export function cosign(text: string, seconds: number, signer: Signer): NoteSignature {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(seconds));
  const { name, id } = signer.verifier;
  return { name, keyId: id, signature: new Uint8Array([...time, ...signer.sign(message(text, BigInt(seconds)))]) };
}

/**
 * Checks the cosignature of a witness on a checkpoint; gives its time, seconds since 1970.
 * @throws ProofError `unsigned` when this witness did not sign, `bad-signature` when it signed something else
 */
export function verifyCosignature(note: SignedNote, witness: Verifier): number {
  const [own] = signaturesBy(note, witness);
  if (!own) throw new ProofError('unsigned', `There is no cosignature by ${witness.text}.`);
  if (own.signature.length <= TIME_BYTES) {
    throw new ProofError('bad-signature', `The cosignature by ${witness.name} has no time.`);
  }
  const seconds = Buffer.from(own.signature).readBigUInt64BE();
  if (!witness.verify(message(note.text, seconds), own.signature.subarray(TIME_BYTES))) {
    throw new ProofError('bad-signature', `The cosignature by ${witness.name} is not of this checkpoint and time.`);
  }
  return Number(seconds);
}

const message = (text: string, seconds: bigint): Uint8Array =>
  new TextEncoder().encode(`cosignature/v1\ntime ${seconds}\n${text}`);
