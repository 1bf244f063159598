import { fromBase64, toBase64 } from './base64.js';
import { isKeyName, type Signer, type Verifier } from './keys.js';
import { ProofError } from './proof-error.js';

export interface NoteSignature {
  readonly name: string;
  /** 4 bytes, of the key. */
  readonly keyId: Uint8Array;
  /** What the key made of the text: 64 bytes of Ed25519; with the time before them for a cosignature. */
  readonly signature: Uint8Array;
}

/** Text signed by one or more keys: C2SP signed-note. */
export interface SignedNote {
  /** With the line break at its end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const DASH = '\u2014';
/** The specification asks for 16 at least; a limit keeps a hostile note from costing more than it is worth. */
const MOST_SIGNATURES = 64;

/** Any but the line break. */
const CONTROL = /[^\P{Cc}\n]/u;

const LINE = new RegExp(`^${DASH} (?<name>\\S+) (?<encoded>\\S+)$`);

/** @throws ProofError `malformed-note`, which says what is wrong with it */
export function parseNote(note: string): SignedNote {
  const end = note.lastIndexOf('\n\n');
  if (end === -1) throw malformed('there is no empty line between the text and its signatures');
  const text = note.slice(0, end + 1);
  if (CONTROL.test(note) || !note.isWellFormed()) throw malformed('it holds control characters');
  return { text, signatures: parseSignatures(note.slice(end + 2)) };
}

/** Signature lines alone, as a witness answers them. Throws ProofError `malformed-note`. */
export function parseSignatures(lines: string): NoteSignature[] {
  if (!lines.endsWith('\n')) throw malformed('its last line does not end in a line break');
  const each = lines.slice(0, -1).split('\n');
  if (each.length > MOST_SIGNATURES) throw malformed(`it has more than ${MOST_SIGNATURES} signatures`);
  return each.map((line) => {
    const { name = '', encoded = '' } = LINE.exec(line)?.groups ?? {};
    const bytes = fromBase64(encoded);
    if (!isKeyName(name) || !bytes || bytes.length < 5)
      throw malformed(`this is no signature: ${JSON.stringify(line)}`);
    return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
}

/** One signature line, with its line break. */
export const formatSignature = ({ name, keyId, signature }: NoteSignature): string =>
  `${DASH} ${name} ${toBase64(Uint8Array.of(...keyId, ...signature))}\n`;

export const formatNote = ({ text, signatures }: SignedNote): string =>
  `${text}\n${signatures.map(formatSignature).join('')}`;

/** Signs a text, which ends in a line break, with keys for notes. Throws ProofError `malformed-note`. */
export function signNote(text: string, ...signers: readonly Signer[]): SignedNote {
  if (!text.endsWith('\n') || CONTROL.test(text) || !text.isWellFormed()) {
    throw malformed('its text does not end in a line break, or holds control characters');
  }
  const message = new TextEncoder().encode(text);
  const signatures = signers.map((signer) => {
    const { name, id } = signer.verifier;
    return { name, keyId: id, signature: signer.sign(message) };
  });
  return { text, signatures };
}

/** The signatures that claim to be by this key, by its name and id. */
export const signaturesBy = ({ signatures }: SignedNote, { name, id }: Verifier): readonly NoteSignature[] =>
  signatures.filter((one) => one.name === name && id.every((byte, index) => byte === one.keyId[index]));

/**
 * Checks that the key signed the text. Signatures of other keys are passed over.
 * @throws ProofError `unsigned` when this key did not sign, `bad-signature` when it signed something else
 */
export function verifyNote(note: SignedNote, verifier: Verifier): void {
  const own = signaturesBy(note, verifier);
  if (own.length === 0) throw new ProofError('unsigned', `There is no signature by ${verifier.text}.`);
  const message = new TextEncoder().encode(note.text);
  if (!own.every(({ signature }) => verifier.verify(message, signature))) {
    throw new ProofError(
      'bad-signature',
      `The signature by ${verifier.name} is not of this text: one of them was changed.`,
    );
  }
}

const malformed = (reason: string): ProofError =>
  new ProofError('malformed-note', `This is not a signed note: ${reason}.`);
