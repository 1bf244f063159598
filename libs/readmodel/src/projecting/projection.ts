import {
  isReleased,
  readEvent,
  type Actor,
  type EventData,
  type EventTypeName,
  type RecordedEvent,
} from '@impact-ledger/domain';
import type { TableName } from '../tables.js';
import type { RowChange } from './row-change.js';

/** The envelope of an event as projections see it. */
export interface Envelope {
  /** Identifier of the aggregate: the stream without its category. */
  readonly subject: string;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly stream: string;
  readonly revision: number;
  /** Decimal string. */
  readonly position: string;
  readonly recordedAt: string;
  readonly actor: Actor;
  readonly reason: string | null;
}

/** An event with its data brought to the current shape. */
export interface ProjectedEvent<Data> extends Envelope {
  readonly data: Data;
}

type Handlers = {
  readonly [Type in EventTypeName]?: (event: ProjectedEvent<EventData<Type>>) => readonly RowChange[];
};

interface Named {
  readonly name: string;
  /** Raised when the same events would give other rows: the projector then builds the new rows beside the old. */
  readonly version: number;
  readonly tables: readonly TableName[];
}

export interface Projection extends Named {
  /**
   * The row changes of one event; undefined when it does not concern this projection.
   * Throws on data that no released version of the event can read, and on an event of a newer release.
   */
  changesOf(event: RecordedEvent): readonly RowChange[] | undefined;
}

const envelopeOf = (event: RecordedEvent): Envelope => ({
  subject: event.stream.slice(event.stream.indexOf('-') + 1),
  id: event.id,
  type: event.type,
  version: event.version,
  stream: event.stream,
  revision: event.revision,
  position: event.position.toString(),
  recordedAt: event.recordedAt,
  actor: event.metadata.actor,
  reason: event.metadata.reason ?? null,
});

/** A read model: the keys of `on` are the event types it handles; handlers are pure and return row changes. */
export function projection({ on, ...named }: Named & { readonly on: Handlers }): Projection {
  return {
    ...named,
    changesOf: (event) => {
      // Whether a type from a newer release concerns this projection cannot be known: passing over it could lose rows.
      if (!isReleased(event.type)) {
        throw new RangeError(
          `Event type "${event.type}" was written by a newer release: upgrade before projecting it.`,
        );
      }
      const handler = on[event.type] as ((event: ProjectedEvent<unknown>) => readonly RowChange[]) | undefined;
      return handler?.({ ...envelopeOf(event), data: readEvent(event).data });
    },
  };
}

/** A read model of envelopes: handles every event, whatever its type, and sees no data. */
export const envelopeProjection = ({
  on,
  ...named
}: Named & { readonly on: (event: Envelope) => readonly RowChange[] }): Projection => ({
  ...named,
  changesOf: (event) => on(envelopeOf(event)),
});
