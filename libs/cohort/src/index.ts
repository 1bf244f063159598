export {
  buildCohort,
  buildCohortFromLogs,
  readStudyTable,
  selectCohort,
  type ByArm,
  type Cohort,
} from './build-cohort.js';
export { DataFileError, type DataFileErrorKind } from './data-file-error.js';
export { eraseRows, type RowErasure } from './erase-rows.js';
export { inspectTable, type TableShape } from './inspect-table.js';
export { pseudonymiseTable, type Pseudonymisation } from './pseudonymise-table.js';
export { readColumns, type ReadOptions } from './read-columns.js';
export { buildTrialTable, type LogSource } from './logs/build-trial-table.js';
export type { PartPaths } from './logs/open-parts.js';
export type { Completeness, LogCount, LogReport, TrialTable } from './logs/trial-table.js';
