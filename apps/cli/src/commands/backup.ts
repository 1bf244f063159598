import { join } from 'node:path';
import { readAccounts } from '@impact-ledger/application';
import { BackupRefused, writeBackup } from '@impact-ledger/ledger';
import { keptSigningKey } from '@impact-ledger/platform';
import { openStore } from '../connection/open-store.js';
import { withDatabase } from '../connection/with-database.js';
import { CommandFailure, EXIT } from '../terminal/failure.js';
import { print, printJson, progress, say, type Progress } from '../terminal/terminal.js';

export interface BackupFlags {
  readonly keys: string;
  readonly json?: boolean;
}

/** Writes a backup of the ledger, while it is served or not. */
export async function backupCommand(
  folder: string,
  { keys, json = false }: BackupFlags,
  release: string,
): Promise<void> {
  const over = new AbortController();
  const stop = (): void => over.abort(new CommandFailure(`stopped: what is in ${folder} is no backup, remove it`));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const shown = steps();
  try {
    const manifest = await withDatabase(async (database) => {
      const { environment, dataRoot, pool } = database;
      const store = openStore(database);
      try {
        return await writeBackup({
          store,
          pool,
          vault: join(dataRoot, 'vault'),
          seed: environment.signingKey ?? keptSigningKey(dataRoot).key,
          folder,
          keysFile: keys,
          release,
          accounts: readAccounts,
          onProgress: shown.update,
          signal: over.signal,
        });
      } finally {
        await store.close();
      }
    });
    shown.end();
    const { events, files, checkpoint, takenAt } = manifest;
    if (json) return printJson({ folder, keys, takenAt, events, checkpoint, files: files.length });
    print(folder);
    say(
      `${events.count} events, root ${events.root}, ${files.length} files; ` +
        (checkpoint === null ? 'nothing was signed yet' : `signed up to event ${checkpoint.split('\n')[1]}`),
    );
    say(`the wrapped keys are in ${keys}: keep that file apart from the backups, and no older one`);
    say('the master key and the signing key are in neither: back them up once, on paper or in a safe');
  } catch (error) {
    throw failureOf(error);
  } finally {
    shown.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** One bar after the other. */
export function steps(): {
  readonly update: (step: string, done: number, of: number) => void;
  readonly end: () => void;
} {
  let bar: { readonly step: string; readonly shown: Progress } | undefined;
  const end = (): void => {
    bar?.shown.end();
    bar = undefined;
  };
  return {
    end,
    update: (step, done, of) => {
      if (bar?.step !== step) {
        end();
        bar = { step, shown: progress(step, of) };
      }
      bar.shown.update(done);
    },
  };
}

/** What a refused backup means for a script. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof BackupRefused)) return error;
  const codes = { integrity: EXIT.integrity, usage: EXIT.usage, loss: EXIT.error } as const;
  return new CommandFailure(error.message, codes[error.kind]);
}
