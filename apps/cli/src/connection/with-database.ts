import { prepareDatabase } from '@impact-ledger/application';
import { createPool, readEnvironment, resolveDataRoot, startPostgres, type Environment } from '@impact-ledger/platform';
import type pg from 'pg';

export interface OpenDatabase {
  readonly environment: Environment;
  readonly dataRoot: string;
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
}

export interface DatabaseOptions {
  readonly environment: Environment;
  readonly dataRoot: string;
  readonly onProgress: (text: string) => void;
}

/**
 * The database of the installation, migrated: the operator's (`DATABASE_URL`), else the embedded one, which is started
 * or shared with whoever runs it. It is left as it was found when `use` has ended.
 */
export async function withDatabaseOf<T>(
  { environment, dataRoot, onProgress }: DatabaseOptions,
  use: (database: OpenDatabase) => Promise<T>,
): Promise<T> {
  const server = environment.databaseUrl === undefined ? await startPostgres({ dataRoot, onProgress }) : undefined;
  const databaseUrl = environment.databaseUrl ?? server?.url ?? '';
  const pool = createPool(databaseUrl, { applicationName: 'impact', max: 4, onError: () => undefined });
  try {
    await prepareDatabase(pool);
    return await use({ environment, dataRoot, databaseUrl, pool });
  } finally {
    await pool.end();
    await server?.stop();
  }
}

/** {@link withDatabaseOf} the settings of this process, without a word: for commands that only look something up. */
export function withDatabase<T>(use: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const environment = readEnvironment();
  const dataRoot = resolveDataRoot(environment.dataRoot).path;
  return withDatabaseOf({ environment, dataRoot, onProgress: () => undefined }, use);
}
