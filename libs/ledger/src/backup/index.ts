/** Backup of log, vault and keys, and the way back. */
export { BackupRefused, type BackupRefusedKind } from './backup-refused.js';
export { masterKeysOf, readKeySet, type KeySet } from './key-set.js';
export { ACCOUNTS, installationId, readManifest, type Manifest } from './manifest.js';
export { openBackup, type OpenBackup } from './open-backup.js';
export { lossAgainst, sizesOf, type Outside } from './outside.js';
export { appendWithin, restoreLog } from './restore-log.js';
export { restoreVault, type RestoredVault } from './restore-vault.js';
export { writeBackup, type WriteBackupOptions } from './write-backup.js';
