import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { literal } from './sql.js';

/** What DuckDB may hold in memory for one task. */
export const MEMORY_LIMIT = '2GB';

/**
 * A DuckDB of its own for one task, in memory. It may open the named files and nothing else: no network, no extension,
 * no other path. Without a folder to spill to it never does, because a spilled page is person-level data in clear: the
 * folder is to be as private, and as short-lived, as the decrypted copy of the data.
 */
export async function withDuckDb<T>(
  paths: readonly string[],
  use: (connection: DuckDBConnection) => Promise<T>,
  spill = '',
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: MEMORY_LIMIT,
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`SET allowed_paths = [${paths.map(literal).join(', ')}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
