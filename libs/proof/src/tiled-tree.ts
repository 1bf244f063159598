import { readTiles, type TileReader } from './prove.js';
import { subtrees } from './subtrees.js';
import { TILE_WIDTH, tileWidth, type Tile } from './tiles.js';
import { emptyRoot, HASH_BYTES, nodeHash, subtreeRoot } from './tree-hash.js';

/** The last tile of a level, room for all its hashes laid out. */
interface Edge {
  index: number;
  width: number;
  hashes: Uint8Array;
  changed: boolean;
}

/**
 * A tree that grows by leaves and tells which tiles changed. In memory it holds the last tile of every level.
 *
 *     const tree = await TiledTree.open(size, read);
 *     for (const leaf of leaves) tree.append(leafHash(leaf));
 *     await write(tree.takeChanged());
 */
export class TiledTree {
  #edges: Edge[] = [];
  #done: Tile[] = [];
  #size = 0;

  private constructor() {}

  /** The tree of `size` leaves, from its tiles. Throws ProofError `missing-tile`. */
  static async open(size: number, read: TileReader): Promise<TiledTree> {
    const tree = new TiledTree();
    tree.#size = size;
    for (let level = 0; size >= TILE_WIDTH ** level; level += 1) {
      const edge = emptyEdge(Math.floor(size / TILE_WIDTH ** (level + 1)));
      edge.width = tileWidth(size, { level, index: edge.index });
      tree.#edges.push(edge);
    }
    const partial = tree.#edges.flatMap((edge, level) => (edge.width > 0 ? [{ edge, level }] : []));
    const tiles = partial.map(({ edge: { index, width }, level }) => ({ level, index, width }));
    const contents = await readTiles(tiles, read);
    for (const [at, { edge }] of partial.entries()) edge.hashes.set(contents[at] ?? new Uint8Array());
    return tree;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** Root of the tree, 32 bytes. */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    // What the last tiles hold are the full subtrees of the tree, those of the lowest level the rightmost.
    for (const { hashes, width } of this.#edges) {
      for (const { start, end } of subtrees({ start: 0, end: width }).toReversed()) {
        const left = subtreeRoot(hashes, start, end - start);
        root = root ? nodeHash(left, root) : left;
      }
    }
    return root ?? emptyRoot();
  }

  /** Appends a leaf by its hash, 32 bytes. */
  append(leaf: Uint8Array): void {
    this.#size += 1;
    let hash = leaf;
    for (let level = 0; ; level += 1) {
      const edge = (this.#edges[level] ??= emptyEdge(0));
      edge.hashes.set(hash, edge.width * HASH_BYTES);
      edge.width += 1;
      edge.changed = true;
      if (edge.width < TILE_WIDTH) return;
      this.#done.push({ level, index: edge.index, hashes: edge.hashes });
      hash = subtreeRoot(edge.hashes, 0, TILE_WIDTH);
      this.#edges[level] = emptyEdge(edge.index + 1);
    }
  }

  /** Tiles that were filled or grew since the last call, as they are now. */
  takeChanged(): Tile[] {
    const changed = this.#done;
    this.#done = [];
    for (const [level, edge] of this.#edges.entries()) {
      if (!edge.changed || edge.width === 0) continue;
      changed.push({ level, index: edge.index, hashes: edge.hashes.slice(0, edge.width * HASH_BYTES) });
      edge.changed = false;
    }
    return changed;
  }
}

const emptyEdge = (index: number): Edge => ({
  index,
  width: 0,
  hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES),
  changed: false,
});
