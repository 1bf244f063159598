import { StoreUnavailable, UnstorableEvent } from '../ledger-errors.js';

interface ClientFault {
  /** Set by the client on the errors it knows. */
  readonly type?: unknown;
  /** gRPC status, on the errors it passes on as they are. */
  readonly code?: unknown;
  readonly message?: unknown;
  readonly actualState?: unknown;
  readonly maxAppendSize?: unknown;
}

const PASSING_TYPES = new Set(['timeout', 'deadline-exceeded', 'unavailable', 'cancelled', 'not-leader']);
/** gRPC: cancelled, deadline exceeded, resource exhausted, aborted, internal, unavailable. */
const PASSING_CODES = new Set([1, 4, 8, 10, 13, 14]);
/** What the client says without type or code: no member of the cluster could be found. */
const LOST = /failed to discover|no connection established|transport error/i;

const faultOf = (error: unknown): ClientFault => (typeof error === 'object' && error !== null ? error : {});

export const isNotLeader = (error: unknown): boolean => faultOf(error).type === 'not-leader';

/** The revision a refused append found in place of the expected one; undefined when that is not what happened. */
export function foundInstead(error: unknown): number | null | undefined {
  const { type, actualState } = faultOf(error);
  if (type !== 'wrong-expected-version') return undefined;
  return typeof actualState === 'bigint' ? Number(actualState) : null;
}

export const isUnknownStream = (error: unknown): boolean => faultOf(error).type === 'stream-not-found';

/** The error to throw for a failed call: StoreUnavailable when the same call may succeed later. */
export function storeError(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  const { type, code, message, maxAppendSize } = faultOf(error);
  if (type === 'maximum-append-size-exceeded') {
    return new UnstorableEvent(
      `These events are larger than the ${String(maxAppendSize)} bytes that KurrentDB takes at once: send fewer, or raise its MaxAppendSize.`,
    );
  }
  if (type === 'access-denied') {
    return new Error('KurrentDB refuses this account: give KURRENTDB_URL one that may read $all and append.', {
      cause: error,
    });
  }
  const passing =
    typeof type === 'string'
      ? PASSING_TYPES.has(type)
      : typeof code === 'number'
        ? PASSING_CODES.has(code)
        : typeof message === 'string' && LOST.test(message);
  return passing ? new StoreUnavailable(error) : error;
}
