/** Read models: projections of the log into PostgreSQL, and the queries that answer from them. */
export * from './views.js';
export { READMODEL_MIGRATIONS } from './migrations.js';
export { createReadDatabase, type ReadDatabase } from './read-database.js';
export { runProjector, type ProjectorLogger, type ProjectorOptions } from './projecting/projector.js';
export { freshness, waitForPosition } from './freshness.js';
export { InvalidCursor, type PageRequest } from './page.js';
export { InvalidAsOf, type Moment } from './as-of.js';
export { listProducts, readProduct, type ProductFilters } from './products/products.js';
export { listDataSets, readDataSet, type DataSetFilters } from './datasets/datasets.js';
export { EVENT_TOPICS, listEvents, type EventFilters, type EventTopic } from './events/events.js';
export { readPortfolio } from './products/portfolio.js';
export { readPublicStats } from './products/public-stats.js';
export {
  listIndicators,
  readDefinitionInForce,
  readIndicator,
  type IndicatorFilters,
} from './indicators/indicator-queries.js';
export { diffDefinitions, type DefinitionDiff } from './indicators/definition-diff.js';
export { listMeasurements, readMeasurement, type MeasurementFilters } from './measurements/measurement-queries.js';
export { listStudies, readStudy, schedules, type StudyFilters } from './studies/study-queries.js';
export { readStudyParties, type StudyParties } from './studies/study-parties.js';
export { noteRunProgress, readRunProgress, type RunProgressView, type StepTiming } from './studies/run-progress.js';
export { listRuns, pendingRuns, readRun, type PendingRun, type RunFilters } from './studies/run-queries.js';
export { replay, ReplayBehind, type ReplayReport } from './replay/replay.js';
export { type TableComparison } from './replay/questions.js';
export { readProjections, stoppedProjections, type ProjectionStatus } from './projection-status.js';
export { rebuild, UnknownProjection, type RebuildOptions, type RebuildOutcome } from './rebuild.js';
export { openDashboards } from './dashboards/open-dashboards.js';
export { clearReadModels } from './clear.js';
