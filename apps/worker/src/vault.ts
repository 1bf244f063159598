import { join } from 'node:path';
import { createVault, type Vault } from '@impact-ledger/ledger';
import type { Settings } from './settings.js';

/** The vault of the installation. */
export const openVault = ({ dataRoot, masterKey }: Pick<Settings, 'dataRoot' | 'masterKey'>): Vault =>
  createVault({ folder: join(dataRoot, 'vault'), masterKey });
