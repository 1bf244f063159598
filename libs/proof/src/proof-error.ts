/** The step at which a check failed. */
export type ProofErrorKind =
  /** A text that is not a signed note: see the message for the line. */
  | 'malformed-note'
  | 'malformed-key'
  | 'malformed-checkpoint'
  /** A hash that is not 32 bytes of base64. */
  | 'malformed-hash'
  /** No signature by the key that was asked for. */
  | 'unsigned'
  /** A signature by that key, but not of this text. */
  | 'bad-signature'
  /** A checkpoint of another log. */
  | 'wrong-origin'
  /** Sizes or an index that cannot be: a leaf beyond the end, a tree that shrinks. */
  | 'wrong-size'
  /** Too many or too few hashes for these sizes. */
  | 'wrong-proof-length'
  /** The proof leads to another root: the leaf, its place, the proof or the root is not the true one. */
  | 'wrong-root'
  /** The proof does not lead to the root of the older tree: it is not a beginning of the newer one. */
  | 'wrong-old-root'
  /** The proof does not lead to the root of the newer tree. */
  | 'wrong-new-root'
  /** The keeper of the tiles did not give what the tree needs. */
  | 'missing-tile';

/** What was checked does not hold; `kind` says at which step. */
export class ProofError extends Error {
  override readonly name = 'ProofError';

  constructor(
    readonly kind: ProofErrorKind,
    message: string,
  ) {
    super(message);
  }
}
