import {
  fold,
  readEvent,
  type Command,
  type Decider,
  type DomainEvent,
  type RecordedEvent,
} from '@impact-ledger/domain';
import { StreamNotFound, type EventStore } from '@impact-ledger/ledger';

/** All events of a stream, none when it does not exist. */
export async function history(store: EventStore, stream: string): Promise<readonly RecordedEvent[]> {
  try {
    return await store.readStream(stream);
  } catch (error) {
    if (error instanceof StreamNotFound) return [];
    throw error;
  }
}

export const stateAfter = <C extends Command, State, E extends DomainEvent>(
  decider: Decider<C, State, E>,
  recorded: readonly RecordedEvent[],
): State =>
  fold(
    decider,
    recorded.map((event) => ({ event: readEvent(event) as E, by: event.metadata.actor })),
  );

/** What an aggregate's stream says now. */
export const loadState = async <C extends Command, State, E extends DomainEvent>(
  store: EventStore,
  stream: string,
  decider: Decider<C, State, E>,
): Promise<State> => stateAfter(decider, await history(store, stream));
