/** Faults of the road, not of an event: the same batch may succeed later. */
const SOCKET = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/** PostgreSQL: connection lost (08), out of resources (53), stopped or cancelled (57), system (58), given up (25P, 40). */
const PASSING = /^(08|53|57|58|25P|40)/;

/** What `pg` says without a code when a connection ends or does not come about. */
const LOST = /connection terminated|connection ended|timeout|not queryable|client was closed/i;

export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'StoreUnavailable') return true;
  // Node tries every address of a host and reports all failures together.
  if (error instanceof AggregateError) return error.errors.some(isPassing);
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? SOCKET.test(code) || PASSING.test(code) : LOST.test(error.message);
}
