import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isRoot, type Account } from './embedded-postgres/server-account.js';

/**
 * Writes a small file of mode 0600 in one step: whoever reads it sees the old content or the new, never a part.
 * The temporary file is created exclusively, so a symbolic link planted under its name is refused, not followed.
 */
export function writePrivateFile(path: string, content: string, owner?: Account): void {
  const temporary = `${path}.${randomUUID()}`;
  const file = openSync(temporary, 'wx', 0o600);
  try {
    try {
      giveAway(file, path, owner);
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The content of a text file, or undefined when there is no such file. Any other failure is thrown. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Opens a log for appending, mode 0600; a symbolic link in its place is an error. Returns the file descriptor. */
export function openLog(path: string): number {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
  const file = openSync(path, flags, 0o600);
  giveAway(file, path);
  return file;
}

/** What root writes into the folder of an ordinary account must stay usable to that account. */
function giveAway(file: number, path: string, owner: { uid: number; gid: number } = statSync(dirname(path))): void {
  if (isRoot()) fchownSync(file, owner.uid, owner.gid);
}
