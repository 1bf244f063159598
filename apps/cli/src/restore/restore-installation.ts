import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATOR, restoreAccounts } from '@impact-ledger/application';
import { BackupRestored, RESTORES_STREAM } from '@impact-ledger/domain';
import {
  ACCOUNTS,
  acknowledgeLoss,
  appendWithin,
  BackupRefused,
  createVault,
  currentOrigin,
  installationId,
  lossAgainst,
  masterKeyId,
  masterKeysOf,
  newId,
  openBackup,
  originName,
  readKeySet,
  restoreLog,
  restoreVault,
  sizesOf,
  type KeptCheckpoint,
  type KeySet,
  type OpenBackup,
  type Outside,
  type RestoredVault,
} from '@impact-ledger/ledger';
import { resolveScratch } from '@impact-ledger/platform';
import { clearReadModels } from '@impact-ledger/readmodel';
import type pg from 'pg';
import type { OpenDatabase } from '../connection/with-database.js';
import { repeatErasures } from './repeat-erasures.js';

export interface RestoreOptions {
  readonly database: OpenDatabase;
  readonly folder: string;
  readonly keysFile: string;
  readonly seed: Uint8Array;
  readonly masterKey: Uint8Array;
  readonly kept: KeptCheckpoint;
  /** The last checkpoints that are known outside the database. */
  readonly outside: readonly Outside[];
  readonly replace: boolean;
  /** Why events that were signed are given up. */
  readonly loss: string | undefined;
  readonly onProgress: (step: string, done: number, of: number) => void;
}

export interface Restored extends RestoredVault {
  readonly events: number;
  readonly root: string;
  readonly lost?: { readonly abandoned: string | null; readonly origin: string };
  /** Data sets whose erasures, which the backup did not know, were recorded again. */
  readonly recordedAgain: readonly string[];
}

/**
 * Everything is looked through before anything is touched. Then the vault is filled, which harms nobody when it ends
 * there, and the database is restored in one transaction: it is what it was before, or restored whole. The checkpoint
 * outside comes last; cut short before, nothing is signed, and the same command again mends it.
 * @throws BackupRefused
 */
export async function restoreInstallation(options: RestoreOptions): Promise<Restored> {
  const { database, folder, seed, kept, outside, loss, onProgress } = options;
  const scratch = resolveScratch(database.environment.scratch);
  const keys = await readKeySet(options.keysFile);
  const backup = await openBackup(folder, { seed, sizes: sizesOf(outside), foreign: loss !== undefined }, (done, of) =>
    onProgress('checking', done, of),
  );
  mustFit(backup, keys, options);
  const given = lossAgainst(backup, outside) ?? anotherKey(backup, seed);
  if (given && loss === undefined) {
    throw new BackupRefused(
      'loss',
      `${given.what} Restore a newer backup; or say why they are given up with --acknowledge-loss "<reason>": ` +
        'the log then goes on under a new name, and names the checkpoint that was abandoned.',
    );
  }
  const client = await database.pool.connect();
  try {
    await mustBeFree(client);
    await mustBeEmpty(client, options.replace);
    const vault = await restoreVault(backup, join(database.dataRoot, 'vault'), keys);
    await client.query('begin');
    await restoreLog(client, backup, (done, of) => onProgress('events', done, of));
    await restoreAccounts(client, JSON.parse(await readFile(join(folder, ACCOUNTS), 'utf8')));
    await clearReadModels(client);
    await clearQueues(client);
    let outsideNext = backup.manifest.checkpoint ?? undefined;
    let lost: Restored['lost'];
    if (given) {
      // Its checkpoint is written behind the commit: until then the one before must stand.
      const held = {
        ...kept,
        read: () => Promise.resolve(given.note),
        write: async (note: string) => void (outsideNext = note),
      };
      const name =
        (await currentOrigin(client))?.origin ?? originName(database.environment.publicUrl, installationId(seed));
      lost = await acknowledgeLoss(client, held, { name, seed });
    }
    const cause = await recordRestore(client, backup, { lost, reason: loss, erased: vault.erased });
    const recordedAgain = await repeatErasures(client, {
      vault: createVault({ folder: join(database.dataRoot, 'vault'), scratch, masterKey: options.masterKey }),
      restored: vault,
      takenAt: backup.manifest.takenAt,
      cause,
    });
    await client.query('commit');
    if (outsideNext !== undefined) await kept.write(outsideNext);
    const { count, root } = backup.manifest.events;
    const unknown = vault.unknown.filter((file) => !recordedAgain.includes(file.split('/')[0] ?? ''));
    return { events: count, root, ...vault, unknown, recordedAgain, ...(lost ? { lost } : {}) };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release(true);
  }
}

/** Under another key the log cannot go on by its name. */
const anotherKey = (
  { manifest }: OpenBackup,
  seed: Uint8Array,
): { note: string | undefined; what: string } | undefined =>
  manifest.installation === installationId(seed)
    ? undefined
    : { note: manifest.checkpoint ?? undefined, what: 'The backup was signed with another key.' };

function mustFit({ manifest }: OpenBackup, keys: KeySet, { masterKey, keysFile }: RestoreOptions): void {
  if (!manifest.events.dense) {
    throw new BackupRefused(
      'usage',
      'This backup is of a ledger in KurrentDB: its events come back by the backup tool of KurrentDB; positions would differ here.',
    );
  }
  if (keys.installation !== manifest.installation) {
    throw new BackupRefused('usage', `The keys in ${keysFile} are of another installation than the backup.`);
  }
  if (keys.takenAt < manifest.takenAt) {
    throw new BackupRefused(
      'usage',
      `The keys in ${keysFile} (${keys.takenAt}) are older than the backup (${manifest.takenAt}): name the newest file of keys.`,
    );
  }
  const others = masterKeysOf(keys).filter((id) => id !== masterKeyId(masterKey));
  if (others.length > 0) {
    throw new BackupRefused(
      'usage',
      `The keys in ${keysFile} are wrapped by master key ${others.join(', ')}, that of this installation is ` +
        `${masterKeyId(masterKey)}: put that one in place (IMPACT_MASTER_KEY, or master.key in the data root).`,
    );
  }
}

/** API and workers may run on other machines. */
async function mustBeFree(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
     where datname = current_database() and application_name in ('impact api', 'impact worker', 'impact queue') order by 1`,
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  throw new BackupRefused('usage', `The database is in use (${names}): stop every API and worker, then restore.`);
}

async function mustBeEmpty(client: pg.PoolClient, replace: boolean): Promise<void> {
  const { rows } = await client.query<{ position: string }>('select position from ledger.head');
  const events = rows[0]?.position ?? '0';
  if (events === '0' || replace) return;
  throw new BackupRefused(
    'usage',
    `This installation has ${events} events: restore into an empty one, or give them up with --replace.`,
  );
}

/** Jobs and how far they were handed out are of what was before; the worker finds in the ledger what is to be done. */
async function clearQueues(client: pg.PoolClient): Promise<void> {
  await client.query('drop schema if exists queue cascade');
  const { rows } = await client.query<{ known: boolean }>(
    `select to_regclass('worker.dispatcher') is not null as known`,
  );
  if (rows[0]?.known) await client.query('delete from worker.dispatcher');
}

interface Told {
  readonly lost: Restored['lost'];
  readonly reason: string | undefined;
  readonly erased: readonly string[];
}

/** Gives the id of the restore as a command. */
async function recordRestore(
  client: pg.PoolClient,
  { manifest }: OpenBackup,
  { lost, reason, erased }: Told,
): Promise<string> {
  const { type, data } = BackupRestored.create({
    takenAt: manifest.takenAt,
    events: manifest.events.count,
    root: manifest.events.root,
    ...(lost ? { lost } : {}),
    erased: [...new Set(erased.flatMap((name) => name.split('@')[0] || []))],
  });
  const command = newId();
  await appendWithin(client, RESTORES_STREAM, {
    id: newId(),
    type,
    version: BackupRestored.version,
    data,
    metadata: {
      actor: OPERATOR,
      ...(reason === undefined ? {} : { reason }),
      correlationId: command,
      causationId: command,
    },
  });
  return command;
}
