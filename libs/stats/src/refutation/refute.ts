import type { CatalogueEntry } from '../catalogue/define-estimator.js';
import { estimate, withOptionColumns } from '../catalogue/estimate.js';
import { findEstimator } from '../catalogue/find-estimator.js';
import { prepareSample } from '../catalogue/prepare-sample.js';
import { validateOptions } from '../catalogue/validate-options.js';
import { normalCritical } from '../core/distributions.js';
import { log } from '../core/elementary.js';
import type { Interval, StatisticalWarning } from '../core/estimate.js';
import { moments } from '../core/moments.js';
import { quantile } from '../core/quantile.js';
import type { Sample, SampleWith } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import type { Roles, Table } from '../core/table.js';
import { wilsonInterval } from '../two-groups/wilson-interval.js';
import { alterationOf } from './alter-sample.js';
import { refuters, type Refuter } from './refuters.js';

/** What to repeat, as plain data: it may be sent to another thread. */
export interface RefutationPlan {
  readonly refuter: Refuter;
  readonly method: string;
  readonly table: Table;
  readonly roles: Roles;
  readonly options: Readonly<Record<string, unknown>>;
  readonly replicates: number;
  readonly seed: number;
  /** Of the rows or clusters that a subset keeps. */
  readonly share: number;
}

/** A stretch of the replicates of a plan. */
export interface RefutationShard {
  readonly plan: RefutationPlan;
  readonly from: number;
  readonly to: number;
}

export interface RefutationOptions {
  readonly replicates?: number;
  readonly seed?: number;
  readonly share?: number;
}

export interface Refutation {
  readonly refuter: Refuter;
  readonly method: string;
  /** The question, in words. */
  readonly what: string;
  /** `p-value`, `false-alarm-share` or `spread-over-expected`. */
  readonly measure: 'p-value' | 'false-alarm-share' | 'spread-over-expected';
  readonly value: number;
  /** What the number of replicates leaves open about `value`; null for a spread. */
  readonly interval: Interval | null;
  /** Whether the figure outlived the attempt: see `refute`. */
  readonly survived: boolean;
  readonly observed: { readonly value: number; readonly standardError: number | null };
  /** Figures of the replicates, on the scale of the error: logarithms for a ratio. */
  readonly replicated: {
    readonly mean: number;
    readonly standardDeviation: number;
    readonly lower: number;
    readonly upper: number;
  };
  readonly replicates: number;
  readonly failed: number;
  readonly seed: number;
  readonly warnings: readonly StatisticalWarning[];
}

const GROUPS = ['two-groups', 'models', 'adjustment', 'survival', 'designs'];
const PARTS = 3;
/** Twice the spread that the error foretells is more than replicates, or a rough error, would explain. */
const LARGEST_SPREAD = 2;
/** Level of the limits that the number of replicates leaves. */
const MONTE_CARLO = 0.99;

/**
 * Attempts to refute the figure of a method by repeating all of it on altered data (Sharma and Kiciman 2020 collect such tests):
 *
 * - `permutation`: treatment dealt out anew (whole clusters, within strata, else rows). `value` is (1 + figures at least as far from
 *   no effect)/(1 + replicates) (Phipson and Smyth 2010): the p-value of no effect on anybody, exact for a trial, a description otherwise,
 *   since the real treatment was not dealt out at random. Survived: below 1 - level.
 * - `placebo-treatment`: a treatment without effect, drawn from the estimated score. `value` is the share of replicates whose own
 *   interval leaves out no effect. Survived: Wilson's 99 % interval of that share reaches down to 1 - level.
 * - `dummy-outcome`: outcomes of other rows, likewise.
 * - `subset-stability`: shares of the rows or clusters without replacement. `value` is the spread of the figures over SE √((1 - f)/f), what the
 *   method's error foretells for a share f. Survived: at most 2.
 *
 * None shows that there is no unmeasured confounding: they catch wrong code, wrong errors and figures that hang on a few rows.
 * Replicate r draws from stream r of the seed, so any split of the replicates over threads gives the same bits.
 * Errors: missing-role (no treatment), not-estimable (a method or data that cannot be altered so, replicates refused), invalid-option.
 *
 * @example refute('permutation', 'risk-difference', table, { treatment: 't', outcome: 'y' }).value // 0.012
 */
export function refute(
  refuter: Refuter,
  method: string,
  table: Table,
  roles: Roles,
  options: Readonly<Record<string, unknown>> = {},
  how: RefutationOptions = {},
): Refutation {
  const plan = planRefutation(refuter, method, table, roles, options, how);
  return concludeRefutation(plan, [runRefutationShard({ plan, from: 0, to: plan.replicates })]);
}

/** Checks the question before anything is repeated. */
export function planRefutation(
  refuter: Refuter,
  method: string,
  table: Table,
  roles: Roles,
  options: Readonly<Record<string, unknown>> = {},
  { replicates = 500, seed = 1, share = 0.8 }: RefutationOptions = {},
): RefutationPlan {
  if (!Object.hasOwn(refuters, refuter)) {
    throw new StatisticalError(
      'unknown-estimator',
      `There is no refuter "${String(refuter)}". There are: ${Object.keys(refuters).join(', ')}.`,
    );
  }
  if (!GROUPS.includes(findEstimator(method).group) || roles.unit !== undefined) {
    throw new StatisticalError(
      'not-estimable',
      `${method} is not refuted by ${refuter}: it compares no two arms of rows that stand for themselves. Name the method of the effect; a panel has its own test of trends.`,
    );
  }
  if (roles.treatment === undefined) {
    throw new StatisticalError('missing-role', `${refuter} alters a comparison: name the treatment.`, ['treatment']);
  }
  if (roles.weights !== undefined) {
    throw new StatisticalError(
      'not-estimable',
      `${refuter} deals rows out one by one and cannot with weights: write one row for each person.`,
      ['weights'],
    );
  }
  const within = (name: string, value: number, from: number, to: number, whole: boolean): void => {
    if (value >= from && value <= to && (!whole || Number.isInteger(value))) return;
    const kind = whole ? 'a whole number' : 'a number';
    throw new StatisticalError('invalid-option', `${name} is ${value}; write ${kind} from ${from} to ${to}.`, [name]);
  };
  within('replicates', replicates, 20, 1_000_000, true);
  within('seed', seed, 0, Number.MAX_SAFE_INTEGER, true);
  within('share', share, 0.1, 0.95, false);
  return { refuter, method, table, roles, options, replicates, seed, share };
}

/** Equal stretches of the replicates. */
export const refutationShards = (plan: RefutationPlan, shards: number): RefutationShard[] =>
  Array.from({ length: shards }, (_, i) => ({
    plan,
    from: Math.floor((i * plan.replicates) / shards),
    to: Math.floor(((i + 1) * plan.replicates) / shards),
  }));

/** Figure and limits of replicates `from` to `to` - 1, three numbers each; NaN where the method refuses. */
export function runRefutationShard({ plan, from, to }: RefutationShard): Float64Array {
  const entry = findEstimator(plan.method);
  const values = validateOptions(plan.method, entry.options, plan.options);
  const alter = alterationOf(plan.refuter, sampleOf(entry, plan), plan.share);
  const figureOnly = plan.refuter === 'permutation' || plan.refuter === 'subset-stability';
  const found = new Float64Array(PARTS * (to - from)).fill(NaN);
  for (let run = from; run < to; run++) {
    const sample = alter({ seed: plan.seed, stream: run });
    if (oneArm(sample)) continue;
    try {
      const at = PARTS * (run - from);
      if (figureOnly) found[at] = entry.figure(sample, values) ?? NaN;
      else {
        const { value, interval } = entry.run(sample, values);
        found.set([value ?? NaN, interval.lower ?? -Infinity, interval.upper ?? Infinity], at);
      }
    } catch (error) {
      if (!(error instanceof StatisticalError)) throw error;
    }
  }
  return found;
}

/** Shards in the order of their replicates to a verdict. */
export function concludeRefutation(plan: RefutationPlan, shards: readonly Float64Array[]): Refutation {
  const { refuter, method, table, options, replicates, seed, share } = plan;
  const observed = estimate(method, table, ownRoles(findEstimator(method), plan.roles), options);
  const ratio = observed.standardErrorScale === 'log';
  const scale = (figure: number): number => (ratio ? log(figure) : figure);
  const runs = shards.flatMap((shard) =>
    Array.from({ length: shard.length / PARTS }, (_, k) => [...shard.subarray(PARTS * k, PARTS * (k + 1))]),
  );
  const usable = runs.filter(([figure]) => Number.isFinite(scale(figure!)));
  const failed = replicates - usable.length;
  if (observed.value === null || failed > replicates / 10) {
    throw new StatisticalError(
      'not-estimable',
      `${method} gave no figure in ${failed} of ${replicates} replicates of ${refuter}: too few rows, events or overlap. Use fewer covariates or a larger share.`,
    );
  }
  const figures = Float64Array.from(usable, ([figure]) => scale(figure!));
  const sorted = figures.toSorted();
  const { mean, squares } = moments(figures, new Float64Array(figures.length).fill(1));
  const spread = Math.sqrt(squares / (figures.length - 1));
  const at = (p: number): number => quantile((k) => sorted[k]!, sorted.length, p);
  const level = observed.interval.level;
  const error = observed.standardError;
  const verdict = (): Pick<Refutation, 'measure' | 'value' | 'interval' | 'survived'> => {
    if (refuter === 'subset-stability') {
      if (error === null || !(error > 0)) {
        throw new StatisticalError('not-estimable', `${method} gives no error to judge the spread of subsets by.`);
      }
      const value = spread / (error * Math.sqrt((1 - share) / share));
      return { measure: 'spread-over-expected', value, interval: null, survived: value <= LARGEST_SPREAD };
    }
    const distance = Math.abs(scale(observed.value!)) * (1 - 1e-12);
    const none = ratio ? 1 : 0;
    const count =
      refuter === 'permutation'
        ? figures.reduce((sum, figure) => (Math.abs(figure) >= distance ? sum + 1 : sum), 0)
        : usable.filter(([, lower, upper]) => lower! > none || upper! < none).length;
    const [lower, upper] = wilsonInterval(count, usable.length, normalCritical(MONTE_CARLO));
    const interval = { level: MONTE_CARLO, lower, upper };
    if (refuter !== 'permutation') {
      return { measure: 'false-alarm-share', value: count / usable.length, interval, survived: lower <= 1 - level };
    }
    const value = (1 + count) / (1 + usable.length);
    return { measure: 'p-value', value, interval, survived: value < 1 - level };
  };
  return {
    refuter,
    method,
    what: refuters[refuter],
    ...verdict(),
    observed: { value: observed.value, standardError: error },
    replicated: { mean, standardDeviation: spread, lower: at(0.025), upper: at(0.975) },
    replicates,
    failed,
    seed,
    warnings: [
      ...observed.warnings,
      ...(failed > 0
        ? [{ kind: 'replicates-failed', message: `The method refused ${failed} of ${replicates} replicates.` }]
        : []),
    ],
  };
}

const oneArm = ({ treatment }: Sample): boolean => treatment!.every((t) => t === treatment![0]);

/** The sample of the method, with clusters besides, which are dealt out whole even where the method ignores them. */
function sampleOf(entry: CatalogueEntry, { table, roles, options }: RefutationPlan): SampleWith<'treatment'> {
  const { required, optional } = entry.inputs;
  const inputs = takesCluster(entry) ? entry.inputs : { required, optional: [...optional, 'cluster' as const] };
  return prepareSample(
    { ...entry, inputs },
    table,
    withOptionColumns(entry, roles, options),
  ) as SampleWith<'treatment'>;
}

const takesCluster = ({ inputs }: CatalogueEntry): boolean =>
  inputs.required.includes('cluster') || inputs.optional.includes('cluster');

function ownRoles(entry: CatalogueEntry, roles: Roles): Roles {
  if (takesCluster(entry)) return roles;
  const { cluster: _, ...rest } = roles;
  return rest;
}
