import {
  RELEASED_EVENTS,
  type Command,
  type Decider,
  type DomainEvent,
  type EventMetadata,
  type EventTypeName,
  type NewEvent,
  type RecordedEvent,
} from '@impact-ledger/domain';
import {
  commandId,
  eventId,
  fingerprint,
  IdempotencyConflict,
  newId,
  WrongRevision,
  type AppendReceipt,
  type EventStore,
} from '@impact-ledger/ledger';
import { PreconditionFailed, type CommandReceipt } from './envelope.js';
import { history, stateAfter } from './load.js';
import type { AggregateMessage } from './messages.js';

/** With more, somebody is writing to this stream faster than anybody can decide. */
const ATTEMPTS = 5;

export interface Execution<C extends Command, State, E extends DomainEvent> {
  readonly store: EventStore;
  readonly stream: string;
  readonly decider: Decider<C, State, E>;
  readonly message: AggregateMessage<{ readonly type: string; readonly data: unknown }>;
  /** The command with what other streams know, and this one as it is stored; asked again on every attempt. */
  readonly complete: (state: State, recorded: readonly RecordedEvent[]) => C | Promise<C>;
}

/**
 * Load, fold, decide, append. A key that was used before answers as the first time, before anything else is looked at.
 * @throws DomainError, PreconditionFailed, IdempotencyConflict, WrongRevision, StoreUnavailable
 */
export async function executeCommand<C extends Command, State, E extends DomainEvent>(
  execution: Execution<C, State, E>,
): Promise<CommandReceipt> {
  const { store, stream, decider, message, complete } = execution;
  const { actor, idempotencyKey, ifMatch, at = new Date().toISOString() } = message.envelope;
  const command = idempotencyKey === undefined ? newId() : commandId(actor.id, idempotencyKey);
  const metadata = metadataOf(message, stream, command);

  for (let attempt = 1; ; attempt += 1) {
    const recorded = await history(store, stream);
    const before = carriedOut(recorded, command, metadata.commandHash);
    if (before) return receipt(message.id, before, true);

    const last = recorded.at(-1);
    if (ifMatch !== undefined && last && last.revision !== ifMatch) {
      throw new PreconditionFailed(stream, ifMatch, last.revision);
    }
    const state = stateAfter(decider, recorded);
    const events = decider.decide(await complete(state, recorded), state, { actor, at });
    if (ifMatch !== undefined && !last) throw new PreconditionFailed(stream, ifMatch, null);
    if (events.length === 0) {
      if (!last) throw new TypeError(`${message.request.type} on the empty ${stream} came to nothing.`);
      return receipt(message.id, last, false);
    }
    try {
      const appended = await store.append({
        stream,
        expected: last?.revision ?? 'absent',
        events: events.map((event, index) => newEvent(event, eventId(command, index), metadata)),
      });
      return receipt(message.id, appended, appended.repeated);
    } catch (error) {
      if (!(error instanceof WrongRevision)) throw error;
      if (ifMatch !== undefined) throw new PreconditionFailed(stream, ifMatch, error.actual);
      if (attempt >= ATTEMPTS) throw error;
    }
  }
}

export function newEvent(event: DomainEvent, id: string, metadata: EventMetadata): NewEvent {
  const { version } = RELEASED_EVENTS[event.type as EventTypeName];
  return { id, type: event.type, version, data: event.data, metadata };
}

function metadataOf(
  { request, envelope }: Execution<Command, unknown, DomainEvent>['message'],
  stream: string,
  command: string,
): EventMetadata & { readonly commandHash: string } {
  const reason = envelope.reason ?? reasonIn(request.data);
  return {
    actor: { id: envelope.actor.id, role: envelope.actor.role },
    ...(reason === undefined ? {} : { reason }),
    correlationId: envelope.correlationId ?? command,
    causationId: command,
    commandHash: fingerprint({ stream, type: request.type, data: request.data }),
  };
}

const reasonIn = (data: unknown): string | undefined =>
  typeof data === 'object' && data !== null && 'reason' in data && typeof data.reason === 'string'
    ? data.reason
    : undefined;

/** The last event of the same command when it was carried out before. */
function carriedOut(recorded: readonly RecordedEvent[], command: string, hash: string): RecordedEvent | undefined {
  const first = recorded.find((event) => event.id === eventId(command, 0));
  if (first && first.metadata.commandHash !== hash) throw new IdempotencyConflict(first.id);
  return first && recorded.findLast((event) => event.metadata.causationId === command);
}

const receipt = (
  id: string,
  { stream, revision, position }: Pick<AppendReceipt, 'stream' | 'revision' | 'position'>,
  repeated: boolean,
): CommandReceipt => ({ id, stream, revision, position: position.toString(), repeated });
