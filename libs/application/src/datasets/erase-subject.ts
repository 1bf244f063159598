import { createHmac } from 'node:crypto';
import {
  authorise,
  dataset,
  DomainError,
  readEvent,
  type DataSetEvent,
  type DataSetState,
  type PartFile,
} from '@impact-ledger/domain';
import { commandId, Scratch, type EventStore, type Vault } from '@impact-ledger/ledger';
import type { CommandEnvelope, CommandReceipt } from '../command/envelope.js';
import { history, loadState } from '../command/load.js';
import { DataSetMessage } from '../command/messages.js';
import type { DataSetTools } from './register-data-set.js';
import { filesOf, writeWithout } from './write-without.js';

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
 * Erases a person from a data set: each file that holds them is written anew without their rows and under another key,
 * the ledger says what the data set was and is, and the old files die with their keys. Under the same idempotency key it is done once.
 * @throws Forbidden, DomainError, VaultError, and what the ledger throws
 */
export async function eraseSubject(tools: DataSetTools, erasure: SubjectErasure): Promise<CommandReceipt> {
  const { store, bus, vault, scratch } = tools;
  const { dataset: id, reason, envelope } = erasure;
  authorise(envelope.actor, 'EraseSubject');
  const repeated = await erasedBefore(store, id, envelope);
  if (repeated) return repeated;
  const state = await loadState(store, `dataset-${id}`, dataset);
  const column = columnOf(state, erasure);
  refuseInReason(erasure);
  const pseudonym = createHmac('sha256', await vault.pseudonymKey(id))
    .update(erasure.identifier, 'utf8')
    .digest('hex');

  const before = registered(state);
  return new Scratch(scratch).use(async (folder) => {
    const { count, rows, files, parts } = await writeWithout(vault, id, before, { pseudonym, column }, folder);
    refuseNobody(id, column, count, rows);
    let toSha = '';
    for (const path of files) ({ sha256: toSha } = await vault.put(id, path));
    const data = { dataset: id, fromSha: before.sha256, toSha, count, rows, ...(parts && { parts }), reason };
    const receipt = await bus
      .execute(new DataSetMessage(id, { type: 'EraseSubject', data }, envelope))
      .catch(async (error: unknown) => {
        // Another erasure at the same time may have made the same files: those are in use.
        await forgetUnused(tools, id, [...(parts ?? []).map(({ sha256 }) => sha256), toSha]);
        throw error;
      });
    await forgetUnused(tools, id, filesOf(before));
    return receipt;
  });
}

/**
 * Ends what a crash cut short: removes files and keys that the ledger says are erased. Harmless when there is nothing
 * left to do.
 */
export async function finishErasures({ store, vault }: { readonly store: EventStore; readonly vault: Vault }) {
  const parts = new Map<string, readonly PartFile[]>();
  for (let after = 0n; ;) {
    const events = await store.readAll({ after, types: ['DataSetRegistered', 'SubjectErased', 'DataSetErased'] });
    for (const recorded of events) {
      const id = recorded.stream.slice('dataset-'.length);
      const event = readEvent(recorded) as DataSetEvent;
      if (event.type === 'DataSetErased') await vault.destroy(id);
      else {
        const now = event.data.parts ?? [];
        if (event.type === 'SubjectErased') {
          const used = now.map(({ sha256 }) => sha256);
          const former = (parts.get(id) ?? []).map(({ sha256 }) => sha256).filter((sha256) => !used.includes(sha256));
          for (const sha256 of [...former, event.data.fromSha]) await vault.forget(id, sha256);
        }
        parts.set(id, now);
      }
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

/** Forgets those of the files that the data set, as it now is, is not made of; the one that has its hash last. */
async function forgetUnused({ store, vault }: DataSetTools, id: string, files: readonly string[]): Promise<void> {
  const now = await loadState(store, `dataset-${id}`, dataset);
  if (now.status !== 'registered') return;
  const used = filesOf(now);
  for (const sha256 of files) if (!used.includes(sha256)) await vault.forget(id, sha256);
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
