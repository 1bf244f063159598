import type { Finding } from '../core/estimate.js';
import type { Sample, SampleWith } from '../core/sample.js';
import type { Role } from '../core/table.js';
import type { OptionSpec, OptionValue, Options, OptionValues } from './option.js';

/** The groups of docs/methods.md, one folder each. */
export type EstimatorGroup =
  | 'two-groups'
  | 'models'
  | 'adjustment'
  | 'survival'
  | 'target-trial'
  | 'designs'
  | 'diagnostics'
  | 'sensitivity'
  | 'over-time'
  | 'many'
  | 'economics';

/** One method, described as data. The only way to call it is `estimate`, which validates for all of them. */
export interface CatalogueEntry {
  readonly id: string;
  readonly group: EstimatorGroup;
  readonly what: string;
  readonly estimand: string;
  readonly inputs: { readonly required: readonly Role[]; readonly optional: readonly Role[] };
  /** Roles whose column may hold only 0 and 1. */
  readonly binary: readonly Role[];
  readonly options: readonly OptionSpec[];
  readonly run: (sample: Sample, options: Readonly<Record<string, OptionValue>>) => Finding;
  /** The figure alone, for methods that are repeated thousands of times: the bits of `run(...).value`. */
  readonly figure: (sample: Sample, options: Readonly<Record<string, OptionValue>>) => number | null;
  /**
   * Prepares one sample for being counted anew thousands of times: what comes back gives, to rounding, the figure of the sample
   * with other frequencies of its rows, whatever it was asked before. null where it has no short way; `figure` is then asked.
   */
  readonly recount: (sample: Sample, options: Readonly<Record<string, OptionValue>>) => Recount | null;
}

export type Recount = (frequency: Float64Array) => number | null;

interface Definition<R extends Role, O extends Options> {
  readonly id: string;
  readonly group: EstimatorGroup;
  readonly what: string;
  readonly estimand: string;
  readonly required: readonly R[];
  readonly optional?: readonly Role[];
  readonly binary?: readonly Role[];
  /** The event column holds causes (0 = censored, 1, 2, ...), not 0/1. */
  readonly eventCodes?: boolean;
  readonly options: O;
  readonly run: (sample: SampleWith<R>, options: OptionValues<O>) => Finding;
  /** The value of `run` without what only its error and details need; left out where that would save little. */
  readonly figure?: (sample: SampleWith<R>, options: OptionValues<O>) => number | null;
  readonly recount?: (sample: SampleWith<R>, options: OptionValues<O>) => Recount | null;
}

/**
 * Ties a method's description to its function so that the function sees exactly the roles and option types it
 * declared. The casts are sound because `estimate` has checked both before it calls `run`.
 */
export function defineEstimator<const R extends Role, const O extends Options>(
  definition: Definition<R, O>,
): CatalogueEntry {
  const {
    id,
    group,
    what,
    estimand,
    required,
    optional = [],
    binary = [],
    eventCodes = false,
    options,
    run,
    figure = (sample, values) => run(sample, values).value,
    recount = () => null,
  } = definition;
  return {
    id,
    group,
    what,
    estimand,
    inputs: { required, optional },
    binary: ['treatment', ...(eventCodes ? [] : (['event'] as const)), ...binary],
    options: Object.entries(options).map(([name, option]) => ({ name, ...option })),
    run: (sample, values) => run(sample as SampleWith<R>, values as OptionValues<O>),
    figure: (sample, values) => figure(sample as SampleWith<R>, values as OptionValues<O>),
    recount: (sample, values) => recount(sample as SampleWith<R>, values as OptionValues<O>),
  };
}
