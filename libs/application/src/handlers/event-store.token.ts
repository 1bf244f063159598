/** What handlers ask Nest for when they need the ledger. */
export const EVENT_STORE = Symbol('EventStore');
