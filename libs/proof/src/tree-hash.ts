import { createHash } from 'node:crypto';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Merkle leaf hash, 32 bytes: SHA-256(0x00 || bytes). RFC 6962, section 2.1. */
export const leafHash = (bytes: Uint8Array | string): Uint8Array =>
  createHash('sha256').update(LEAF).update(bytes).digest();

/** Hash of an inner node, 32 bytes: SHA-256(0x01 || left || right). RFC 6962, section 2.1. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  createHash('sha256').update(NODE).update(left).update(right).digest();
