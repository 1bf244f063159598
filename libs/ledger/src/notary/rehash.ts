import {
  Frontier,
  HASH_BYTES,
  leafHash,
  sameHash,
  TILE_WIDTH,
  tileHashes,
  tileWidth,
  type Tile,
  type TilePart,
} from '@impact-ledger/proof';
import type { EventStore } from '../event-store.js';
import { LogRefused } from './log-refused.js';
import { positionsOf, tilesIn, type Queryable } from './tree-tables.js';

/** Leaves in one step: their events are in memory at once. */
export const REHASH_STEP = 8 * TILE_WIDTH;

/**
 * Hashes stored events again and compares them with the tree, leaf by leaf, and every tile with the one above it. `from`
 * is taken down to the edge of a tile. What holds here and leads to a signed root has not been touched since.
 * @throws LogRefused naming the first leaf that does not agree
 */
export async function rehash(db: Queryable, store: EventStore, from: number, to: number, size: number): Promise<void> {
  const end = Math.min(to, size);
  for (let at = from - (from % TILE_WIDTH); at < end; at += REHASH_STEP) {
    await rehashStep(db, store, at, Math.min(at + REHASH_STEP, size), size);
  }
}

async function rehashStep(db: Queryable, store: EventStore, from: number, to: number, size: number): Promise<void> {
  const parts: TilePart[] = [];
  for (let index = from / TILE_WIDTH; index * TILE_WIDTH < to; index += 1) {
    parts.push({ level: 0, index, width: tileWidth(size, { level: 0, index }) });
  }
  const tiles = await tilesIn(db)(parts);
  const hashes = tiles.flatMap((tile) => tileHashes(tile)).slice(0, to - from);
  const positions = await positionsOf(db, from, to);
  if (hashes.length < to - from || positions.length < to - from) {
    throw new LogRefused(
      'tile-changed',
      `The tiles of leaves ${from} to ${to - 1} are not all there: the tables of the tree were changed. Restore them from a backup.`,
      from,
    );
  }
  await compareEvents(db, store, { from, hashes, positions });
  await compareAbove(
    db,
    parts.map((part, index) => ({ ...part, hashes: tiles[index] ?? new Uint8Array() })),
    size,
  );
}

interface Stretch {
  readonly from: number;
  readonly hashes: readonly Uint8Array[];
  readonly positions: readonly bigint[];
}

async function compareEvents(db: Queryable, store: EventStore, { from, hashes, positions }: Stretch): Promise<void> {
  const before = from === 0 ? [0n] : await positionsOf(db, from - TILE_WIDTH, from);
  const stored = await store.readBytes({ after: before.at(-1) ?? 0n, limit: positions.length });
  for (const [index, position] of positions.entries()) {
    const leaf = from + index;
    const event = stored[index];
    if (!event || event.position > position) {
      throw new LogRefused(
        'event-missing',
        `The event of leaf ${leaf}, at position ${position}, is gone. ${REMEDY}`,
        leaf,
      );
    }
    if (event.position < position) {
      throw new LogRefused(
        'event-inserted',
        `At position ${event.position}, before leaf ${leaf}, stands an event that was not there when the log was signed. ${REMEDY}`,
        leaf,
      );
    }
    if (!sameHash(leafHash(event.bytes), hashes[index] ?? new Uint8Array())) {
      throw new LogRefused(
        'event-changed',
        `The event of leaf ${leaf}, at position ${position}, is not the one in the tree: it or its tile was changed. ${REMEDY}`,
        leaf,
      );
    }
  }
}

const REMEDY =
  'Nothing is signed any more. Find out who could write to the database, and restore the backup made before.';

/** A full tile is one hash of the tile above, that one likewise, up to the top, which is what is signed. */
async function compareAbove(db: Queryable, tiles: readonly Tile[], size: number): Promise<void> {
  const full = tiles.filter((tile) => tileWidth(size, tile) === TILE_WIDTH);
  const [first] = full;
  if (!first) return;
  const level = first.level + 1;
  const above = [...new Set(full.map(({ index }) => Math.floor(index / TILE_WIDTH)))];
  const contents = await tilesIn(db)(above.map((index) => ({ level, index, width: TILE_WIDTH })));
  const parents = above.map((index, at): Tile => ({ level, index, hashes: contents[at] ?? new Uint8Array() }));
  for (const { index, hashes } of full) {
    const parent = parents[above.indexOf(Math.floor(index / TILE_WIDTH))]?.hashes ?? new Uint8Array();
    const place = (index % TILE_WIDTH) * HASH_BYTES;
    if (sameHash(rootOf(hashes), parent.subarray(place, place + HASH_BYTES))) continue;
    throw new LogRefused(
      'tile-changed',
      `Tile ${index} of level ${first.level} does not lead to the tile above it: one of them was changed. ${REMEDY}`,
      index * TILE_WIDTH ** level,
    );
  }
  await compareAbove(db, parents, size);
}

function rootOf(hashes: Uint8Array): Uint8Array {
  const edge = new Frontier();
  for (const hash of tileHashes(hashes)) edge.append(hash);
  return edge.root();
}
