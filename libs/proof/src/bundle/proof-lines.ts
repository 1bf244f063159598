import { fromBase64 } from '../base64.js';
import { HASH_BYTES } from '../tree-hash.js';
import { UnreadableBundle } from './format.js';
import type { PlacedProof } from './write-bundle.js';

export interface LinedProof extends PlacedProof {
  readonly line: number;
}

/** A number and the hashes of a proof. Throws UnreadableBundle. */
export function proofLine(text: string, line: number): LinedProof {
  const [place = '', ...encoded] = text.split(' ');
  if (!/^(0|[1-9]\d{0,15})$/.test(place) || !Number.isSafeInteger(Number(place))) {
    throw new UnreadableBundle('This line is not a number and the hashes of a proof.', line);
  }
  return { at: Number(place), hashes: encoded.map((hash) => hashIn(hash, line)), line };
}

/** One hash. Throws UnreadableBundle. */
export function hashIn(text: string, line: number): Uint8Array {
  const hash = fromBase64(text);
  if (hash?.length !== HASH_BYTES) throw new UnreadableBundle('Here is a hash that is not 32 bytes of base64.', line);
  return hash;
}
