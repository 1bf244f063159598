import type { Details, Estimate, Finding, Json, StatisticalWarning } from '../core/estimate.js';
import { StatisticalError } from '../core/statistical-error.js';
import { listRoles, singleRoles, type Roles, type Table } from '../core/table.js';
import type { CatalogueEntry } from './define-estimator.js';
import { findEstimator } from './find-estimator.js';
import { prepareSample } from './prepare-sample.js';
import { validateOptions } from './validate-options.js';

/**
 * The one door: validates, drops incomplete rows, runs the method and returns plain JSON.
 *
 * Inputs are never changed, and the same inputs give the same bits. Throws `StatisticalError` when the question or
 * the data admit no honest answer.
 *
 * @example
 * estimate('risk-difference', { rows: 4, columns: { t: Float64Array.of(1, 1, 0, 0), y: Float64Array.of(1, 0, 0, 0) } },
 *   { treatment: 't', outcome: 'y' }).value // 0.5
 */
export function estimate(
  id: string,
  table: Table,
  roles: Roles,
  options: Readonly<Record<string, unknown>> = {},
): Estimate {
  const entry = findEstimator(id);
  const values = validateOptions(id, entry.options, options);
  const sample = prepareSample(
    entry,
    table,
    withOptionColumns(entry, roles, options),
    values['weightType'] === 'sampling',
  );
  const finding = entry.run(sample, values);
  return {
    method: id,
    estimand: finding.estimand,
    measure: finding.measure,
    value: finite(id, 'value', finding.value),
    standardError: finite(id, 'standard error', finding.standardError),
    standardErrorScale: finding.standardErrorScale,
    interval: {
      level: finding.interval.level,
      lower: finite(id, 'lower limit', finding.interval.lower),
      upper: finite(id, 'upper limit', finding.interval.upper),
    },
    n: { ...finding.n, dropped: sample.dropped },
    details: withoutNaN(finding.details) as Details,
    warnings: [...sample.warnings, ...withZeroVariance(finding)],
  };
}

/** An error of zero, or of nothing but rounding, is never let through as certainty, whichever method gave it. */
function withZeroVariance({ value, standardError, standardErrorScale, warnings = [] }: Finding): StatisticalWarning[] {
  const size = standardErrorScale === 'log' ? 1 : Math.abs(value ?? 0);
  const none = standardError !== null && standardError <= 1e-12 * size;
  if (!none || warnings.some(({ kind }) => kind === 'zero-variance')) return [...warnings];
  const message =
    'The error is zero because nothing varies within what is compared: that is no certainty. Read the counts instead.';
  return [...warnings, { kind: 'zero-variance', message }];
}

/** The roles a method uses, so that one study's roles can be handed to several methods. */
export function rolesFor(entry: CatalogueEntry, roles: Roles): Roles {
  const usable = [...entry.inputs.required, ...entry.inputs.optional, 'weights' as const];
  return Object.fromEntries(
    [...singleRoles, ...listRoles].filter((role) => usable.includes(role)).map((role) => [role, roles[role]]),
  );
}

/** The roles with the columns that options name: what a method reads of a file. */
export function withOptionColumns(
  { options }: CatalogueEntry,
  roles: Roles,
  given: Readonly<Record<string, unknown>>,
): Roles {
  const joined = { ...roles };
  for (const { name, role } of options) {
    const names = given[name];
    if (role === undefined || !Array.isArray(names)) continue;
    joined[role] = [...new Set([...(joined[role] ?? []), ...(names as string[])])];
  }
  return joined;
}

function finite(method: string, part: string, value: number | null): number | null {
  if (value === null || Number.isFinite(value)) return value;
  throw new StatisticalError(
    'not-estimable',
    `${method} gives no finite ${part} on these rows. Look at the counts and ranges of the columns used.`,
  );
}

/** Details may hold figures that do not exist (a limit beyond the curve): JSON says null. */
function withoutNaN(value: Json): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(withoutNaN);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutNaN(item)]));
}
