import type { ClientBase } from 'pg';
import type { Projection } from './projection.js';

/** Where a projection is built anew, and where its old tables stand for the moment of the swap. */
export const besideSchema = ({ name }: Projection): string => `read_next_${name}`;
const formerSchema = ({ name }: Projection): string => `read_former_${name}`;

/** Name of the checkpoint of a build; the version tells a build that was cut short from one of another release. */
export const besideName = ({ name, version }: Projection): string => `${name}@${version}`;

async function lines(client: ClientBase, sql: string, values: unknown[]): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(sql, values);
  return rows.map(({ line }) => line);
}

/** Statements that give `schema.table` the primary key of the live table, its comment and its grants. */
const essentials = (client: ClientBase, schema: string, table: string): Promise<string[]> =>
  lines(
    client,
    `select format('alter table %s add constraint %I %s', $2::text, conname, pg_get_constraintdef(oid)) as line
       from pg_constraint where conrelid = $1::regclass and contype = 'p'
     union all
     select format('comment on table %s is %L', $2::text, obj_description($1::regclass, 'pg_class'))
     union all
     select format('grant %s on %s to %s %s', privilege_type, $2::text,
                   case grantee when 0 then 'public' else quote_ident(grantee::regrole::text) end,
                   case when is_grantable then 'with grant option' else '' end)
       from pg_class, aclexplode(relacl) where pg_class.oid = $1::regclass and grantee <> relowner`,
    [`read.${table}`, `${schema}.${table}`],
  );

/** Empty tables like the live ones, with their primary keys alone, unless a build of this very version was cut short: that one goes on. */
export async function prepareTables(client: ClientBase, projection: Projection): Promise<void> {
  const schema = besideSchema(projection);
  const { rowCount } = await client.query(
    `select from read.projection where name = $1 and to_regnamespace($2) is not null`,
    [besideName(projection), schema],
  );
  if (rowCount === 1) return;
  await client.query('begin');
  try {
    await client.query(`drop schema if exists ${schema} cascade`);
    await client.query(`delete from read.projection where name like $1 || '@%'`, [projection.name]);
    await client.query(`create schema ${schema}`);
    for (const table of projection.tables) {
      await client.query(`create table ${schema}.${table} (like read.${table} including all excluding indexes)`);
      for (const statement of await essentials(client, schema, table)) await client.query(statement);
    }
    await client.query(`insert into read.projection (name, version) values ($1, $2)`, [
      besideName(projection),
      projection.version,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** The other indexes and unique constraints of the live tables, under their names: made once the rows are there, in one sort each. */
export async function finishTables(client: ClientBase, projection: Projection): Promise<void> {
  const schema = besideSchema(projection);
  for (const table of projection.tables) {
    const statements = await lines(
      client,
      `select case when conname is null
                then replace(pg_get_indexdef(indexrelid), ' ON read.', ' ON ' || $2::text || '.')
                else format('alter table %s.%s add constraint %I %s', $2::text, $3::text, conname, pg_get_constraintdef(c.oid))
              end as line
         from pg_index join pg_class i on i.oid = indexrelid
         left join pg_constraint c on c.conindid = indexrelid and c.conrelid = indrelid
        where indrelid = $1::regclass and to_regclass($2::text || '.' || quote_ident(relname)) is null`,
      [`read.${table}`, schema, table],
    );
    // A million rows are sorted in memory, not in files.
    await client.query(`set maintenance_work_mem = '256MB'`);
    for (const statement of statements) await client.query(statement);
    await client.query('reset maintenance_work_mem');
    // The planner must know them from the first query on.
    await client.query(`analyze ${schema}.${table}`);
  }
}

/** Views name tables when they are made and follow them wherever they go: those on these tables, to be made again on the new ones. */
const viewsOn = (client: ClientBase, tables: readonly string[]): Promise<string[]> =>
  lines(
    client,
    `select format('create or replace view %s %s as %s', v.oid::regclass,
                   'with (' || nullif(array_to_string(v.reloptions, ', '), '') || ')', pg_get_viewdef(v.oid)) as line
       from pg_class v
      where v.relkind = 'v' and exists (
        select from pg_rewrite r
          join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
         where r.ev_class = v.oid and d.refclassid = 'pg_class'::regclass and d.refobjid = any($1::regclass[]))`,
    [tables],
  );

/**
 * Puts the tables that were built in the place of the live ones, in the transaction the connection is in. Views keep
 * their identity, their grants and their comments, and read the new tables from then on. Throws when something else of the
 * operator's hangs on an old table, and on a lock that is not had in time.
 */
export async function exchangeTables(client: ClientBase, projection: Projection): Promise<void> {
  const schema = besideSchema(projection);
  const former = formerSchema(projection);
  const live = projection.tables.map((table) => `read.${table}`);
  await client.query(`lock table ${live.join(', ')} in access exclusive mode`);
  // So that every name in the text of a view comes with its schema.
  await client.query(`set local search_path = ''`);
  const views = await viewsOn(client, live);
  await client.query(`create schema ${former}`);
  for (const table of projection.tables) {
    await client.query(`alter table read.${table} set schema ${former}`);
    await client.query(`alter table ${schema}.${table} set schema read`);
  }
  for (const view of views) await client.query(view);
  try {
    await client.query(`drop table ${projection.tables.map((table) => `${former}.${table}`).join(', ')}`);
  } catch (error) {
    const { detail } = error as { detail?: string };
    if (!detail) throw error;
    throw new Error(
      `The new tables of "${projection.name}" cannot take the place of the old: ${detail.replaceAll(former, 'read')}. ` +
        'Drop that object, or make it read a view of schema read.',
      { cause: error },
    );
  }
  await client.query(`drop schema ${former}`);
  await client.query(`drop schema ${schema}`);
}
