import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '../private-file.js';
import { canEnter, isRoot, serverAccount, type Account } from './server-account.js';
import type { OnProgress } from './progress.js';

/** Where the embedded server lives. */
export interface Home {
  /** Holds `data` (PostgreSQL's own), `password`, `port`, `server.log`, `users`; belongs to whoever starts the server. */
  readonly folder: string;
  /** The PostgreSQL data folder, absolute, without links: exactly as the server itself reports it. */
  readonly data: string;
  /** The account to run programs as; undefined for ourselves. */
  readonly account: Account | undefined;
}

const SYSTEM_FOLDER = '/var/lib/impact-ledger';

/**
 * Chooses the folder of the server. A database that exists wins, wherever it is: permissions that change later must
 * never make an empty ledger appear in the place of a full one.
 */
export function chooseHome(dataRoot: string, onProgress: OnProgress): Home {
  mkdirSync(dataRoot, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  const root = realpathSync(dataRoot);
  const inside = join(root, 'postgres');
  const outside = join(SYSTEM_FOLDER, createHash('sha256').update(root).digest('hex').slice(0, 16), 'postgres');

  for (const folder of [inside, outside]) {
    const data = join(folder, 'data');
    if (!holdsDatabase(data)) continue;
    const account = serverAccount(statSync(data), onProgress);
    if (!canEnter(account, folder)) {
      throw new Error(
        `PostgreSQL runs as ${account?.name}, who can no longer enter ${folder}: a folder above it became private. ` +
          `Let others pass through it again (chmod o+x), or move ${root} and set IMPACT_DATA to the new place.`,
      );
    }
    if (folder === outside) onProgress(`the database of ${root} is in ${outside}`);
    return { folder, data, account };
  }

  const account = serverAccount(undefined, onProgress);
  const folder = canEnter(account, root) ? inside : outside;
  makeHome(folder);
  if (folder === outside) {
    onProgress(`PostgreSQL runs as ${account?.name}, who cannot enter ${root}: its files go to ${outside}`);
    writePrivateFile(join(root, 'postgres.location'), `${outside}\n`);
  }
  return { folder, data: join(folder, 'data'), account };
}

function holdsDatabase(data: string): boolean {
  try {
    return statSync(join(data, 'PG_VERSION')).isFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    if (code !== 'EACCES') throw error;
    throw new Error(
      `the database in ${data} belongs to another account. Start as the account that made it (root, perhaps), ` +
        `or set IMPACT_DATA to a folder of your own.`,
      { cause: error },
    );
  }
}

function makeHome(folder: string): void {
  // 0711: the server's account passes through to `data` (0700, its own) and can list or read nothing else.
  const mode = isRoot() ? 0o711 : 0o700;
  mkdirSync(folder, { recursive: true, mode });
  chmodSync(folder, mode);
}
