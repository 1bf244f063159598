/** The log of events and the vault of the data behind them. */
export * from './canonical.js';
export * from './event-store.js';
export * from './ids.js';
export * from './ledger-errors.js';
export * from './migrations.js';
export { createKurrentEventStore, type KurrentEventStoreOptions } from './kurrent/kurrent-event-store.js';
export { openEventStore, type EventStoreSettings } from './open-event-store.js';
export { createPostgresEventStore, type PostgresEventStoreOptions } from './postgres/postgres-event-store.js';
export { defaultScratch } from './vault/scratch.js';
export { rotateKeys, type Rotation } from './vault/keyring.js';
export type { OpenedDocument } from './vault/sealed-document.js';
export { createVault, keyFolder, type Vault, type VaultOptions } from './vault/vault.js';
export { VaultError, type VaultErrorKind } from './vault/vault-error.js';
