import { join } from 'node:path';
import { createVault, type Vault } from '@impact-ledger/ledger';
import type { Settings } from './settings.js';

/** The vault of the installation. */
export const openVault = ({
  dataRoot,
  scratch,
  masterKey,
}: Pick<Settings, 'dataRoot' | 'scratch' | 'masterKey'>): Vault =>
  createVault({ folder: join(dataRoot, 'vault'), scratch, masterKey });
