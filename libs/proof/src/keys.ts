import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { fromBase64, toBase64 } from './base64.js';
import { ProofError } from './proof-error.js';

/** What a key signs: a note as it is, or (by a witness) a checkpoint with the time. C2SP signature types. */
export type KeyUse = 'note' | 'cosignature';

const TYPE: Readonly<Record<KeyUse, number>> = { note: 0x01, cosignature: 0x04 };
const KEY_BYTES = 32;

const VERIFIER = /^(?<name>[^+]+)\+[0-9a-f]{8}\+(?<encoded>.+)$/;

/** A public key of Ed25519 under a name. */
export interface Verifier {
  /** No spaces, no plus. */
  readonly name: string;
  readonly use: KeyUse;
  /** 4 bytes: beginning of SHA-256(name || 0x0A || type || public key). */
  readonly id: Uint8Array;
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array;
  /** `name+hex(id)+base64(type || public key)`: what people pass on and `parseVerifier` reads. */
  readonly text: string;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** A private key of Ed25519 under a name; `verifier` is its public half. */
export interface Signer {
  readonly verifier: Verifier;
  sign(message: Uint8Array): Uint8Array;
}

// The fixed beginnings of Ed25519 keys in DER (RFC 8410): what follows is the key as it is.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @throws ProofError `malformed-key` */
export function verifierOf(name: string, publicKey: Uint8Array, use: KeyUse = 'note'): Verifier {
  checkName(name);
  if (publicKey.length !== KEY_BYTES) throw malformed(`${publicKey.length} bytes are no public key of Ed25519`);
  const typed = Uint8Array.of(TYPE[use], ...publicKey);
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4);
  let key: KeyObject | undefined;
  return {
    name,
    use,
    id,
    publicKey,
    text: `${name}+${id.toString('hex')}+${toBase64(typed)}`,
    verify: (message, signature) => {
      key ??= createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
      return verify(null, message, key, signature);
    },
  };
}

/**
 * A verifier key as C2SP signed-note writes it. Throws ProofError `malformed-key`, also when the id in the text is not
 * that of the key (a damaged copy).
 */
export function parseVerifier(text: string): Verifier {
  const { name = '', encoded = '' } = VERIFIER.exec(text)?.groups ?? {};
  const typed = fromBase64(encoded);
  const use = (['note', 'cosignature'] as const).find((one) => TYPE[one] === typed?.[0]);
  if (!typed || !use) throw malformed('write name+id+key as the log gives it at its key address');
  const verifier = verifierOf(name, typed.subarray(1), use);
  if (verifier.text !== text) throw malformed(`its id is not that of the key under the name ${name}`);
  return verifier;
}

/** Signs with the Ed25519 key of this seed (32 bytes, RFC 8032). Throws ProofError `malformed-key`. */
export function signerOf(name: string, seed: Uint8Array, use: KeyUse = 'note'): Signer {
  if (seed.length !== KEY_BYTES) throw malformed(`${seed.length} bytes are no seed of Ed25519`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
  return {
    verifier: verifierOf(name, new Uint8Array(publicKey), use),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  };
}

/** The public key in the form that other programs read (PEM, SubjectPublicKeyInfo). */
export const publicKeyPem = ({ publicKey }: Verifier): string =>
  createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }).export({
    format: 'pem',
    type: 'spki',
  }) as string;

/** Names as C2SP signed-note allows them: not empty, no white space, no plus. */
export const isKeyName = (name: string): boolean => /^[^\s+\p{Cc}]+$/u.test(name);

function checkName(name: string): void {
  if (!isKeyName(name)) throw malformed(`${JSON.stringify(name)} is no name of a key (no spaces, no plus)`);
}

const malformed = (reason: string): ProofError =>
  new ProofError('malformed-key', `This key cannot be used: ${reason}.`);
