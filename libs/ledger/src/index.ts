/** The log of events and the vault of the data behind them. */
export * from './canonical.js';
export * from './event-store.js';
export * from './ids.js';
export * from './ledger-errors.js';
export * from './migrations.js';
export { createKurrentEventStore, type KurrentEventStoreOptions } from './kurrent/kurrent-event-store.js';
export { openEventStore, type EventStoreSettings } from './open-event-store.js';
export { createPostgresEventStore, type PostgresEventStoreOptions } from './postgres/postgres-event-store.js';
export { defaultScratch, Scratch } from './vault/scratch.js';
export { masterKeyId, rotateKeys, type Rotation } from './vault/keyring.js';
export type { OpenedDocument } from './vault/sealed-document.js';
export { createVault, keyFolder, type Vault, type VaultOptions } from './vault/vault.js';
export { VaultError, type VaultErrorKind } from './vault/vault-error.js';
export type { Anchor, Anchored, Cosignature } from './notary/anchors/anchor.js';
export { fileAnchor } from './notary/anchors/file-anchor.js';
export { witnessAnchor } from './notary/anchors/witness-anchor.js';
export { checkpointFile, type KeptCheckpoint } from './notary/kept-checkpoint.js';
export {
  logStatus,
  proveConsistency,
  proveInclusion,
  publishedCheckpoint,
  readTile,
  type LogStatus,
  type PublishedCheckpoint,
} from './notary/log-reader.js';
export {
  checkpointHistory,
  logOrigins,
  type CheckpointPlace,
  type LogOrigin,
  type SignedCheckpoint,
} from './notary/checkpoint-history.js';
export { LogRefused, type RefusalKind } from './notary/log-refused.js';
export { runNotary, type NotaryLogger, type NotaryOptions } from './notary/notary.js';
export { rehash } from './notary/rehash.js';
export { acknowledgeLoss, currentOrigin, LOG_PATH, originName, type AcknowledgedLoss } from './notary/origin.js';
export { leafAtPosition, positionOfLeaf, tilesIn } from './notary/tree-tables.js';
export * from './backup/index.js';
export { exportBundle, type ExportRequest, type ExportSources } from './export/export-bundle.js';
export { ExportRefused, type ExportRefusal } from './export/export-refused.js';
