import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';

/** The migrations of one library: a folder of plain SQL files `NNNN-name.sql`. */
export interface MigrationRoom {
  /** Name of the library; recorded, never changed. */
  readonly room: string;
  /** Folder URL with a slash at its end, for example `new URL('../migrations/', import.meta.url)`. */
  readonly folder: URL;
}

export interface AppliedMigration {
  readonly room: string;
  readonly name: string;
}

interface Migration {
  readonly name: string;
  readonly number: number;
  readonly sql: string;
  readonly sha256: string;
}

/** Any constant serves, as long as every release uses the same. */
const LOCK = 7_041_776;

/**
 * Brings the schema up to date: applies, room after room and in the order of their numbers, the files that are not
 * recorded in `public.impact_migration`, each in a transaction of its own. Safe to call from several processes at
 * once: one works, the others wait. Returns what was applied by this call.
 *
 * @throws Error when an applied file was changed or is missing, when a new file is numbered before an applied one, or
 *   when its SQL fails (nothing of that file remains); the message says what to do
 */
export async function migrate(pool: pg.Pool, rooms: readonly MigrationRoom[]): Promise<AppliedMigration[]> {
  const planned = rooms.map(({ room, folder }) => ({ room, migrations: readFolder(room, folder) }));
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`
      create table if not exists public.impact_migration (
        room text not null,
        name text not null,
        sha256 text not null,
        applied_at timestamptz not null default now(),
        primary key (room, name)
      )`);
    const applied: AppliedMigration[] = [];
    for (const { room, migrations } of planned) {
      for (const migration of await pending(client, room, migrations)) {
        await apply(client, room, migration);
        applied.push({ room, name: migration.name });
      }
    }
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
    return applied;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // After a failure the connection is closed, which also gives the lock back.
    client.release(failure);
  }
}

function readFolder(room: string, folder: URL): Migration[] {
  const path = fileURLToPath(folder);
  const migrations: Migration[] = [];
  for (const name of readdirSync(path).sort()) {
    if (!name.endsWith('.sql')) continue;
    const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]);
    if (Number.isNaN(number))
      throw new Error(`${path}${name}: name a migration NNNN-what-it-does.sql, for example 0002-add-index.sql`);
    const before = migrations.at(-1);
    if (before?.number === number)
      throw new Error(`${path}: ${before.name} and ${name} have the same number; renumber the newer one`);
    // Git may give the same file other line ends on another machine.
    const sql = readFileSync(`${path}/${name}`, 'utf8').replaceAll('\r\n', '\n');
    migrations.push({ name, number, sql, sha256: createHash('sha256').update(sql).digest('hex') });
  }
  if (migrations.length === 0) throw new Error(`${path}: no migrations found for ${room}`);
  return migrations;
}

async function pending(client: pg.PoolClient, room: string, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from public.impact_migration where room = $1 order by name',
    [room],
  );
  for (const { name, sha256 } of rows) {
    const file = migrations.find((migration) => migration.name === name);
    if (!file) {
      throw new Error(
        `the database has the migration ${room}/${name}, which this release does not know: it was upgraded by a newer one. ` +
          `Start that release, or restore the backup made before the upgrade.`,
      );
    }
    if (file.sha256 !== sha256) {
      throw new Error(
        `${room}/${name} was changed after it was applied here. Restore the file as it was ` +
          `(SHA-256 ${sha256}, now ${file.sha256}) and put the change into a new file with the next number.`,
      );
    }
  }
  const last = migrations.findLast(({ name }) => rows.some((row) => row.name === name));
  const open = migrations.filter(({ name }) => !rows.some((row) => row.name === name));
  const late = open.find(({ number }) => last && number < last.number);
  if (late && last) {
    throw new Error(
      `${room}/${late.name} is new but numbered before ${last.name}, which is applied already: give it the next number`,
    );
  }
  return open;
}

async function apply(client: pg.PoolClient, room: string, { name, sql, sha256 }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into public.impact_migration (room, name, sha256) values ($1, $2, $3)', [
      room,
      name,
      sha256,
    ]);
    await client.query('commit');
  } catch (error) {
    const { message, position } = error as Error & { position?: string };
    const line = position === undefined ? '' : ` (line ${sql.slice(0, Number(position)).split('\n').length})`;
    throw new Error(`migration ${room}/${name} failed and was undone: ${message}${line}`, { cause: error });
  }
}
