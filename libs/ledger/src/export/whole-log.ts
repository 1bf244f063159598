import { HASH_BYTES, TILE_WIDTH, tileHashes, tileWidth } from '@impact-ledger/proof';
import type { EventStore } from '../event-store.js';
import { tilesIn, type Queryable } from '../notary/tree-tables.js';

const PAGE = 2_000;
/** Tiles in one query: 16,384 hashes. */
const TILES = 64;

/**
 * The bytes of the events up to a position, a page at a time, the next one read ahead; without a position, as many as
 * were signed. They are given as they are stored: whoever checks the bundle must see what is wrong with them.
 */
export async function* eventPages(
  store: EventStore,
  { upTo, size }: { readonly upTo: bigint | undefined; readonly size: number },
): AsyncGenerator<readonly string[]> {
  let left = upTo === undefined ? size : Number.POSITIVE_INFINITY;
  let next = store.readBytes({ limit: PAGE });
  for (;;) {
    const page = await next;
    const last = page.at(-1);
    if (!last) return;
    const more = page.length === PAGE && (upTo === undefined || last.position < upTo);
    if (more) {
      next = store.readBytes({ after: last.position, limit: PAGE });
      // Whoever stops reading does not hear of it any more.
      next.catch(() => undefined);
    }
    const events = page.filter(({ position }) => upTo === undefined || position <= upTo).slice(0, left);
    left -= events.length;
    yield events.map(({ bytes }) => bytes);
    if (!more || left <= 0) return;
  }
}

/** The leaf hashes of the tree of this size, as its tiles have them. */
export async function* leafPages(db: Queryable, size: number): AsyncGenerator<readonly Uint8Array[]> {
  const read = tilesIn(db);
  const all = Math.ceil(size / TILE_WIDTH);
  for (let first = 0; first < all; first += TILES) {
    const parts = Array.from({ length: Math.min(TILES, all - first) }, (_, at) => {
      const address = { level: 0, index: first + at };
      return { ...address, width: tileWidth(size, address) };
    });
    const tiles = await read(parts);
    yield parts.flatMap(({ width }, at) => tileHashes((tiles[at] ?? new Uint8Array()).subarray(0, width * HASH_BYTES)));
  }
}
