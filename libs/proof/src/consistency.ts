import { checkHashes } from './inclusion.js';
import { ProofError } from './proof-error.js';
import { emptyRoot, nodeHash, sameHash } from './tree-hash.js';

/** That a tree is the beginning of a later one: nothing was changed, removed or put in between. */
export interface ConsistencyClaim {
  /** Leaves of the older tree. */
  readonly from: number;
  /** Leaves of the newer tree. */
  readonly to: number;
  /** 32 bytes each. */
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Checks that the newer tree extends the older one. RFC 9162, section 2.1.4.2; the empty tree is a beginning of all.
 * @throws ProofError `wrong-size`, `wrong-proof-length`, `malformed-hash`, `wrong-old-root`, `wrong-new-root`
 */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: ConsistencyClaim): void {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || from > to) {
    throw new ProofError('wrong-size', `A tree of ${to} leaves cannot extend one of ${from}.`);
  }
  checkHashes([fromRoot, toRoot, ...proof]);
  if (from === 0 || from === to) {
    if (proof.length > 0) throw wrongLength(from, to, proof.length);
    if (from === 0 && !sameHash(fromRoot, emptyRoot())) throw wrongOld(from);
    if (from === to && !sameHash(fromRoot, toRoot)) throw wrongNew(from, to);
    return;
  }

  let place = from - 1;
  let last = to - 1;
  while (place % 2 === 1) {
    place = (place - 1) / 2;
    last = Math.floor(last / 2);
  }
  // When the older tree is a full subtree of the newer one its root is known, and the proof leaves it out.
  const [first, ...rest] = place === 0 ? [fromRoot, ...proof] : proof;
  if (!first) throw wrongLength(from, to, proof.length);
  let older = first;
  let newer = first;
  for (const hash of rest) {
    if (last === 0) throw wrongLength(from, to, proof.length);
    if (place % 2 === 1 || place === last) {
      older = nodeHash(hash, older);
      newer = nodeHash(hash, newer);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      newer = nodeHash(newer, hash);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw wrongLength(from, to, proof.length);
  if (!sameHash(older, fromRoot)) throw wrongOld(from);
  if (!sameHash(newer, toRoot)) throw wrongNew(from, to);
}

const wrongLength = (from: number, to: number, length: number): ProofError =>
  new ProofError(
    'wrong-proof-length',
    `${length} hashes cannot show that a tree of ${to} leaves extends one of ${from}.`,
  );

const wrongOld = (from: number): ProofError =>
  new ProofError(
    'wrong-old-root',
    `The proof does not lead to the root of the older tree: its ${from} leaves are not the beginning of the newer one.`,
  );

const wrongNew = (from: number, to: number): ProofError =>
  new ProofError('wrong-new-root', `The proof from ${from} leaves does not lead to the root of the tree of ${to}.`);
