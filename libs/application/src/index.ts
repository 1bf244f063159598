/** Commands in, events out; use-cases around files; who may come in. What api, worker and cli share. */
export * from './accounts/account.js';
export * from './accounts/backup-accounts.js';
export * from './accounts/login-links.js';
export * from './accounts/migrations.js';
export { firstActor, OPERATOR, type AccountBooks } from './accounts/record-grant.js';
export * from './accounts/tokens.js';
export * from './application.module.js';
export * from './command/envelope.js';
export * from './command/messages.js';
export * from './datasets/erase-subject.js';
export * from './datasets/erasure-receipt.js';
export * from './datasets/open-data-set.js';
export * from './datasets/register-data-set.js';
export { EVENT_STORE } from './handlers/event-store.token.js';
export * from './measurements/import-error.js';
export * from './measurements/import-measurements.js';
export type { RowVerdict } from './measurements/judge-row.js';
export {
  BREAKDOWN_PREFIX,
  OPTIONAL_COLUMNS,
  readRows,
  REQUIRED_COLUMNS,
  type ImportFormat,
  type ImportRow,
} from './measurements/read-rows.js';
export * from './prepare-database.js';
export * from './studies/engine.js';
export * from './studies/export-reproduction.js';
export * from './studies/read-sealed-result.js';
export * from './studies/run-plan.js';
