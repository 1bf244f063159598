import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { BrokenSeal } from './sealed-file.js';
import type { Keys } from './keyring.js';

/** A document as it comes out of its seal: SHA-256 of the bytes of `salt`, then of `document`, is the seal. */
export interface OpenedDocument {
  readonly document: string;
  /** 32 bytes in hexadecimal. */
  readonly salt: string;
}

const MAGIC = Buffer.from('IMPSEAL1');
const SALT = 32;
const NONCE = 12;
const TAG = 16;

/**
 * The seal of a document: it binds to every byte of it and tells nothing of them. Without the salt whoever holds the data
 * could try the few results they allow against the hash. The salt comes from the key, so that the same document under the
 * same key has the same seal, however often it is computed.
 */
export function sealOf(document: string, keys: Keys): { readonly seal: string; readonly salt: Buffer } {
  const salt = createHmac('sha256', keys.commitment).update(document).digest();
  return { seal: hash(salt, document), salt };
}

/** magic (8) | nonce (12) | AES-256-GCM of salt (32) and document | tag (16); in memory only. */
export function encryptDocument(document: string, salt: Buffer, keys: Keys): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', keyOf(keys), nonce).setAAD(MAGIC);
  return Buffer.concat([
    MAGIC,
    nonce,
    cipher.update(salt),
    cipher.update(document, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/** Throws BrokenSeal when the bytes are not what was written, or hold another document than the one of this seal. */
export function decryptDocument(bytes: Buffer, seal: string, keys: Keys): OpenedDocument {
  const header = MAGIC.length + NONCE;
  if (bytes.length < header + SALT + TAG || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new BrokenSeal('it is no sealed document, or was cut');
  }
  const decipher = createDecipheriv('aes-256-gcm', keyOf(keys), bytes.subarray(MAGIC.length, header))
    .setAAD(MAGIC)
    .setAuthTag(bytes.subarray(-TAG));
  let plain: Buffer;
  try {
    plain = Buffer.concat([decipher.update(bytes.subarray(header, -TAG)), decipher.final()]);
  } catch (cause) {
    throw new BrokenSeal('it is not what was written', { cause });
  }
  const salt = plain.subarray(0, SALT);
  const document = plain.subarray(SALT).toString('utf8');
  if (hash(salt, document) !== seal) throw new BrokenSeal('it holds another document than the one that was sealed');
  return { document, salt: salt.toString('hex') };
}

const hash = (salt: Buffer, document: string): string =>
  createHash('sha256').update(salt).update(document, 'utf8').digest('hex');
const keyOf = ({ encryption }: Keys): Buffer =>
  Buffer.from(hkdfSync('sha256', encryption, '', 'impact-ledger sealed document', 32));
