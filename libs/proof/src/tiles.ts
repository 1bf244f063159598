import { ProofError } from './proof-error.js';
import { HASH_BYTES } from './tree-hash.js';

/** Levels of the tree in a tile. */
export const TILE_HEIGHT = 8;
/** Hashes in a full tile. */
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

/**
 * A tile: consecutive hashes of one level in eight, from C2SP tlog-tiles. Level 0 holds leaf hashes; a hash at level 1
 * and above is the root of a full tile of the level below.
 */
export interface TileAddress {
  readonly level: number;
  /** From 0 in the level. */
  readonly index: number;
}

/** A tile as a tree of some size has it. */
export interface TilePart extends TileAddress {
  /** Hashes, 1 to 256. */
  readonly width: number;
}

export interface Tile extends TileAddress {
  /** The hashes side by side, 32 bytes each, at most 256. */
  readonly hashes: Uint8Array;
}

/** Hashes that a tree of `size` leaves has in this tile; 0 when it has none. */
export function tileWidth(size: number, { level, index }: TileAddress): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** Address of a tile below the prefix of a log: `tile/<level>/<index>[.p/<width>]`. */
export function tilePath({ level, index, width }: TilePart): string {
  const groups: string[] = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
  }
  const name = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

const PATH = /^tile\/(?<level>0|[1-9]\d?)\/(?<index>(?:x\d{3}\/)*\d{3})(?:\.p\/(?<width>[1-9]\d{0,2}))?$/;

/** The tile of a path as {@link tilePath} writes it; undefined for any other text. */
export function parseTilePath(path: string): TilePart | undefined {
  const { level, index, width } = PATH.exec(path)?.groups ?? {};
  if (level === undefined || index === undefined) return undefined;
  const part = {
    level: Number(level),
    index: Number(index.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  // One address for each tile: no leading groups of zeroes, no width that is none.
  return Number.isSafeInteger(part.index) && part.level < 64 && tilePath(part) === path ? part : undefined;
}

/** The hashes of a tile one by one. Throws ProofError `malformed-hash`. */
export function tileHashes(hashes: Uint8Array): Uint8Array[] {
  if (hashes.length % HASH_BYTES !== 0 || hashes.length > TILE_WIDTH * HASH_BYTES) {
    throw new ProofError('malformed-hash', `${hashes.length} bytes are not the hashes of a tile.`);
  }
  return Array.from({ length: hashes.length / HASH_BYTES }, (_, index) =>
    hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES),
  );
}
