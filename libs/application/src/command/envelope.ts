import type { Actor } from '@impact-ledger/domain';

/** How a command comes: by whom, and under which conditions. */
export interface CommandEnvelope {
  readonly actor: Actor;
  /** Chosen by the sender; the same key again answers what the first time answered. */
  readonly idempotencyKey?: string;
  /** The revision the sender has seen: another one in the stream refuses the command. */
  readonly ifMatch?: number;
  /** Why, where the command itself has no place for it. */
  readonly reason?: string;
  readonly correlationId?: string;
  /** ISO 8601, UTC; the present unless told. */
  readonly at?: string;
}

/** What a command came to. */
export interface CommandReceipt {
  readonly id: string;
  readonly stream: string;
  /** Of the last event of the command; of the stream when nothing had to change. */
  readonly revision: number;
  /** Decimal string: hand it to a query as `minPosition` to read what was written. */
  readonly position: string;
  /** True when the same command had been carried out before. */
  readonly repeated: boolean;
}

/** The thing was changed since the sender read it. */
export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed';

  constructor(
    readonly stream: string,
    readonly expected: number,
    /** Null when it does not exist. */
    readonly actual: number | null,
  ) {
    super(
      actual === null
        ? `If-Match says revision ${expected}, but there is no "${stream}" yet: send the command without If-Match.`
        : `If-Match says revision ${expected}, but "${stream}" is at revision ${actual}: read it again, then decide whether your change still holds.`,
    );
  }
}
