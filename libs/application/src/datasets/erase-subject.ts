import { createHmac, randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eraseRows } from '@impact-ledger/cohort';
import {
  authorise,
  dataset,
  DomainError,
  readEvent,
  type DataSetEvent,
  type DataSetState,
} from '@impact-ledger/domain';
import { commandId, type EventStore, type Vault } from '@impact-ledger/ledger';
import type { CommandEnvelope, CommandReceipt } from '../command/envelope.js';
import { history, loadState } from '../command/load.js';
import { DataSetMessage } from '../command/messages.js';
import type { DataSetTools } from './register-data-set.js';

export interface SubjectErasure {
  readonly dataset: string;
  /** As it stood in the file that was sent. Compared by its pseudonym; neither is stored, logged or sent on. */
  readonly identifier: string;
  /** Needed when several columns were pseudonymised. */
  readonly column?: string | undefined;
  readonly reason: string;
  readonly envelope: CommandEnvelope;
}

/**
 * Erases a person from a data set: the file is written anew without their rows and under another key, the ledger says
 * what the file was and is, and the old file dies with its key. Under the same idempotency key it is done once.
 * @throws Forbidden, DomainError, VaultError, and what the ledger throws
 */
export async function eraseSubject(tools: DataSetTools, erasure: SubjectErasure): Promise<CommandReceipt> {
  const { store, bus, vault, scratch } = tools;
  const { dataset: id, reason, envelope } = erasure;
  authorise(envelope.actor, 'EraseSubject');
  const before = await erasedBefore(store, id, envelope);
  if (before) return before;
  const state = await loadState(store, `dataset-${id}`, dataset);
  const column = columnOf(state, erasure);
  refuseInReason(erasure);
  const { sha256: fromSha } = registered(state);
  const pseudonym = createHmac('sha256', await vault.pseudonymKey(id))
    .update(erasure.identifier, 'utf8')
    .digest('hex');

  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const copy = join(scratch, `${process.pid}-${randomUUID()}`);
  try {
    const { erased, left } = await vault.withFile(id, fromSha, (path) =>
      eraseRows(path, { column, value: pseudonym, out: copy }),
    );
    refuseNobody(id, column, erased, left);
    const { sha256: toSha } = await vault.put(id, copy);
    const data = { dataset: id, fromSha, toSha, count: erased, rows: left, reason };
    const receipt = await bus
      .execute(new DataSetMessage(id, { type: 'EraseSubject', data }, envelope))
      .catch(async (error: unknown) => {
        await forgetUnused(tools, id, toSha);
        throw error;
      });
    await vault.forget(id, fromSha);
    return receipt;
  } finally {
    await rm(copy, { force: true });
  }
}

/**
 * Ends what a crash cut short: removes files and keys that the ledger says are erased. Harmless when there is nothing
 * left to do.
 */
export async function finishErasures({ store, vault }: { readonly store: EventStore; readonly vault: Vault }) {
  for (let after = 0n; ;) {
    const events = await store.readAll({ after, types: ['SubjectErased', 'DataSetErased'] });
    for (const recorded of events) {
      const id = recorded.stream.slice('dataset-'.length);
      const event = readEvent(recorded) as DataSetEvent;
      if (event.type === 'SubjectErased') await vault.forget(id, event.data.fromSha);
      if (event.type === 'DataSetErased') await vault.destroy(id);
    }
    const last = events.at(-1);
    if (!last) return;
    after = last.position;
  }
}

/** The identifier is no part of what is recorded, so a repetition is known by its key alone. */
async function erasedBefore(store: EventStore, id: string, envelope: CommandEnvelope) {
  if (envelope.idempotencyKey === undefined) return undefined;
  const command = commandId(envelope.actor.id, envelope.idempotencyKey);
  const found = (await history(store, `dataset-${id}`)).find(
    ({ type, metadata }) => type === 'SubjectErased' && metadata.causationId === command,
  );
  if (!found) return undefined;
  const { stream, revision, position } = found;
  return { id, stream, revision, position: position.toString(), repeated: true };
}

/** What was put for an erasure that is not in the ledger; another one at the same time may have made the same file. */
async function forgetUnused({ store, vault }: DataSetTools, id: string, sha256: string): Promise<void> {
  const now = await loadState(store, `dataset-${id}`, dataset);
  if (now.status === 'registered' && now.sha256 !== sha256) await vault.forget(id, sha256);
}

function registered(state: DataSetState): Exclude<DataSetState, { status: 'absent' }> {
  if (state.status === 'absent') throw new DomainError('not_found', 'No such data set.');
  if (state.status === 'erased') {
    throw new DomainError('wrong_state', 'This data set was erased whole: nobody is in it any more.');
  }
  return state;
}

function columnOf(state: DataSetState, { column }: SubjectErasure): string {
  const { pseudonymised } = registered(state);
  const [first, ...others] = pseudonymised;
  if (first === undefined) {
    throw new DomainError(
      'wrong_state',
      'No column of this data set holds pseudonyms, so nobody can be found in it: erase the data set.',
    );
  }
  const known = `the columns with pseudonyms are ${pseudonymised.join(', ')}`;
  if (column === undefined && others.length > 0) {
    throw new DomainError('invalid', `Say which column holds the identifier: ${known}.`, [
      { pointer: '/column', detail: 'is needed here' },
    ]);
  }
  if (column !== undefined && !pseudonymised.includes(column)) {
    throw new DomainError('invalid', `Column "${column}" holds no pseudonyms: ${known}.`, [
      { pointer: '/column', detail: 'holds no pseudonyms' },
    ]);
  }
  return column ?? first;
}

/** The reason is recorded for ever. */
function refuseInReason({ identifier, reason }: SubjectErasure): void {
  if (reason.toLowerCase().includes(identifier.toLowerCase())) {
    throw new DomainError(
      'invalid',
      'The reason names the person, and it would be kept for ever: leave them out of it.',
      [{ pointer: '/reason', detail: 'must not hold the identifier' }],
    );
  }
}

function refuseNobody(id: string, column: string, erased: number, left: number): void {
  if (erased === 0) {
    throw new DomainError(
      'not_found',
      `Nobody in data set "${id}" has this identifier in column "${column}": write it exactly as in the file that was sent.`,
      [{ pointer: '/identifier', detail: 'is nobody here' }],
    );
  }
  if (left === 0) {
    throw new DomainError('wrong_state', `Nobody would be left in data set "${id}": erase the data set.`);
  }
}
