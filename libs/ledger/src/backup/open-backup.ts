import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Frontier, leafHash, openCheckpoint, parseCheckpoint, parseVerifier, sameHash } from '@impact-ledger/proof';
import { hashFile } from '../vault/sealed-file.js';
import { BackupRefused } from './backup-refused.js';
import { linesOf } from './event-lines.js';
import { LogRow } from './log-rows.js';
import { EVENTS, LOG, readManifest, type Manifest } from './manifest.js';

/** A backup that is what was written, every byte of it. */
export interface OpenBackup {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly log: readonly LogRow[];
  /** Roots of the tree of its events, at the sizes that were asked for and that it has. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

export interface OpenBackupOptions {
  /** The signing key of this installation. */
  readonly seed: Uint8Array;
  /** At which the root is wanted. */
  readonly sizes: readonly number[];
  /** Take one that another key signed, too. */
  readonly foreign?: boolean;
}

/**
 * Reads a backup through before anything of it is used: the signature of the manifest, the hash of every file, the root
 * of the tree of its events, and the last checkpoint in it.
 * @throws BackupRefused
 */
export async function openBackup(
  folder: string,
  { seed, sizes, foreign = false }: OpenBackupOptions,
  onFile: (done: number, of: number) => void = () => undefined,
): Promise<OpenBackup> {
  const manifest = await readManifest(folder, seed, foreign);
  for (const [index, { path, bytes, sha256 }] of manifest.files.entries()) {
    const full = join(folder, path);
    const size = (await stat(full).catch(() => undefined))?.size;
    if (size !== bytes || (await hashFile(full)) !== sha256) {
      throw new BackupRefused(
        'integrity',
        `${full} is ${size === undefined ? 'missing' : 'not what was backed up'}: use another copy of this backup.`,
      );
    }
    onFile(index + 1, manifest.files.length);
  }
  const log: LogRow[] = [];
  for await (const line of linesOf(join(folder, LOG))) log.push(LogRow.parse(JSON.parse(line)));
  const wanted = new Set([
    ...sizes,
    ...(manifest.checkpoint === null ? [] : [parseCheckpoint(manifest.checkpoint).size]),
  ]);
  const roots = new Map<number, Uint8Array>();
  const edge = new Frontier();
  const keep = (): void => void (wanted.has(edge.size) && roots.set(edge.size, edge.root()));
  keep();
  for await (const bytes of linesOf(join(folder, EVENTS))) {
    edge.append(leafHash(bytes));
    keep();
  }
  mustBe(manifest, edge);
  mustLeadToCheckpoint(manifest, log, roots);
  return { folder, manifest, log, roots };
}

/** Throws BackupRefused unless these are the events of the manifest. */
export function mustBe({ events }: Manifest, edge: Frontier): void {
  if (edge.size === events.count && Buffer.from(edge.root()).toString('hex') === events.root) return;
  throw new BackupRefused(
    'integrity',
    `The events of the backup (${edge.size}) are not the ${events.count} that were backed up: their tree has another root.`,
  );
}

function mustLeadToCheckpoint(
  { checkpoint }: Manifest,
  log: readonly LogRow[],
  roots: ReadonlyMap<number, Uint8Array>,
): void {
  if (checkpoint === null) return;
  const { origin } = parseCheckpoint(checkpoint);
  const named = log.find((row) => row.kind === 'origin' && row.origin === origin);
  if (named?.kind !== 'origin') {
    throw new BackupRefused('integrity', `The backup holds a checkpoint of ${origin}, a log it does not know.`);
  }
  const { size, root } = openCheckpoint(checkpoint, parseVerifier(named.verifierKey));
  const own = roots.get(size);
  if (own && sameHash(own, root)) return;
  throw new BackupRefused(
    'integrity',
    `The first ${size} events of the backup do not lead to the checkpoint that was signed of them: do not use it.`,
  );
}
