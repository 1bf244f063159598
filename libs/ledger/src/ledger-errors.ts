import type { ExpectedRevision } from './event-store.js';

/** Somebody appended to the stream since it was read. */
export class WrongRevision extends Error {
  override readonly name = 'WrongRevision';

  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    /** Null when the stream does not exist. */
    readonly actual: number | null,
  ) {
    super(
      `Stream "${stream}" is at revision ${actual ?? 'none'}, not ${expected}: read it again and decide on what it says now.`,
    );
  }
}

/** An event id that stands in the log already, with other content. */
export class IdempotencyConflict extends Error {
  override readonly name = 'IdempotencyConflict';

  constructor(readonly eventId: string) {
    super(`Event ${eventId} was recorded before with other content: another command needs another Idempotency-Key.`);
  }
}

/** The store cannot be reached now; the same call may succeed later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';

  constructor(cause: unknown) {
    super(
      'The event store does not answer: nothing was recorded for sure; send the same command again with the same Idempotency-Key.',
      {
        cause,
      },
    );
  }
}

export class StreamNotFound extends Error {
  override readonly name = 'StreamNotFound';

  constructor(readonly stream: string) {
    super(`There is no stream "${stream}".`);
  }
}

/** What no store can keep; nothing was sent. A fault of the caller: the same call will never succeed. */
export class UnstorableEvent extends Error {
  override readonly name = 'UnstorableEvent';
}

/** A position to read from that this log never gave: it was taken from another log. */
export class NoSuchPosition extends Error {
  override readonly name = 'NoSuchPosition';

  constructor(readonly position: bigint) {
    super(
      `No event stands at position ${position} of this log: what asks for it was built from another one. Give each log a database of its own.`,
    );
  }
}

/** The store of this installation cannot do it, whatever is sent. */
export class UnsupportedByStore extends Error {
  override readonly name = 'UnsupportedByStore';

  constructor(what: string) {
    super(`${what} in the event store of this installation (KurrentDB): send them one after the other.`);
  }
}
