import type { RecordedEvent } from '@impact-ledger/domain';
import type { RecordedEvent as KurrentEvent } from '@kurrent/kurrentdb-client';
import type { StoredBytes } from '../event-store.js';
import type { PreparedEvent } from '../prepare-append.js';

/** The names a ledger uses in KurrentDB. Its streams have a prefix, so `$` streams are never among them. */
export class Names {
  /** Of the streams of events: `impact/product-a`. */
  readonly prefix: string;

  constructor(private readonly ledger: string) {
    this.prefix = `${ledger}/`;
  }

  stream(name: string): string {
    return `${this.prefix}${name}`;
  }

  /** Where it is noted in which stream the event of an id stands; not of the log. */
  claim(id: string): string {
    return `${this.ledger}.id-${id}`;
  }
}

/**
 * The bytes that are hashed are the body of the stored event, as they are: as JSON the client would write them anew, in
 * another order of keys.
 */
export const bytesOf = (
  { event, opening }: PreparedEvent,
  { stream, revision, recordedAt }: Pick<RecordedEvent, 'stream' | 'revision' | 'recordedAt'>,
): string =>
  // The keys in canonical order; none of these texts has a character to escape: prepare-append.ts saw to that.
  `${opening}${recordedAt}","revision":${revision},"stream":"${stream}","type":"${event.type}","version":${event.version}}`;

/** Throws when the event was not written by this ledger, or says another place than the one it stands in. */
export function storedBytes(names: Names, event: KurrentEvent): StoredBytes & { readonly event: RecordedEvent } {
  const { streamId, revision, data, position, isJson } = event;
  const where = `Revision ${revision} of ${streamId}`;
  if (isJson || position === undefined) throw new Error(`${where} was not written by this ledger.`);
  const bytes = new TextDecoder('utf-8', { fatal: true }).decode(data);
  const envelope = JSON.parse(bytes) as RecordedEvent;
  if (names.stream(envelope.stream) !== streamId || BigInt(envelope.revision) !== revision) {
    throw new Error(
      `${where} says it is revision ${envelope.revision} of ${envelope.stream}: the log was tampered with.`,
    );
  }
  return { position: position.commit, bytes, event: { ...envelope, position: position.commit } };
}
