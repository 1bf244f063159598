import type { StoredEvent } from './log-reader.js';

/** What an append must know of a stream: where it ends, and which ids it holds. */
export interface Tail {
  /** Of the last event; -1 when there is no stream. */
  readonly revision: number;
  revisionOf(id: string): number | undefined;
  /** The stream with these events behind it. */
  with(ids: readonly string[]): Tail;
}

export const tailOf = (events: readonly StoredEvent[]): Tail =>
  tail(new Map(events.map(({ event: { id, revision } }) => [id, revision])), events.at(-1)?.event.revision ?? -1);

const tail = (ids: Map<string, number>, revision: number): Tail => ({
  revision,
  revisionOf: (id) => ids.get(id),
  with: (added) => {
    added.forEach((id, index) => ids.set(id, revision + 1 + index));
    return tail(ids, revision + added.length);
  },
});

const MOST_STREAMS = 2_000;

/**
 * The streams used last. Streams only grow, and an append names the exact revision it expects: what is kept here may be
 * behind, and then the server refuses, but it is never wrong.
 */
export class StreamTails {
  readonly #tails = new Map<string, Tail>();

  get(stream: string): Tail | undefined {
    return this.#tails.get(stream);
  }

  set(stream: string, tail: Tail): void {
    this.#tails.delete(stream);
    this.#tails.set(stream, tail);
    const [oldest] = this.#tails.keys();
    if (this.#tails.size > MOST_STREAMS && oldest !== undefined) this.#tails.delete(oldest);
  }

  forget(stream: string): void {
    this.#tails.delete(stream);
  }
}
