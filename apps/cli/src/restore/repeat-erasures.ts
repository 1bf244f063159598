import { readFile, stat } from 'node:fs/promises';
import { OPERATOR } from '@impact-ledger/application';
import { inspectTable } from '@impact-ledger/cohort';
import {
  dataset,
  DataSetErased,
  fold,
  PartFile,
  partFileOf,
  readEvent,
  SubjectErased,
  type DataOf,
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
  readonly parts?: readonly PartFile[];
}

type Left = Pick<DataOf<typeof SubjectErased>, 'toSha' | 'count' | 'rows' | 'parts'>;

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

async function withoutPersons(id: string, before: Registered, { vault, restored }: Repetition) {
  if (!restored.erased.includes(`${id}@${before.sha256}`)) return undefined;
  // A name is given to one extraction only: what else the vault has of it came from taking persons out of this one.
  const found = restored.unknown
    .filter((file) => file.startsWith(`${id}/`))
    .map((file) => file.slice(id.length + 1, -'.sealed'.length));
  const left = await (before.parts
    ? leftOfParts(vault, id, before.parts, found)
    : leftOfTable(vault, id, before.rows, found));
  if (!left || left.count <= 0) return undefined;
  const erasure = SubjectErased.create({ dataset: id, fromSha: before.sha256, ...left });
  return { ...erasure, version: SubjectErased.version };
}

async function leftOfTable(
  vault: Vault,
  id: string,
  before: number,
  [toSha, ...others]: readonly string[],
): Promise<Left | undefined> {
  if (toSha === undefined || others.length > 0) return undefined;
  const rows = await vault.withFile(id, toSha, async (copy) => (await inspectTable(copy)).rows);
  return { toSha, count: before - rows, rows };
}

/** The list among the files says what the parts are now; all it names must be there. */
async function leftOfParts(
  vault: Vault,
  id: string,
  before: readonly PartFile[],
  found: readonly string[],
): Promise<Left | undefined> {
  for (const toSha of found) {
    const parts = await vault.withFile(id, toSha, listIn);
    if (!parts) continue;
    const known = new Set([...before.map(({ sha256 }) => sha256), ...found]);
    const persons = parts.find(({ role }) => role === 'persons');
    if (!persons || parts.some(({ sha256 }) => !known.has(sha256))) return undefined;
    return { toSha, count: rowsOf(before) - rowsOf(parts), rows: persons.rows, parts: [...parts] };
  }
  return undefined;
}

const rowsOf = (parts: readonly PartFile[]): number => parts.reduce((sum, { rows }) => sum + rows, 0);

const LONGEST_LIST = 4096;

/** The list of parts that a file holds; undefined when it holds something else. */
async function listIn(path: string): Promise<readonly PartFile[] | undefined> {
  if ((await stat(path)).size > LONGEST_LIST) return undefined;
  try {
    return PartFile.array().parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
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
  if (state.status !== 'registered' || !last) return undefined;
  const parts = state.parts?.map(partFileOf);
  return { sha256: state.sha256, rows: last.data.rows, ...(parts && { parts }) };
}
