import { ProofError } from './proof-error.js';
import { largestPowerBelow, subtrees, type Span } from './subtrees.js';
import { TILE_WIDTH, tileWidth, type TilePart } from './tiles.js';
import { emptyRoot, HASH_BYTES, nodeHash, subtreeRoot } from './tree-hash.js';

/**
 * Gives the hashes of the tiles asked for, in that order: 32 bytes for each of `width` hashes, or more (a tile that has
 * grown since begins with them).
 */
export type TileReader = (tiles: readonly TilePart[]) => Promise<readonly Uint8Array[]>;

/**
 * Hashes that show that leaf `leafIndex` stands in the tree of `size` leaves, from the leaf upwards: PATH of RFC 6962,
 * section 2.1.1. Throws ProofError `wrong-size`, `missing-tile`.
 */
export async function inclusionProof(leafIndex: number, size: number, read: TileReader): Promise<Uint8Array[]> {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= size) {
    throw new ProofError('wrong-size', `There is no leaf ${leafIndex} in a tree of ${size} leaves.`);
  }
  const spans: Span[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (leafIndex < middle) {
      spans.push({ start: middle, end });
      end = middle;
    } else {
      spans.push({ start, end: middle });
      start = middle;
    }
  }
  return spanHashes(spans.toReversed(), size, read);
}

/**
 * Hashes that show that the tree of `to` leaves extends the one of `from`: PROOF of RFC 6962, section 2.1.2; none when
 * `from` is 0 or `to`. Throws ProofError `wrong-size`, `missing-tile`.
 */
export async function consistencyProof(from: number, to: number, read: TileReader): Promise<Uint8Array[]> {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || from > to) {
    throw new ProofError('wrong-size', `A tree of ${to} leaves cannot extend one of ${from}.`);
  }
  if (from === 0 || from === to) return [];
  const spans: Span[] = [];
  let [start, end] = [0, to];
  while (from !== end) {
    const middle = start + largestPowerBelow(end - start);
    if (from <= middle) {
      spans.push({ start: middle, end });
      end = middle;
    } else {
      spans.push({ start, end: middle });
      start = middle;
    }
  }
  // Starting at 0, what is left is the older tree itself, whose root is known.
  if (start > 0) spans.push({ start, end });
  return spanHashes(spans.toReversed(), to, read);
}

/** Root of the tree of `size` leaves, 32 bytes, from its tiles. Throws ProofError `missing-tile`. */
export async function treeRoot(size: number, read: TileReader): Promise<Uint8Array> {
  if (size === 0) return emptyRoot();
  const [root] = await spanHashes([{ start: 0, end: size }], size, read);
  if (!root) throw new ProofError('missing-tile', `The tree of ${size} leaves has no root.`);
  return root;
}

async function spanHashes(spans: readonly Span[], size: number, read: TileReader): Promise<Uint8Array[]> {
  const wanted = spans.map((span) => subtrees(span).map((subtree) => place(subtree, size)));
  const tiles = new Map(wanted.flat().map(({ tile }) => [key(tile), tile]));
  const contents = await readTiles([...tiles.values()], read);
  const held = new Map([...tiles.keys()].map((name, index) => [name, contents[index]]));
  return wanted.map((places) => {
    const hashes = places.map(({ tile, offset, count }) => {
      const content = held.get(key(tile));
      if (!content) throw missing(tile);
      return subtreeRoot(content, offset, count);
    });
    return hashes.reduceRight((right, left) => nodeHash(left, right));
  });
}

/** Where the hashes below a full subtree stand: in the tile of the nearest level at or below its root. */
function place({ start, end }: Span, size: number): { tile: TilePart; offset: number; count: number } {
  let level = 0;
  while (TILE_WIDTH ** (level + 1) <= end - start) level += 1;
  const unit = TILE_WIDTH ** level;
  const address = { level, index: Math.floor(start / unit / TILE_WIDTH) };
  const tile = { ...address, width: tileWidth(size, address) };
  return { tile, offset: (start / unit) % TILE_WIDTH, count: (end - start) / unit };
}

/** The tiles, each exactly as wide as asked for. Throws ProofError `missing-tile`. */
export async function readTiles(tiles: readonly TilePart[], read: TileReader): Promise<Uint8Array[]> {
  if (tiles.length === 0) return [];
  const contents = await read(tiles);
  return tiles.map((tile, index) => {
    const hashes = contents[index];
    if (!hashes || hashes.length < tile.width * HASH_BYTES) throw missing(tile);
    return hashes.subarray(0, tile.width * HASH_BYTES);
  });
}

const missing = ({ level, index, width }: TilePart): ProofError =>
  new ProofError('missing-tile', `Tile ${index} of level ${level} is not there with its ${width} hashes.`);

const key = ({ level, index }: TilePart): string => `${level}/${index}`;
