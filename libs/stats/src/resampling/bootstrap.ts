import type { CatalogueEntry } from '../catalogue/define-estimator.js';
import { estimate, withOptionColumns } from '../catalogue/estimate.js';
import { findEstimator } from '../catalogue/find-estimator.js';
import { prepareSample } from '../catalogue/prepare-sample.js';
import { validateOptions } from '../catalogue/validate-options.js';
import { log } from '../core/elementary.js';
import type { Estimate, StatisticalWarning } from '../core/estimate.js';
import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { Roles, Table } from '../core/table.js';
import { bcaLimits, percentileLimits, type BootstrapLimits } from './bootstrap-limits.js';
import { jackknifeGroups, resampler, unitsOf, type Units } from './resample-units.js';
import { withFrequencies } from './with-frequencies.js';

/** What to repeat, as plain data: it may be sent to another thread. Columns are not copied when their memory is shared. */
export interface BootstrapPlan {
  readonly method: string;
  readonly table: Table;
  readonly roles: Roles;
  readonly options: Readonly<Record<string, unknown>>;
  readonly interval: 'percentile' | 'bca';
  readonly replicates: number;
  readonly seed: number;
  /** Replicates, and after them one run without each group of units when the interval needs influences. */
  readonly runs: number;
}

/** A stretch of the runs of a plan. */
export interface BootstrapShard {
  readonly plan: BootstrapPlan;
  readonly from: number;
  readonly to: number;
}

export interface BootstrapOptions {
  readonly replicates?: number | undefined;
  readonly interval?: 'percentile' | 'bca' | undefined;
  readonly seed?: number | undefined;
}

const GROUPS_OF_PIPELINES = ['two-groups', 'models', 'adjustment', 'survival', 'target-trial', 'designs'];
/** Methods whose figure is a test or a search among rows, for which resampled copies answer another question. */
const REFUSED: Readonly<Record<string, string>> = {
  matching:
    'copies of a row are each other’s best match, so the naive bootstrap of matching is invalid (Abadie and Imbens 2008). Use its own variance (abadie-imbens or cluster-pair), or bootstrap ipw or entropy-balancing',
  'fisher-exact': 'its limits are exact for the margins seen. Use them, or bootstrap odds-ratio',
};

/**
 * The bootstrap of the *whole* method (Efron 1979; Davison and Hinkley 1997): every replicate draws as many units as there
 * are, with replacement, and runs everything again, models of weights included. Units are rows, or clusters when a cluster
 * role is named, also for methods that do not use it otherwise. Row i of a replicate enters with a frequency, not as copies.
 *
 * `standardError` is the standard deviation of the replicates (of their logarithms for a ratio), `interval` their
 * percentiles or bias-corrected and accelerated limits, `value` and `details` those of the method on all rows, its own error, limits and
 * p-value moved to `details.bootstrap`. A replicate in which the method refuses
 * (an arm drawn empty, a separated model) is counted and left out; more than a tenth of them refuses the whole.
 *
 * Replicate r draws from stream r of the seed, so any split of the runs over threads gives the same bits.
 * Where a method knows how to `recount`, a replicate is its figure to rounding, from a fit that begins at that of all rows.
 * Errors: not-estimable (a method without such an interval, too many replicates refused), invalid-option, those of the method.
 *
 * @example bootstrap('ipw', table, { treatment: 't', outcome: 'y', covariates: ['age'] }, {}, { replicates: 2000 })
 */
export function bootstrap(
  method: string,
  table: Table,
  roles: Roles,
  options: Readonly<Record<string, unknown>> = {},
  how: BootstrapOptions = {},
): Estimate {
  const plan = planBootstrap(method, table, roles, options, how);
  return concludeBootstrap(plan, [runBootstrapShard({ plan, from: 0, to: plan.runs })]);
}

/** Checks the question before anything is repeated. */
export function planBootstrap(
  method: string,
  table: Table,
  roles: Roles,
  options: Readonly<Record<string, unknown>> = {},
  how: BootstrapOptions = {},
): BootstrapPlan {
  const { replicates = 2000, interval = 'percentile', seed = 1, ...unknown } = how;
  for (const name of Object.keys(unknown)) {
    throw new StatisticalError(
      'unknown-option',
      `The bootstrap has no option "${name}". It has: replicates, interval, seed.`,
      [name],
    );
  }
  const entry = findEstimator(method);
  const reason = Object.hasOwn(REFUSED, method) ? REFUSED[method] : undefined;
  if (reason !== undefined || !GROUPS_OF_PIPELINES.includes(entry.group)) {
    const because = reason ?? 'it is no estimate of an effect or a mean. Bootstrap the method of the effect';
    throw new StatisticalError('not-estimable', `${method} is not bootstrapped: ${because}.`, ['bootstrap']);
  }
  const whole = (name: string, value: number, from: number, to: number): void => {
    if (Number.isInteger(value) && value >= from && value <= to) return;
    throw new StatisticalError(
      'invalid-option',
      `bootstrap ${name} is ${value}; write a whole number from ${from} to ${to}.`,
      [name],
    );
  };
  whole('replicates', replicates, 50, 1_000_000);
  whole('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  if (interval !== 'percentile' && interval !== 'bca') {
    throw new StatisticalError(
      'invalid-option',
      `bootstrap interval is ${JSON.stringify(interval)}; write percentile or bca.`,
      ['interval'],
    );
  }
  const groups = interval === 'bca' ? jackknifeGroups(unitsOf(sampleOf(entry, table, roles, options))).count : 0;
  return { method, table, roles, options, interval, replicates, seed, runs: replicates + groups };
}

/** Equal stretches of the runs. */
export const bootstrapShards = (plan: BootstrapPlan, shards: number): BootstrapShard[] =>
  Array.from({ length: shards }, (_, i) => ({
    plan,
    from: Math.floor((i * plan.runs) / shards),
    to: Math.floor(((i + 1) * plan.runs) / shards),
  }));

/** The figures of runs `from` to `to` - 1; NaN where the method refuses. */
export function runBootstrapShard({ plan, from, to }: BootstrapShard): Float64Array {
  const entry = findEstimator(plan.method);
  const values = validateOptions(plan.method, entry.options, plan.options);
  const sample = sampleOf(entry, plan.table, plan.roles, plan.options);
  const units = unitsOf(sample);
  const draw = resampler(units);
  const groups = to > plan.replicates ? jackknifeGroups(units) : null;
  const recount = orRefusal(() => entry.recount(sample, values));
  const figures = new Float64Array(to - from);
  for (let run = from; run < to; run++) {
    const frequency =
      run < plan.replicates ? draw({ seed: plan.seed, stream: run }) : groups!.without(run - plan.replicates);
    figures[run - from] = recount?.(frequency) ?? figureOf(entry, withFrequencies(sample, frequency), values);
  }
  return figures;
}

function figureOf(entry: CatalogueEntry, sample: Sample, values: Parameters<CatalogueEntry['run']>[1]): number {
  const arm = sample.treatment?.[0];
  if (arm !== undefined && sample.treatment?.every((value) => value === arm) === true) return NaN;
  return orRefusal(() => entry.figure(sample, values)) ?? NaN;
}

/** null where the method refuses. */
function orRefusal<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof StatisticalError) return null;
    throw error;
  }
}

/** Shards in the order of their runs to an estimate: the method's figure with the error and the limits of its replicates. */
export function concludeBootstrap(plan: BootstrapPlan, shards: readonly Float64Array[]): Estimate {
  const { method, table, roles, options, replicates, interval, seed } = plan;
  const entry = findEstimator(method);
  const own = rolesWithoutExtraCluster(entry, roles);
  const found = estimate(method, table, own, options);
  const figures = Float64Array.from(shards.flatMap((shard) => [...shard]));
  const drawn = figures.subarray(0, replicates).filter((figure) => !Number.isNaN(figure));
  const failed = replicates - drawn.length;
  if (found.value === null || failed > replicates / 10) {
    throw new StatisticalError(
      'not-estimable',
      `${method} gave no figure in ${failed} of ${replicates} bootstrap samples: too few rows, events or overlap for it. Use fewer covariates, or the method's own error.`,
      ['bootstrap'],
    );
  }
  const ratio = found.standardErrorScale === 'log';
  const units = unitsOf(sampleOf(entry, table, roles, options));
  const sorted = drawn.toSorted();
  const groups = figures.subarray(replicates);
  const limits = limitsOf(sorted, found.value, groups, found.interval.level, interval, method);
  const mean = meanOf(drawn);
  // A p-value of the method's own error would stand beside an interval that may contradict it.
  const { pValue, ...details } = found.details;
  return {
    ...found,
    standardError: deviationOf(ratio ? drawn.map(log) : drawn),
    interval: { level: found.interval.level, lower: limits.lower, upper: limits.upper },
    details: {
      ...details,
      bootstrap: {
        interval,
        replicates,
        failed,
        seed,
        units: units.kind,
        unitCount: units.count,
        bias: mean - found.value,
        shares: limits.shares,
        standardErrorOfMethod: found.standardError,
        intervalOfMethod: { lower: found.interval.lower, upper: found.interval.upper },
        ...(pValue === undefined ? {} : { pValueOfMethod: pValue }),
      },
    },
    warnings: [...found.warnings, ...warningsOf(failed, replicates, units, interval)],
  };
}

function limitsOf(
  sorted: Float64Array,
  value: number,
  without: Float64Array,
  level: number,
  interval: BootstrapPlan['interval'],
  method: string,
): BootstrapLimits {
  if (interval === 'percentile') return percentileLimits(sorted, level);
  const usable = without.filter((figure) => !Number.isNaN(figure));
  const centre = meanOf(usable);
  const limits = bcaLimits(
    sorted,
    value,
    usable.map((figure) => centre - figure),
    level,
  );
  if (limits !== null) return limits;
  throw new StatisticalError(
    'not-estimable',
    `All bootstrap figures of ${method} lie on one side of its estimate, so there is no bias correction. Ask for the percentile interval.`,
    ['interval'],
  );
}

function warningsOf(
  failed: number,
  replicates: number,
  units: Units,
  interval: BootstrapPlan['interval'],
): StatisticalWarning[] {
  const warnings: StatisticalWarning[] = [];
  const say = (kind: string, message: string): number => warnings.push({ kind, message });
  if (failed > 0)
    say('replicates-failed', `The method refused ${failed} of ${replicates} bootstrap samples; they were left out.`);
  if (replicates < 1000)
    say(
      'few-replicates',
      `${replicates} replicates are enough for an error, few for ${interval} limits: use 1000 or more.`,
    );
  if (units.kind === 'cluster' && units.count < 40)
    say('few-clusters', `${units.count} clusters are few: the bootstrap understates their spread below about 40.`);
  return warnings;
}

/** The sample of the method, with the clusters besides, which the bootstrap draws even where the method ignores them. */
function sampleOf(entry: CatalogueEntry, table: Table, roles: Roles, options: BootstrapPlan['options']): Sample {
  const { required, optional } = entry.inputs;
  const withCluster =
    optional.includes('cluster') || required.includes('cluster') ? optional : [...optional, 'cluster' as const];
  return prepareSample(
    { ...entry, inputs: { required, optional: withCluster } },
    table,
    withOptionColumns(entry, roles, options),
  );
}

function rolesWithoutExtraCluster(entry: CatalogueEntry, roles: Roles): Roles {
  if (entry.inputs.optional.includes('cluster') || entry.inputs.required.includes('cluster')) return roles;
  const { cluster: _, ...rest } = roles;
  return rest;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / (values.length - 1));
}
