import type { ClientBase } from 'pg';
import { TABLE_KEYS, type TableName } from '../tables.js';
import { copyRows } from './copy-rows.js';
import type { TableWrites } from './merge-changes.js';

const sameKey = (table: TableName, left: string, right: string): string =>
  TABLE_KEYS[table].map((column) => `${left}.${column} = ${right}.${column}`).join(' and ');

/**
 * Writes a batch with a few statements per table: new rows by COPY, changes each fed by one JSON document that PostgreSQL
 * reads into the row type of the table itself, so no column list is kept twice. `schema` is `read`, or a scratch schema
 * with the same tables. Throws when a row that must be there is missing.
 */
export async function writeRows(client: ClientBase, schema: string, writes: readonly TableWrites[]): Promise<void> {
  for (const { table, inserts, revisions, updates } of writes) {
    const target = `${schema}.${table}`;
    const run = async (sql: string, rows: readonly unknown[]): Promise<void> => {
      if (rows.length === 0) return;
      const { rowCount } = await client.query(sql, [JSON.stringify(rows)]);
      if (rowCount !== rows.length) {
        throw new Error(`${target}: ${rows.length - (rowCount ?? 0)} of ${rows.length} rows to change are not there.`);
      }
    };
    // Before the updates: a revision copies the row as it stood.
    await run(
      `insert into ${target}
       select revised.* from json_array_elements($1::json) as asked (document)
         cross join lateral json_populate_record(null::${target}, asked.document->'from') as named
         join ${target} as stored on ${sameKey(table, 'stored', 'named')}
         cross join lateral json_populate_record(stored, asked.document->'set') as revised`,
      revisions,
    );
    await copyRows(client, target, inserts);
    for (const { columns, rows } of updates) {
      await run(
        `update ${target} as stored set ${columns.map((column) => `${column} = changed.${column}`).join(', ')}
           from json_populate_recordset(null::${target}, $1::json) as changed
          where ${sameKey(table, 'stored', 'changed')}`,
        rows,
      );
    }
  }
}
