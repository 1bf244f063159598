import type { TileReader } from '../prove.js';
import { TiledTree } from '../tiled-tree.js';
import type { TileAddress } from '../tiles.js';

const key = ({ level, index }: TileAddress): string => `${level}/${index}`;

/** The tiles of a tree that was written in steps of these many leaves, and how to read them. */
export async function tilesOf(leaves: readonly Uint8Array[], steps: readonly number[] = [leaves.length]) {
  const kept = new Map<string, Uint8Array>();
  const read: TileReader = async (tiles) => tiles.map((tile) => kept.get(key(tile)) ?? new Uint8Array());
  let at = 0;
  for (const step of [...steps, leaves.length]) {
    // Each step is a process of its own: it knows what was written, nothing else.
    const tree = await TiledTree.open(at, read);
    for (const leaf of leaves.slice(at, at + step)) tree.append(leaf);
    for (const tile of tree.takeChanged()) kept.set(key(tile), tile.hashes);
    at = tree.size;
  }
  return { read, kept, tree: await TiledTree.open(at, read) };
}
