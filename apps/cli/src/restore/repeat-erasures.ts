import { OPERATOR } from '@impact-ledger/application';
import { inspectTable } from '@impact-ledger/cohort';
import {
  dataset,
  DataSetErased,
  fold,
  readEvent,
  SubjectErased,
  type DataSetEvent,
  type RecordedEvent,
} from '@impact-ledger/domain';
import { appendWithin, newId, type RestoredVault, type Vault } from '@impact-ledger/ledger';
import type pg from 'pg';

export interface Repetition {
  readonly vault: Vault;
  readonly restored: Pick<RestoredVault, 'erased' | 'unknown'>;
  /** When the backup was taken. */
  readonly takenAt: string;
  /** Id of the restore, which caused what is recorded here. */
  readonly cause: string;
}

interface Registered {
  readonly sha256: string;
  readonly rows: number;
}

/**
 * Records again what was erased after the backup, in the transaction of `client`: the keys are gone, and the log that is
 * restored knows nothing of it. A set is erased whole; of a set that lost persons, the file without them is taken up when
 * the vault still has it. Gives the data sets that were recorded anew.
 */
export async function repeatErasures(client: pg.PoolClient, repetition: Repetition): Promise<string[]> {
  const { restored, cause, takenAt } = repetition;
  const metadata = { actor: OPERATOR, correlationId: cause, causationId: cause };
  const reason = `Erased after the backup of ${takenAt} was taken; recorded again when it was restored.`;
  const recorded: string[] = [];
  for (const id of new Set(restored.erased.map((name) => name.split('@')[0] ?? ''))) {
    const now = id === '' ? undefined : await registered(client, `dataset-${id}`);
    if (!now) continue;
    const event = restored.erased.includes(id)
      ? { ...DataSetErased.create({ sha256: now.sha256, reason }), version: DataSetErased.version }
      : await withoutPersons(id, now, repetition);
    if (!event) continue;
    await appendWithin(client, `dataset-${id}`, { id: newId(), ...event, metadata: { ...metadata, reason } });
    recorded.push(id);
  }
  return recorded;
}

async function withoutPersons(id: string, { sha256, rows }: Registered, { vault, restored }: Repetition) {
  if (!restored.erased.includes(`${id}@${sha256}`)) return undefined;
  // A name is given to one extraction only: what else the vault has of it came from taking persons out of this file.
  const [path, ...others] = restored.unknown.filter((file) => file.startsWith(`${id}/`));
  if (path === undefined || others.length > 0) return undefined;
  const toSha = path.slice(id.length + 1, -'.sealed'.length);
  const left = await vault.withFile(id, toSha, async (copy) => (await inspectTable(copy)).rows);
  if (left >= rows) return undefined;
  const erasure = { dataset: id, fromSha: sha256, toSha, count: rows - left, rows: left };
  return { ...SubjectErased.create(erasure), version: SubjectErased.version };
}

/** The file of a data set as the restored log has it; undefined when there is none. */
async function registered(client: pg.PoolClient, stream: string): Promise<Registered | undefined> {
  const { rows } = await client.query<{ bytes: string }>(
    'select bytes from ledger.event where stream = $1 order by revision',
    [stream],
  );
  const events = rows.map(({ bytes }) => readEvent(JSON.parse(bytes) as RecordedEvent) as DataSetEvent);
  const state = fold(
    dataset,
    events.map((event) => ({ event, by: OPERATOR })),
  );
  const last = events.findLast((event) => event.type !== 'DataSetErased');
  return state.status === 'registered' && last ? { sha256: state.sha256, rows: last.data.rows } : undefined;
}
