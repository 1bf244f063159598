import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseNote, ProofError, signerOf, signNote, formatNote, verifyNote } from '@impact-ledger/proof';
import { z } from 'zod';
import { BackupRefused } from './backup-refused.js';

/** The manifest, signed. It is written last: a folder without it is no backup. */
export const MANIFEST = 'manifest.note';
export const EVENTS = 'events.ndjson.gz';
export const LOG = 'log.ndjson.gz';
export const ACCOUNTS = 'accounts.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const Manifest = z.strictObject({
  format: z.literal(1),
  /** Version of the program that wrote it. */
  release: z.string(),
  /** See {@link installationId}. */
  installation: z.string(),
  takenAt: z.iso.datetime(),
  events: z.strictObject({
    count: z.int().min(0),
    /** Of the last event; as a string, since positions may have 63 bits. */
    position: z.string().regex(/^\d+$/),
    /** Root of the Merkle tree of all of them, in hexadecimal. */
    root: sha256,
    /** Positions are 1, 2, 3 … */
    dense: z.boolean(),
  }),
  /** The last that was signed of these events; null when nothing was. */
  checkpoint: z.string().nullable(),
  /** Which keys the vault had: those that are missing later were destroyed. */
  keys: z.array(z.string()),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256 })),
});
export type Manifest = z.infer<typeof Manifest>;

/** Public half of the signing key, short: it tells an installation from all others. */
export const installationId = (seed: Uint8Array): string =>
  createHash('sha256').update(signerOf('installation', seed).verifier.publicKey).digest('hex').slice(0, 16);

const nameOf = (seed: Uint8Array): string => `impact-ledger-backup/${installationId(seed)}`;

export const signManifest = (manifest: Manifest, seed: Uint8Array): string =>
  formatNote(signNote(`${JSON.stringify(manifest, null, 1)}\n`, signerOf(nameOf(seed), seed)));

/**
 * The manifest of a backup, its signature checked.
 * @param foreign whether one that another key signed is taken, too: the key that did is lost
 * @throws BackupRefused when there is none, when it was changed, or when another installation signed it
 */
export async function readManifest(folder: string, seed: Uint8Array, foreign = false): Promise<Manifest> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new BackupRefused(
      'usage',
      `${folder} is no backup: it has no ${MANIFEST}. A backup that was cut short has none either: take another.`,
    );
  });
  try {
    const note = parseNote(text);
    const manifest = Manifest.parse(JSON.parse(note.text));
    const own = note.signatures.some(({ name }) => name === nameOf(seed));
    if (own || !foreign) verifyNote(note, signerOf(nameOf(seed), seed).verifier);
    return manifest;
  } catch (cause) {
    if (cause instanceof ProofError && cause.kind === 'unsigned') {
      throw new BackupRefused(
        'usage',
        `${path} was signed with another key than that of this installation: put the signing key of the backup in place ` +
          '(IMPACT_SIGNING_KEY, or signing.key in the data root) and do it again. If it is lost, --acknowledge-loss "<reason>" ' +
          'takes the backup unchecked and goes on under a new name.',
        { cause },
      );
    }
    throw new BackupRefused(
      'integrity',
      `${path} is not what was signed (${(cause as Error).message}): use another copy of this backup.`,
      { cause },
    );
  }
}
