import { StoreUnavailable } from '../ledger-errors.js';

/** Socket errors of Node. */
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * Classes of PostgreSQL errors that pass: connection lost (08), out of resources such as connections or disk (53),
 * shut down or cancelled by a timeout (57), system trouble (58), a transaction given up (25P03, 40).
 */
const PASSING = /^(08|53|57|58|40|25P0)/;

/** What `pg` says without a code when a connection ends, or does not come about in time. */
const LOST =
  /connection terminated|connection ended|timeout|timed out|not queryable|cannot use a pool|client was closed/i;

export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown };
  // Node tries every address of a host and reports all failures together.
  if (Array.isArray(errors)) return errors.some(isUnavailable);
  if (typeof code === 'string') return SOCKET.has(code) || PASSING.test(code);
  return typeof message === 'string' && LOST.test(message);
}

/** The error to throw for a failed query: StoreUnavailable when the same call may succeed later. */
export const storeError = (error: unknown): unknown => (isUnavailable(error) ? new StoreUnavailable(error) : error);
