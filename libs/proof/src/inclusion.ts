import { ProofError } from './proof-error.js';
import { HASH_BYTES, nodeHash, sameHash } from './tree-hash.js';

/** That a leaf stands at its place in a tree. */
export interface InclusionClaim {
  /** 32 bytes: see `leafHash`. */
  readonly leafHash: Uint8Array;
  /** From 0. */
  readonly leafIndex: number;
  /** Leaves of the tree. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Hashes of 32 bytes, from the leaf upwards. */
  readonly proof: readonly Uint8Array[];
}

/**
 * Root that an inclusion proof leads to. RFC 9162, section 2.1.3.2.
 * @throws ProofError `wrong-size`, `wrong-proof-length`, `malformed-hash`
 */
export function rootFromInclusion({ leafHash, leafIndex, size, proof }: Omit<InclusionClaim, 'root'>): Uint8Array {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= size) {
    throw new ProofError('wrong-size', `There is no leaf ${leafIndex} in a tree of ${size} leaves.`);
  }
  checkHashes([leafHash, ...proof]);
  let hash = leafHash;
  let place = leafIndex;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) throw tooLong(leafIndex, size);
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      // The last node of a level that has no sibling goes up as it is.
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) {
    throw new ProofError(
      'wrong-proof-length',
      `The proof of leaf ${leafIndex} in a tree of ${size} leaves has too few hashes (${proof.length}).`,
    );
  }
  return hash;
}

/**
 * Checks that the leaf stands at its place in the tree of this root.
 * @throws ProofError `wrong-size`, `wrong-proof-length`, `malformed-hash`, `wrong-root`
 */
export function verifyInclusion(claim: InclusionClaim): void {
  if (sameHash(rootFromInclusion(claim), claim.root)) return;
  throw new ProofError(
    'wrong-root',
    `The proof of leaf ${claim.leafIndex} does not lead to the root of the tree of ${claim.size} leaves: ` +
      'the event, its place or the proof is not what was logged.',
  );
}

export function checkHashes(hashes: readonly Uint8Array[]): void {
  const wrong = hashes.findIndex(({ length }) => length !== HASH_BYTES);
  if (wrong !== -1) {
    throw new ProofError('malformed-hash', `A hash has ${HASH_BYTES} bytes, not ${hashes[wrong]?.length}.`);
  }
}

const tooLong = (leafIndex: number, size: number): ProofError =>
  new ProofError(
    'wrong-proof-length',
    `The proof of leaf ${leafIndex} in a tree of ${size} leaves has too many hashes.`,
  );
