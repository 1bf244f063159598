import { ProofError } from './proof-error.js';
import { emptyRoot, HASH_BYTES, nodeHash } from './tree-hash.js';

/**
 * The right edge of a Merkle tree: all that must be kept to append leaves and to tell the root, at most one hash for
 * each power of two. A tree of a million leaves is checked in the memory of twenty hashes.
 *
 *     const edge = new Frontier();
 *     for await (const line of lines) edge.append(leafHash(line));
 *     edge.root(); // of edge.size leaves
 */
export class Frontier {
  #size = 0;
  /** Roots of the full subtrees, from left to right, the largest first: one for each bit of the size. */
  #roots: Uint8Array[] = [];

  /** A frontier as kept: `size` leaves and `roots` as of {@link roots}. Throws ProofError `wrong-size`. */
  static of(size: number, roots: readonly Uint8Array[]): Frontier {
    const frontier = new Frontier();
    if (!Number.isSafeInteger(size) || size < 0 || roots.length !== bits(size)) {
      throw new ProofError('wrong-size', `A frontier of ${size} leaves does not have ${roots.length} hashes.`);
    }
    for (const root of roots) {
      if (root.length !== HASH_BYTES) throw new ProofError('malformed-hash', 'A hash has 32 bytes.');
    }
    frontier.#size = size;
    frontier.#roots = [...roots];
    return frontier;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** Roots of the full subtrees, from left to right. */
  get roots(): readonly Uint8Array[] {
    return this.#roots;
  }

  /** Appends a leaf by its hash (see `leafHash`), 32 bytes. */
  append(leaf: Uint8Array): void {
    let hash = leaf;
    // Every full subtree as large as what is appended is joined with it, as when one is carried in addition.
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) {
      const left = this.#roots.pop();
      if (!left) throw new ProofError('wrong-size', 'A frontier has fewer hashes than its size needs.');
      hash = nodeHash(left, hash);
    }
    this.#roots.push(hash);
    this.#size += 1;
  }

  /** Root of the tree, 32 bytes. RFC 6962, section 2.1. */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    for (const left of this.#roots.toReversed()) root = root ? nodeHash(left, root) : left;
    return root ?? emptyRoot();
  }
}

function bits(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
