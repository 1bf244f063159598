import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { keyFolder } from '../vault/vault.js';
import { syncFolder, writeDurably } from '../vault/durable.js';
import { BackupRefused } from './backup-refused.js';

/**
 * The wrapped keys of a vault, apart from its data. What is erased is erased by destroying a key, so there is one set,
 * the newest: an older one would bring back what was erased since.
 */
export const KeySet = z.strictObject({
  format: z.literal(1),
  installation: z.string(),
  takenAt: z.iso.datetime(),
  /** Events in the log when it was taken. */
  events: z.int().min(0),
  /** Name of the key file to its content: a key wrapped by the master key. */
  keys: z.record(z.string().regex(/^[^/\\.][^/\\]*$/), z.string()),
  /** Data sets that were erased whole. */
  tombstones: z.array(z.string().regex(/^[^/\\.][^/\\]*$/)),
});
export type KeySet = z.infer<typeof KeySet>;

const SUFFIX = '.key.json';
export const tombstoneFolder = (vault: string): string => join(vault, 'tombstones');
export const keyNameOf = (file: string): string => file.slice(0, -SUFFIX.length);

/** The set of a vault as it is now. */
export async function liveKeySet(vault: string, stamp: Pick<KeySet, 'installation' | 'events'>): Promise<KeySet> {
  const takenAt = new Date().toISOString();
  const keys: Record<string, string> = {};
  for (const name of await list(keyFolder(vault))) {
    if (!name.endsWith(SUFFIX)) continue;
    const text = await readFile(join(keyFolder(vault), name), 'utf8').catch(absent);
    // Destroyed between the two: it is erased.
    if (text !== undefined) keys[name] = text;
  }
  const { installation, events } = stamp;
  return { format: 1, installation, events, takenAt, keys, tombstones: await list(tombstoneFolder(vault)) };
}

/** Writes the set in one step over the one before, which must not outlive it. */
export async function writeKeySet(path: string, set: KeySet): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  try {
    await writeDurably(temporary, `${JSON.stringify(set, null, 1)}\n`);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
}

/** Throws BackupRefused. */
export async function readKeySet(path: string): Promise<KeySet> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BackupRefused(
      'usage',
      `The keys cannot be read from ${path} (${error.code}): name the newest file of keys.`,
    );
  });
  try {
    return KeySet.parse(JSON.parse(text));
  } catch (cause) {
    throw new BackupRefused('usage', `${path} is no set of keys that \`impact backup --keys\` wrote: name that file.`, {
      cause,
    });
  }
}

/** Which master keys wrap the set. */
export const masterKeysOf = ({ keys }: KeySet): string[] => [
  ...new Set(Object.values(keys).map((text) => (JSON.parse(text) as { masterKeyId: string }).masterKeyId)),
];

export async function list(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(absent);
  return (names ?? []).filter((name) => !name.startsWith('.')).sort();
}

export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
