import { TILE_WIDTH, TiledTree, type TileReader } from '@impact-ledger/proof';
import type pg from 'pg';

/** A pool, or a connection in a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

export interface TreeState {
  /** Leaves. */
  readonly size: number;
  /** Of the last leaf; 0n when there is none. */
  readonly position: bigint;
  /** Leaf at which the comparison of events with the tree goes on. */
  readonly rehashed: number;
  readonly refusal: string | null;
  readonly refusedAt: Date | null;
  readonly suspectLeaf: number | null;
}

export async function readTree(db: Queryable): Promise<TreeState> {
  const { rows } = await db.query<{
    size: string;
    position: string;
    rehashed: string;
    refusal: string | null;
    refused_at: Date | null;
    suspect_leaf: string | null;
  }>('select size, position, rehashed, refusal, refused_at, suspect_leaf from ledger.tree');
  const [row] = rows;
  if (!row) throw new Error('ledger.tree is empty: the migration 0002-notary was not applied whole.');
  return {
    size: Number(row.size),
    position: BigInt(row.position),
    rehashed: Number(row.rehashed),
    refusal: row.refusal,
    refusedAt: row.refused_at,
    suspectLeaf: row.suspect_leaf === null ? null : Number(row.suspect_leaf),
  };
}

/** The tiles in the database, all that are asked for in one query. */
export const tilesIn =
  (db: Queryable): TileReader =>
  async (tiles) => {
    const { rows } = await db.query<{ n: string; hashes: Buffer }>({
      name: 'ledger_tiles',
      text: `select asked.n, tile.hashes
             from unnest($1::smallint[], $2::bigint[]) with ordinality as asked (level, index, n)
               join ledger.tile on tile.level = asked.level and tile.index = asked.index`,
      values: [tiles.map(({ level }) => level), tiles.map(({ index }) => index)],
    });
    const found = new Map(rows.map(({ n, hashes }) => [Number(n), hashes]));
    return tiles.map((_, index) => found.get(index + 1) ?? new Uint8Array());
  };

/** Positions of the leaves `from` to `to` (excluded), both at the edge of a run of 256, or `to` the size of the tree. */
export async function positionsOf(db: Queryable, from: number, to: number): Promise<bigint[]> {
  const { rows } = await db.query<{ positions: string[] }>(
    'select positions from ledger.leaf_run where index >= $1 and index < $2 order by index',
    [Math.floor(from / TILE_WIDTH), Math.ceil(to / TILE_WIDTH)],
  );
  return rows.flatMap(({ positions }) => positions.map(BigInt)).slice(0, to - from);
}

export async function positionOfLeaf(db: Queryable, leafIndex: number): Promise<bigint | undefined> {
  const { rows } = await db.query<{ position: string | null }>({
    name: 'ledger_leaf_position',
    text: 'select positions[$2::integer] as position from ledger.leaf_run where index = $1',
    values: [Math.floor(leafIndex / TILE_WIDTH), (leafIndex % TILE_WIDTH) + 1],
  });
  const position = rows[0]?.position;
  return position == null ? undefined : BigInt(position);
}

export async function leafAtPosition(db: Queryable, position: bigint): Promise<number | undefined> {
  const { rows } = await db.query<{ index: string; place: number | null }>({
    name: 'ledger_leaf_at',
    text: `select index, array_position(positions, $1::bigint) as place from ledger.leaf_run
           where first_position <= $1 order by first_position desc limit 1`,
    values: [position],
  });
  const [row] = rows;
  return row?.place == null ? undefined : Number(row.index) * TILE_WIDTH + row.place - 1;
}

export interface Growth {
  readonly tree: TiledTree;
  readonly before: TreeState;
  /** Of the leaves that are new, in order. */
  readonly positions: readonly bigint[];
}

/**
 * Writes what the tree grew by, in the transaction of `db`. Throws when somebody else has written meanwhile: there is
 * one notary, but a connection that was thought dead may still live.
 */
export async function writeGrowth(db: Queryable, { tree, before, positions }: Growth): Promise<void> {
  const last = positions.at(-1);
  if (last === undefined) return;
  const tiles = tree.takeChanged();
  const { rowCount } = await db.query('update ledger.tree set size = $1, position = $2 where size = $3', [
    tree.size,
    last,
    before.size,
  ]);
  if (rowCount !== 1) throw new Error('Another notary has extended the log: this one starts again from where it is.');
  await db.query({
    name: 'ledger_write_tiles',
    text: `insert into ledger.tile (level, index, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
           on conflict (level, index) do update set hashes = excluded.hashes`,
    values: [
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ hashes }) => Buffer.from(hashes)),
    ],
  });
  const runs = inRuns(before.size, positions);
  await db.query({
    name: 'ledger_write_runs',
    text: `insert into ledger.leaf_run as run (index, first_position, positions)
           select index, (positions::bigint[])[1], positions::bigint[] from unnest($1::bigint[], $2::text[]) as grown (index, positions)
           on conflict (index) do update set positions = run.positions || excluded.positions`,
    values: [runs.map(({ index }) => index), runs.map((run) => `{${run.positions.join(',')}}`)],
  });
}

function inRuns(size: number, positions: readonly bigint[]) {
  const runs: { index: number; positions: readonly bigint[] }[] = [];
  for (let at = 0; at < positions.length;) {
    const leaf = size + at;
    const room = TILE_WIDTH - (leaf % TILE_WIDTH);
    runs.push({ index: Math.floor(leaf / TILE_WIDTH), positions: positions.slice(at, at + room) });
    at += room;
  }
  return runs;
}
