import { copyFile, mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Frontier, leafHash, parseCheckpoint, sameHash } from '@impact-ledger/proof';
import type pg from 'pg';
import type { EventStore } from '../event-store.js';
import { hashFile } from '../vault/sealed-file.js';
import { syncFolder, writeDurably } from '../vault/durable.js';
import { BackupRefused } from './backup-refused.js';
import { createLineFile } from './event-lines.js';
import { absent, keyNameOf, list, liveKeySet, tombstoneFolder, writeKeySet } from './key-set.js';
import { readLogRows, type LogRow } from './log-rows.js';
import { ACCOUNTS, EVENTS, installationId, LOG, MANIFEST, signManifest, type Manifest } from './manifest.js';

export interface WriteBackupOptions {
  readonly store: EventStore;
  readonly pool: pg.Pool;
  /** Folder of the vault. */
  readonly vault: string;
  /** The signing key: it signs the manifest. */
  readonly seed: Uint8Array;
  /** A new or empty folder. */
  readonly folder: string;
  /** File of the wrapped keys, outside `folder`; replaced. */
  readonly keysFile: string;
  readonly release: string;
  /** What the owner of the accounts wants kept, as JSON. */
  readonly accounts: (client: pg.PoolClient) => Promise<unknown>;
  readonly onProgress?: (step: 'events' | 'files', done: number, of: number) => void;
  readonly signal?: AbortSignal;
}

const BATCH = 2_000;

/**
 * A backup while everything runs: the log up to its head of now as it is hashed, what was signed of it, accounts, the
 * encrypted files of the vault; the wrapped keys to a file of their own. No key that opens or signs anything is in either.
 * The log is compared with what was signed on the way. The manifest comes last: cut short before, it is no backup.
 * @throws BackupRefused
 */
export async function writeBackup(options: WriteBackupOptions): Promise<Manifest> {
  const { store, folder, keysFile, vault, seed, release, signal } = options;
  const target = resolve(folder);
  if (`${resolve(keysFile)}${sep}`.startsWith(`${target}${sep}`)) {
    throw new BackupRefused(
      'usage',
      `The file of keys ${keysFile} lies in the backup: name a place apart, since whoever has both and the master key has everything.`,
    );
  }
  await mkdir(target, { recursive: true, mode: 0o700 });
  if ((await readdir(target)).length > 0) {
    throw new BackupRefused('usage', `${folder} is not empty: name a new folder for each backup.`);
  }
  const takenAt = new Date().toISOString();
  const head = await store.head();
  const { log, accounts } = await tables(options);
  const events = await copyEvents(options, head, log);
  await writeDurably(join(target, ACCOUNTS), `${JSON.stringify(accounts, null, 1)}\n`);
  // What is signed while we copy is of events that are not in here.
  const signed = log.filter((row) => row.kind === 'origin' || row.size <= events.count);
  const lines = createLineFile(join(target, LOG));
  for (const row of signed) await lines.write(JSON.stringify(row));
  await lines.end();
  const names = [EVENTS, LOG, ACCOUNTS, ...(await copyVault(options, target))];
  const files = [];
  for (const [index, path] of names.entries()) {
    signal?.throwIfAborted();
    const full = join(target, path);
    files.push({ path, bytes: (await stat(full)).size, sha256: await hashFile(full) });
    options.onProgress?.('files', index + 1, names.length);
  }
  // Last, so that no key is missing of a file that was copied.
  const keySet = await liveKeySet(vault, { installation: installationId(seed), events: events.count });
  await mkdir(dirname(resolve(keysFile)), { recursive: true, mode: 0o700 });
  await writeKeySet(resolve(keysFile), keySet);
  const manifest: Manifest = {
    format: 1,
    release,
    installation: installationId(seed),
    takenAt,
    events,
    checkpoint: signed.findLast((row) => row.kind === 'checkpoint')?.note ?? null,
    keys: Object.keys(keySet.keys).map(keyNameOf),
    files,
  };
  await writeDurably(join(target, `${MANIFEST}.new`), signManifest(manifest, seed));
  await rename(join(target, `${MANIFEST}.new`), join(target, MANIFEST));
  await syncFolder(target);
  return manifest;
}

/** In one snapshot, taken after the head of the log was read: a token that was revoked before that is revoked here. */
async function tables({ pool, accounts }: WriteBackupOptions): Promise<{ log: LogRow[]; accounts: unknown }> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const snapshot = { log: await readLogRows(client), accounts: await accounts(client) };
    await client.query('commit');
    return snapshot;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function copyEvents(
  { store, folder, signal, onProgress }: WriteBackupOptions,
  head: bigint,
  log: readonly LogRow[],
): Promise<Manifest['events']> {
  const file = createLineFile(join(folder, EVENTS));
  const edge = new Frontier();
  const signed = rootsSigned(log);
  let position = 0n;
  let dense = true;
  try {
    while (position < head) {
      signal?.throwIfAborted();
      const batch = await store.readBytes({ after: position, limit: BATCH });
      if (batch.length === 0) break;
      for (const { position: at, bytes } of batch) {
        if (at > head) break;
        edge.append(leafHash(bytes));
        await file.write(bytes);
        position = at;
        dense &&= at === BigInt(edge.size);
        mustAgree(signed, edge);
      }
      onProgress?.('events', Number(position), Number(head));
      if ((batch.at(-1)?.position ?? 0n) >= head) break;
    }
    await file.end();
  } catch (error) {
    file.abandon();
    throw error;
  }
  return { count: edge.size, position: position.toString(), root: Buffer.from(edge.root()).toString('hex'), dense };
}

/** Roots by size, of the last origin: those of the ones before are of the same events as far as they go. */
function rootsSigned(log: readonly LogRow[]): Map<number, Uint8Array> {
  const origin = log.findLast((row) => row.kind === 'origin');
  const roots = new Map<number, Uint8Array>();
  if (!origin) return roots;
  for (const row of log) {
    if (row.kind !== 'checkpoint' || row.origin !== origin.origin) continue;
    const { size, root } = parseCheckpoint(row.note);
    roots.set(size, root);
  }
  return roots;
}

function mustAgree(signed: Map<number, Uint8Array>, edge: Frontier): void {
  const root = signed.get(edge.size);
  if (!root || sameHash(root, edge.root())) return;
  throw new BackupRefused(
    'integrity',
    `The first ${edge.size} events are not those that were signed: the past was changed in the database. ` +
      'Keep a copy of the database for evidence, and restore the backup made before.',
  );
}

/** Copies what is encrypted, and which data sets are gone; gives the paths. */
async function copyVault({ vault, signal }: WriteBackupOptions, target: string): Promise<string[]> {
  const paths: string[] = [];
  const data = join(vault, 'data');
  const sources: string[] = [];
  for (const dataset of await list(data)) {
    for (const name of await list(join(data, dataset))) sources.push(join(data, dataset, name));
  }
  for (const name of await list(tombstoneFolder(vault))) sources.push(join(tombstoneFolder(vault), name));
  for (const source of sources) {
    signal?.throwIfAborted();
    const path = ['vault', ...relative(vault, source).split(sep)].join('/');
    await mkdir(dirname(join(target, path)), { recursive: true, mode: 0o700 });
    // Gone since it was listed: it was erased.
    if ((await copyFlushed(source, join(target, path)).catch(absent)) === undefined) continue;
    paths.push(path);
  }
  return paths;
}

/** Copies a file and flushes the copy to disk. */
export async function copyFlushed(source: string, target: string): Promise<true> {
  await copyFile(source, target);
  await using copy = await open(target, 'r+');
  await copy.chmod(0o600);
  await copy.sync();
  return true;
}
