import { IdempotencyConflict } from '../ledger-errors.js';
import type { PreparedAppend } from '../prepare-append.js';
import type { Connection } from './connection.js';
import { foundInstead } from './faults.js';
import type { Names } from './stored-events.js';

/** An id made from a name (UUIDv5), such as an Idempotency-Key; those drawn at random cannot meet. */
const NAMED = /^.{14}5/;

/**
 * One id, one stream. KurrentDB looks for an id in one stream only, so a key used on two streams would record two
 * commands. Before an append whose first id comes from a name, the stream is noted in a stream of that id: whoever
 * comes second finds another name there. A crash between the note and the append leaves the note of an append that
 * never was; the same command again finds its own.
 */
export class Claims {
  constructor(
    private readonly connection: Connection,
    private readonly names: Names,
    /** Milliseconds. */
    private readonly timeout: number,
  ) {}

  /** @throws IdempotencyConflict when the first id was used on another stream */
  async claim({ append: { stream }, events: [first] }: PreparedAppend): Promise<void> {
    const id = first?.event.id ?? '';
    if (!NAMED.test(id)) return;
    try {
      await this.connection.call(this.timeout, async ({ client, library: { binaryEvent, NO_STREAM } }) => {
        await client.appendToStream(
          this.names.claim(id),
          binaryEvent({ type: 'IdClaimed', data: Buffer.from(stream, 'utf8') }),
          { streamState: NO_STREAM, requiresLeader: true },
        );
      });
    } catch (error) {
      if (foundInstead(error) === undefined) throw error;
      if ((await this.#claimedFor(id)) !== stream) throw new IdempotencyConflict(id);
    }
  }

  async #claimedFor(id: string): Promise<string | undefined> {
    return this.connection.call(this.timeout, async ({ client }) => {
      for await (const { event } of client.readStream(this.names.claim(id), { maxCount: 1, requiresLeader: true })) {
        return Buffer.from(event?.data as Uint8Array).toString('utf8');
      }
      return undefined;
    });
  }
}
