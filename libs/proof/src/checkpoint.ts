import { fromBase64, toBase64 } from './base64.js';
import type { Signer, Verifier } from './keys.js';
import { ProofError } from './proof-error.js';
import { formatNote, parseNote, signNote, verifyNote, type SignedNote } from './signed-note.js';
import { HASH_BYTES } from './tree-hash.js';

/** What a log says of itself: C2SP tlog-checkpoint. */
export interface Checkpoint {
  /** Which log: the name of its key too. */
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** The text that is signed: origin, size and root, a line each. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${toBase64(root)}\n`;

/** Reads the text of a checkpoint; lines after the third mean nothing to us. Throws ProofError `malformed-checkpoint`. */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin, size, encoded, ...extensions] = text.slice(0, -1).split('\n');
  if (!text.endsWith('\n') || !origin) throw malformed('its first line is the name of the log');
  if (size === undefined || !/^(0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw malformed('its second line is the number of leaves');
  }
  const root = fromBase64(encoded ?? '');
  if (root?.length !== HASH_BYTES) throw malformed('its third line is the root, 32 bytes in base64');
  if (extensions.includes('')) throw malformed('it has empty lines');
  return { origin, size: Number(size), root };
}

/** A checkpoint as text, signed: what a log serves. The key should bear the name of the origin. */
export const signCheckpoint = (checkpoint: Checkpoint, ...signers: readonly Signer[]): string =>
  formatNote(signNote(checkpointText(checkpoint), ...signers));

/** A served checkpoint taken apart, its signatures unchecked. Throws ProofError `malformed-note`, `malformed-checkpoint`. */
export function parseCheckpoint(note: string): Checkpoint & { readonly note: SignedNote } {
  const parsed = parseNote(note);
  return { ...parseCheckpointText(parsed.text), note: parsed };
}

/**
 * The checkpoint, once its signature by the key of the log and its origin have been checked.
 * @throws ProofError `malformed-note`, `malformed-checkpoint`, `unsigned`, `bad-signature`, `wrong-origin`
 */
export function openCheckpoint(note: string, verifier: Verifier, origin: string = verifier.name): Checkpoint {
  const { note: signed, ...checkpoint } = parseCheckpoint(note);
  verifyNote(signed, verifier);
  if (checkpoint.origin !== origin) {
    throw new ProofError('wrong-origin', `This is a checkpoint of the log ${checkpoint.origin}, not of ${origin}.`);
  }
  return checkpoint;
}

const malformed = (reason: string): ProofError =>
  new ProofError('malformed-checkpoint', `This is not a checkpoint: ${reason}.`);
