import { join } from 'node:path';
import { checkpointFile, fileAnchor, type Outside } from '@impact-ledger/ledger';
import { keptMasterKey, keptSigningKey, readEnvironment, resolveDataRoot } from '@impact-ledger/platform';
import { withDatabaseOf } from '../connection/with-database.js';
import { takeSupervisorLock } from '../installation/supervisor-lock.js';
import { catchUp } from '../restore/catch-up.js';
import { restoreInstallation, type Restored } from '../restore/restore-installation.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, say, warn } from '../terminal/terminal.js';
import { failureOf, steps } from './backup.js';

export interface RestoreFlags {
  readonly keys: string;
  readonly replace?: boolean;
  readonly acknowledgeLoss?: string;
  readonly json?: boolean;
}

/** Takes a backup back, into an installation that nobody serves. */
export async function restoreCommand(folder: string, flags: RestoreFlags): Promise<void> {
  const environment = readEnvironment();
  if (environment.kurrentdbUrl !== undefined) {
    throw new CommandFailure(
      'the events of this installation are in KurrentDB (KURRENTDB_URL): bring them back with the backup tool of KurrentDB ' +
        '(a disk snapshot or the file copy of its database folder); this command restores into PostgreSQL only.',
      EXIT.usage,
    );
  }
  const dataRoot = resolveDataRoot(environment.dataRoot).path;
  const shown = steps();
  try {
    const restored = await withDatabaseOf({ environment, dataRoot, onProgress: say }, async (database) => {
      const lock = await takeSupervisorLock(database, environment);
      if (!lock) throw new CommandFailure('the ledger is being served from this data root: stop it, then restore.');
      try {
        const kept = checkpointFile(join(dataRoot, 'log', 'checkpoint'));
        const done = await restoreInstallation({
          database,
          folder,
          keysFile: flags.keys,
          seed: environment.signingKey ?? keptSigningKey(dataRoot).key,
          masterKey: environment.masterKey ?? keptMasterKey(dataRoot).key,
          kept,
          outside: await outsideOf(kept, environment.anchorFile),
          replace: flags.replace ?? false,
          loss: flags.acknowledgeLoss,
          onProgress: shown.update,
        });
        await catchUp(database, shown.update);
        return done;
      } finally {
        lock.release();
      }
    });
    shown.end();
    if (flags.json) printJson(restored);
    else tell(restored, environment.redisUrl !== undefined);
  } catch (error) {
    throw failureOf(error);
  } finally {
    shown.end();
  }
}

async function outsideOf(kept: ReturnType<typeof checkpointFile>, anchor: string | undefined): Promise<Outside[]> {
  const places = [
    { place: kept.place, note: await kept.read() },
    ...(anchor === undefined ? [] : [{ place: anchor, note: await fileAnchor(anchor).remembered?.() }]),
  ];
  return places.flatMap(({ place, note }) => (note === undefined ? [] : [{ place, note }]));
}

function tell({ events, root, lost, erased, recordedAgain, keysOf, unknown }: Restored, redis: boolean): void {
  print(`${events} events restored, root ${root}`);
  if (keysOf === 'installation') say('the keys of this installation are newer than the file: they stay');
  for (const name of erased) say(`stays erased: ${name}`);
  for (const name of recordedAgain)
    say(`recorded again, since the backup did not know of it: what was erased of ${name}`);
  for (const name of unknown)
    warn(`the vault holds ${name}, which this ledger does not know: remove it, or register it again`);
  if (lost) {
    warn(
      `the log goes on under the name ${lost.origin}; what was given up stands in its first event and in its origin`,
    );
  }
  if (redis) warn('empty the queues in Redis (keys impact:*) before the workers start: they are of what was before');
  say('everybody is signed out; tokens are those of the backup. Start the ledger');
}
