/** Why nothing is signed. */
export type RefusalKind =
  /** There are fewer events than were signed. */
  | 'rolled-back'
  /** The tree is not an extension of one that was signed. */
  | 'forked'
  /** A stored event is not the one in the tree. */
  | 'event-changed'
  | 'event-missing'
  | 'event-inserted'
  /** The tiles do not agree among themselves. */
  | 'tile-changed'
  /** What is kept outside the database cannot be trusted: another key, another log, or no checkpoint at all. */
  | 'kept-unusable';

/** The log is not what was signed: nothing more is signed until somebody has looked. Waiting does not mend it. */
export class LogRefused extends Error {
  override readonly name = 'LogRefused';

  constructor(
    readonly kind: RefusalKind,
    message: string,
    /** Where it was seen first, if at a leaf. */
    readonly leafIndex?: number,
  ) {
    super(message);
  }
}
