export { startPostgres, type EmbeddedPostgres, type StartPostgresOptions } from './embedded-postgres/start-postgres.js';
export type { OnProgress } from './embedded-postgres/progress.js';
