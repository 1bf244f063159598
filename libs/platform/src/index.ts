/** What every process needs before it can do anything of ours: settings, a data folder, a database, a log. */
export { createPool, type PoolOptions } from './database.js';
export { resolveDataRoot, resolveScratch, type DataRoot } from './data-root.js';
export { startPostgres, type EmbeddedPostgres, type StartPostgresOptions } from './embedded-postgres/start-postgres.js';
export type { OnProgress } from './embedded-postgres/progress.js';
export {
  EnvironmentError,
  readEnvironment,
  type Environment,
  type EnvironmentFault,
  type Locale,
  type LogLevel,
} from './environment.js';
export { createLogger, type CreateLoggerOptions } from './logger.js';
export { keptMasterKey, keptNextMasterKey, keptSigningKey, type KeptKey } from './kept-key.js';
export { runInThreads, type ThreadWork } from './run-in-threads.js';
export { migrate, type AppliedMigration, type MigrationRoom } from './migrate.js';
