import type pg from 'pg';

/** How far into the log a dispatcher has come. */
export interface Checkpoint {
  readonly read: () => Promise<bigint>;
  /** Never moves backwards, so that two dispatchers at once do no harm. */
  readonly advance: (position: bigint) => Promise<void>;
}

export const checkpointIn = (pool: pg.Pool, name: string): Checkpoint => ({
  read: async () => {
    const { rows } = await pool.query<{ position: string }>('select position from worker.dispatcher where name = $1', [
      name,
    ]);
    return BigInt(rows[0]?.position ?? 0);
  },
  advance: async (position) => {
    await pool.query(
      `insert into worker.dispatcher as known (name, position) values ($1, $2)
       on conflict (name) do update set position = excluded.position, updated_at = now()
       where excluded.position > known.position`,
      [name, position.toString()],
    );
  },
});
