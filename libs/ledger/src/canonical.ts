import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** RFC 8785 canonical JSON. Throws TypeError on a value that JSON cannot hold (undefined, NaN, a function). */
export function canonicalJson(value: unknown): string {
  const json = canonicalize(value);
  if (json === undefined) throw new TypeError('This value has no canonical JSON form.');
  return json;
}

export const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** SHA-256 of the canonical JSON: the fingerprint of a protocol, a command or a result. */
export const fingerprint = (value: unknown): string => sha256Hex(canonicalJson(value));
