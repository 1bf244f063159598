export { buildCohort, readStudyTable, selectCohort, type ByArm, type Cohort } from './build-cohort.js';
export { DataFileError, type DataFileErrorKind } from './data-file-error.js';
export { eraseRows, type RowErasure } from './erase-rows.js';
export { inspectTable, type TableShape } from './inspect-table.js';
export { pseudonymiseTable, type Pseudonymisation } from './pseudonymise-table.js';
export { readColumns, type ReadOptions } from './read-columns.js';
