export * from './canonical.js';
export * from './event-store.js';
export * from './ledger-errors.js';
