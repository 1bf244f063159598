export { comparisonWeights, type ComparisonWeights } from './adjustment/comparison-weights.js';
export { catalogue } from './catalogue/catalogue.js';
export type { CatalogueEntry, EstimatorGroup } from './catalogue/define-estimator.js';
export { estimate, rolesFor, withOptionColumns } from './catalogue/estimate.js';
export { findEstimator } from './catalogue/find-estimator.js';
export type { OptionSpec, OptionValue } from './catalogue/option.js';
export { chiSquareTail } from './core/distributions.js';
export { exp, log } from './core/elementary.js';
export type { Counts, Details, Estimate, Interval, Json, Measure, StatisticalWarning } from './core/estimate.js';
export { StatisticalError, type StatisticalErrorKind } from './core/statistical-error.js';
export type { CategoryColumn, Column, Role, Roles, Table } from './core/table.js';
export { effectiveSampleSize } from './diagnostics/effective-sample-size.js';
export { BLOCK, type BlockKernel } from './kernels/block-kernel.js';
export { compress, spread, sumByCell, type Cells } from './kernels/compress.js';
export { plainKernel } from './kernels/plain-kernel.js';
export { simdKernel } from './kernels/simd-kernel.js';
export {
  concludeRefutation,
  planRefutation,
  refutationShards,
  refute,
  runRefutationShard,
  type Refutation,
  type RefutationOptions,
  type RefutationPlan,
  type RefutationShard,
} from './refutation/refute.js';
export { refuters, type Refuter } from './refutation/refuters.js';
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
export { robustnessValueAlpha } from './sensitivity/partial-r2.js';
export { influenceError } from './survival/adjusted-arm.js';
export { curveInfluence, meanGain, survivalGain } from './survival/curve-influence.js';
export { personPeriods, type PersonPeriods } from './survival/person-periods.js';
export { remainingWeights } from './survival/remaining-weights.js';
export { reportingDelay, type CountedValue, type ReportingDelay } from './survival/reporting-delay.js';
export { restrictedMean } from './survival/restricted-mean.js';
export { indexAt, survivalCurve, type Followed, type SurvivalCurve } from './survival/survival-curve.js';
export { limitsAt } from './survival/survival-limits.js';
export { trialWeights, type TrialWeights } from './target-trial/trial-weights.js';
