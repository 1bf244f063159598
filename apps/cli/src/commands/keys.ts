import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { keyFolder, rotateKeys } from '@impact-ledger/ledger';
import {
  keptMasterKey,
  keptNextMasterKey,
  readEnvironment,
  resolveDataRoot,
  type Environment,
} from '@impact-ledger/platform';
import { withDatabaseOf } from '../connection/with-database.js';
import { takeSupervisorLock } from '../installation/supervisor-lock.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { printJson, say } from '../terminal/terminal.js';

/**
 * Wraps every key of the vault with a new master key; the old one opens nothing afterwards. The new key is kept in
 * `master.key.next` until all are done, so that a rotation that was cut short goes on with the same one. An installation
 * that is given its master key (IMPACT_MASTER_KEY) names the new one in IMPACT_NEW_MASTER_KEY.
 */
export async function rotateKeysCommand({ json = false }: { readonly json?: boolean }): Promise<void> {
  const environment = readEnvironment();
  const dataRoot = resolveDataRoot(environment.dataRoot).path;
  const kept = environment.masterKey === undefined;
  const path = join(dataRoot, 'master.key');
  await withDatabaseOf({ environment, dataRoot, onProgress: () => undefined }, async (database) => {
    const lock = await takeSupervisorLock(database, environment);
    if (!lock) {
      throw new CommandFailure('the ledger is being served from this data root: stop it, rotate, start it again.');
    }
    try {
      const from = environment.masterKey ?? keptMasterKey(dataRoot).key;
      const next = kept ? keptNextMasterKey(dataRoot) : undefined;
      const to = next?.key ?? givenNext(environment);
      const done = await rotateKeys(keyFolder(join(dataRoot, 'vault')), { from, to });
      if (next) renameSync(next.path, path);
      if (json) return printJson(done);
      say(`${done.rewrapped + done.already} keys are wrapped by the new master key; the old one opens none of them`);
      say(
        kept
          ? `the new key is in ${path}: back it up, and keep no copy of the old one`
          : 'set IMPACT_MASTER_KEY to the new key before the next start',
      );
    } finally {
      lock.release();
    }
  });
}

function givenNext({ newMasterKey }: Environment): Uint8Array {
  if (newMasterKey !== undefined) return newMasterKey;
  throw new CommandFailure(
    'IMPACT_NEW_MASTER_KEY is not set: name the new key there, 32 bytes in base64, beside IMPACT_MASTER_KEY.',
    EXIT.usage,
  );
}
