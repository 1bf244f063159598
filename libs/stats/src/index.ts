export { catalogue } from './catalogue/catalogue.js';
export type { CatalogueEntry, EstimatorGroup } from './catalogue/define-estimator.js';
export { estimate, rolesFor, withOptionColumns } from './catalogue/estimate.js';
export { findEstimator } from './catalogue/find-estimator.js';
export type { OptionSpec, OptionValue } from './catalogue/option.js';
export type { Counts, Details, Estimate, Interval, Json, Measure, StatisticalWarning } from './core/estimate.js';
export { StatisticalError, type StatisticalErrorKind } from './core/statistical-error.js';
export type { CategoryColumn, Column, Role, Roles, Table } from './core/table.js';
export {
  bootstrap,
  bootstrapShards,
  concludeBootstrap,
  planBootstrap,
  runBootstrapShard,
  type BootstrapOptions,
  type BootstrapPlan,
  type BootstrapShard,
} from './resampling/bootstrap.js';
export {
  fillUniform,
  integerAt,
  normalAt,
  permutation,
  resampledCounts,
  uniformAt,
  type Stream,
} from './resampling/random.js';
