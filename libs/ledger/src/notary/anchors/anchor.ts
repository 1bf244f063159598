/** A checkpoint on its way out of the reach of whoever runs the database. */
export interface Anchored {
  /** As signed. */
  readonly note: string;
  readonly size: number;
  /** Consistency proof from a smaller tree to this one. */
  readonly prove: (from: number) => Promise<readonly Uint8Array[]>;
  readonly signal: AbortSignal;
}

export interface Cosignature {
  readonly witness: string;
  /** Signature line of C2SP signed-note, with its line break; checked. */
  readonly line: string;
  readonly at: Date;
}

/** A place outside that remembers what was signed. */
export interface Anchor {
  /** For people. */
  readonly name: string;
  /** The last checkpoint it knows, when it can tell: the log must extend it. */
  readonly remembered?: () => Promise<string | undefined>;
  /**
   * Hands a checkpoint over; repeated with the same one it does nothing. Any error but LogRefused is tried again later.
   * @throws LogRefused when it remembers a log that this one does not extend
   */
  readonly publish: (checkpoint: Anchored) => Promise<readonly Cosignature[]>;
}
