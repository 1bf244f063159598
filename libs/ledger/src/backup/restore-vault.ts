import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hashFile } from '../vault/sealed-file.js';
import { keyFolder } from '../vault/vault.js';
import { syncFolder, writeDurably } from '../vault/durable.js';
import { absent, keyNameOf, list, liveKeySet, tombstoneFolder, type KeySet } from './key-set.js';
import { copyFlushed } from './write-backup.js';
import type { OpenBackup } from './open-backup.js';

export interface RestoredVault {
  /** Names of keys that the backup knew and that are gone since: what they opened stays erased. */
  readonly erased: readonly string[];
  /** Which of the two sets of keys is in place. */
  readonly keysOf: 'file' | 'installation';
  /** Files in the vault that the backup does not know. */
  readonly unknown: readonly string[];
}

/** Which keys count: the newer set, as a whole. The folder of the keys tells when one was made or destroyed last. */
async function newerKeys(vault: string, given: KeySet): Promise<{ keys: KeySet; keysOf: RestoredVault['keysOf'] }> {
  const live = await liveKeySet(vault, given);
  const changed = await stat(keyFolder(vault)).catch(absent);
  const newer = Object.keys(live.keys).length > 0 && changed && changed.mtimeMs > Date.parse(given.takenAt);
  const tombstones = [...new Set([...given.tombstones, ...live.tombstones])];
  return newer
    ? { keys: { ...live, tombstones }, keysOf: 'installation' }
    : { keys: { ...given, tombstones }, keysOf: 'file' };
}

/** What the backup could open and the keys cannot any more. */
function erasedSince({ manifest }: OpenBackup, { keys, tombstones }: KeySet): Set<string> {
  const names = new Set(Object.keys(keys).map(keyNameOf));
  const gone = new Set(tombstones);
  return new Set(manifest.keys.filter((name) => !names.has(name) || gone.has(name.split('@')[0] ?? '')));
}

/**
 * Puts the files of a backup into the vault, and the newer set of keys; each step leaves the vault usable. Of what was
 * erased since, neither file nor key comes back.
 */
export async function restoreVault(backup: OpenBackup, vault: string, given: KeySet): Promise<RestoredVault> {
  const { keys, keysOf } = await newerKeys(vault, given);
  const erased = erasedSince(backup, keys);
  const whole = new Set(keys.tombstones);
  await mkdir(tombstoneFolder(vault), { recursive: true, mode: 0o700 });
  for (const name of whole) {
    await writeDurably(join(tombstoneFolder(vault), name), '').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  await syncFolder(tombstoneFolder(vault));
  if (keysOf === 'file') await putKeys(vault, keys, whole);
  const known = new Set<string>();
  for (const { path, sha256 } of backup.manifest.files) {
    const [room, part, dataset = '', name = ''] = path.split('/');
    if (room !== 'vault' || part !== 'data') continue;
    known.add(`${dataset}/${name}`);
    // What no key opens is noise: of a set whose own key is gone, or a file whose key is.
    if (whole.has(dataset) || erased.has(dataset) || erased.has(`${dataset}@${basename(name, '.sealed')}`)) continue;
    await putFile(join(backup.folder, path), join(vault, part, dataset, name), sha256);
  }
  const unknown: string[] = [];
  for (const dataset of await list(join(vault, 'data'))) {
    for (const name of await list(join(vault, 'data', dataset))) {
      if (!known.has(`${dataset}/${name}`)) unknown.push(`${dataset}/${name}`);
    }
  }
  return { erased: [...erased], keysOf, unknown };
}

/** All keys in one step, so that a set that is there is a whole one: cut short between, there is none, and the file counts. */
async function putKeys(vault: string, { keys }: KeySet, erased: ReadonlySet<string>): Promise<void> {
  const folder = keyFolder(vault);
  const next = `${folder}.restoring`;
  const former = `${folder}.former`;
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(keys)) {
    if (!erased.has(keyNameOf(name).split('@')[0] ?? '')) await writeDurably(join(next, name), text);
  }
  await syncFolder(next);
  await rm(former, { recursive: true, force: true });
  await rename(folder, former).catch(absent);
  await rename(next, folder);
  await syncFolder(vault);
  await rm(former, { recursive: true, force: true });
}

async function putFile(source: string, target: string, sha256: string): Promise<void> {
  const known = await hashFile(target).catch(absent);
  if (known === sha256) return;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const temporary = join(dirname(target), `.unfinished-${process.pid}-${basename(target)}`);
  try {
    await copyFlushed(source, temporary);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(target));
}
