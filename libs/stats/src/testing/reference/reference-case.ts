import type { Roles } from '../../core/table.js';

/** One call and the numbers another program gave for it; `expected` is keyed by path in the estimate. */
export interface ReferenceCase {
  readonly id: string;
  readonly roles: Roles;
  readonly options: Readonly<Record<string, unknown>>;
  readonly relative: number;
  readonly expected: Readonly<Record<string, number>>;
  /** Natural size of the figures, for those that are zero up to rounding. */
  readonly scale?: number;
}

/** Limits under a path; what R could not give is left out. */
export const limits = (path: string, [lower = NaN, upper = NaN]: readonly number[]): Record<string, number> =>
  withoutNaN({ [`${path}.lower`]: lower, [`${path}.upper`]: upper });

export const withoutNaN = (expected: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(expected).filter(([, value]) => !Number.isNaN(value)));
