import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, writeDurably } from '../vault/durable.js';

/**
 * The last checkpoint that was signed, kept where whoever can write the database cannot: what the log says of itself is
 * compared with it before anything more is signed.
 */
export interface KeptCheckpoint {
  /** Where, for people. */
  readonly place: string;
  /** As signed; undefined when nothing was. */
  readonly read: () => Promise<string | undefined>;
  /** In one step: after a crash the old one is there or the new one. On disk when it resolves. */
  readonly write: (note: string) => Promise<void>;
}

export const checkpointFile = (path: string): KeptCheckpoint => ({
  place: path,
  read: async () => {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  },
  write: async (note) => {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomUUID()}`;
    try {
      await writeDurably(temporary, note);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
  },
});
