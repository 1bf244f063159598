import type { StatisticalWarning } from '../core/estimate.js';
import { sumOf } from '../core/moments.js';
import type { Covariates, Grouping, Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { isCategory, listRoles, singleRoles, type Column, type Role, type Roles, type Table } from '../core/table.js';
import type { CatalogueEntry } from './define-estimator.js';

/**
 * Table and roles to a validated sample: complete rows only, the dropped ones counted.
 * Errors name the column: missing-role, repeated-role, unknown-column, wrong-column-type, wrong-column-length, not-binary, not-finite,
 * negative-time, weights-not-frequencies, no-rows, single-arm.
 */
export function prepareSample(entry: CatalogueEntry, table: Table, roles: Roles): Sample {
  const warnings: StatisticalWarning[] = [];
  const accepted = acceptedRoles(entry, roles, warnings);
  const named = new Map<Role, readonly string[]>(accepted.map((role) => [role, columnsOf(roles, role)]));
  refuseRepeats(named);
  const columns = new Map([...new Set([...named.values()].flat())].map((name) => [name, columnNamed(table, name)]));

  const kept = keptRows(table.rows, [...columns.values()], frequencyOf(columns, named));
  if (kept.rows.length === 0 && columns.size > 0) {
    const reason = kept.missing === 0 ? 'there are none' : `all ${kept.missing} have a missing value`;
    throw new StatisticalError(
      'no-rows',
      `${entry.id} has no complete row to use: ${reason}. Check the columns ${[...columns.keys()].join(', ')}.`,
    );
  }
  if (kept.missing > 0) {
    const message = `${kept.missing} rows have a missing value in a needed column and were left out.`;
    warnings.push({ kind: 'rows-dropped', message });
  }

  const everyRow = kept.rows.length === table.rows;
  const numeric = (role: Role, name: string): Float64Array => {
    const column = columns.get(name)!;
    if (isCategory(column)) {
      throw new StatisticalError(
        'wrong-column-type',
        `Column "${name}" is a category, but ${role} needs numbers. Code it as numbers first.`,
        [name],
      );
    }
    const values = everyRow ? column : gather(column, kept.rows);
    checkFinite(name, values);
    if (entry.binary.includes(role)) checkBinary(role, name, values);
    if (role === 'time') checkTimes(name, values);
    return values;
  };
  const single = (role: Role): Float64Array | undefined => {
    const name = named.get(role)?.[0];
    return name === undefined ? undefined : numeric(role, name);
  };

  const treatment = single('treatment');
  const outcome = single('outcome');
  const time = single('time');
  const event = single('event');
  const weights = single('weights');
  const clusterName = named.get('cluster')?.[0];
  const strata = named.get('strata');
  const frequency = weights ?? new Float64Array(kept.rows.length).fill(1);
  const sample: Sample = {
    rows: kept.rows.length,
    total: weights === undefined ? kept.rows.length : sumOf(weights),
    frequency,
    covariates: expandCovariates(named.get('covariates') ?? [], columns, kept.rows, (name) =>
      numeric('covariates', name),
    ),
    outcomeIsBinary: outcome !== undefined && isBinary(outcome),
    dropped: kept.missing,
    warnings,
    ...(treatment && { treatment, treatmentName: named.get('treatment')![0]! }),
    ...(outcome && { outcome, outcomeName: named.get('outcome')![0]! }),
    ...(time && { time }),
    ...(event && { event }),
    ...(weights && { weights }),
    ...(clusterName !== undefined && { cluster: groupBy([columns.get(clusterName)!], kept.rows) }),
    ...(strata && {
      strata: groupBy(
        strata.map((name) => columns.get(name)!),
        kept.rows,
      ),
    }),
  };
  if (treatment) checkArms(named.get('treatment')![0]!, treatment);
  return sample;
}

function acceptedRoles(entry: CatalogueEntry, roles: Roles, warnings: StatisticalWarning[]): Role[] {
  const given = [...singleRoles, ...listRoles].filter((role) => columnsOf(roles, role).length > 0);
  const missing = entry.inputs.required.filter((role) => !given.includes(role));
  if (missing.length > 0) {
    throw new StatisticalError(
      'missing-role',
      `${entry.id} needs ${missing.join(' and ')}: name the columns that play these parts.`,
      missing,
    );
  }
  const usable = [...entry.inputs.required, ...entry.inputs.optional, 'weights' as const];
  const unused = given.filter((role) => !usable.includes(role));
  if (unused.length > 0) {
    warnings.push({
      kind: 'role-unused',
      message: `${entry.id} does not use ${unused.join(', ')}: the figure does not depend on it.`,
    });
  }
  return given.filter((role) => usable.includes(role));
}

function columnsOf(roles: Roles, role: Role): readonly string[] {
  const value = roles[role];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

function refuseRepeats(named: ReadonlyMap<Role, readonly string[]>): void {
  const seen = new Map<string, Role>();
  for (const role of ['treatment', 'outcome', 'time', 'event', 'weights', 'covariates'] as const) {
    for (const name of named.get(role) ?? []) {
      const before = seen.get(name);
      if (before !== undefined) {
        throw new StatisticalError(
          'repeated-role',
          `Column "${name}" is named as ${before} and as ${role}. Name it once.`,
          [name],
        );
      }
      seen.set(name, role);
    }
  }
}

function columnNamed(table: Table, name: string): Column {
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
  if (column === undefined) {
    throw new StatisticalError(
      'unknown-column',
      `There is no column "${name}". The columns are ${Object.keys(table.columns).join(', ')}.`,
      [name],
    );
  }
  const length = isCategory(column) ? column.codes.length : column.length;
  if (length !== table.rows) {
    throw new StatisticalError('wrong-column-length', `Column "${name}" has ${length} values for ${table.rows} rows.`, [
      name,
    ]);
  }
  return column;
}

function frequencyOf(
  columns: ReadonlyMap<string, Column>,
  named: ReadonlyMap<Role, readonly string[]>,
): Float64Array | null {
  const name = named.get('weights')?.[0];
  const column = name === undefined ? undefined : columns.get(name);
  if (name === undefined || column === undefined || isCategory(column)) return null;
  if (column.some((w) => w < 0 || (!Number.isNaN(w) && !Number.isInteger(w)))) {
    throw new StatisticalError(
      'weights-not-frequencies',
      `Weights are frequencies: whole numbers of equal rows, not negative. "${name}" holds others; sampling weights would give wrong standard errors here.`,
      [name],
    );
  }
  return column;
}

function keptRows(
  rows: number,
  columns: readonly Column[],
  frequency: Float64Array | null,
): { rows: Uint32Array; missing: number } {
  const keep = new Uint8Array(rows).fill(1);
  for (const column of columns) {
    if (isCategory(column)) for (let i = 0; i < rows; i++) keep[i]! &= column.codes[i]! >= 0 ? 1 : 0;
    else for (let i = 0; i < rows; i++) keep[i]! &= Number.isNaN(column[i]!) ? 0 : 1;
  }
  const missing = rows - countOnes(keep);
  // A row of frequency 0 stands for nobody: it is neither used nor missing.
  if (frequency !== null) for (let i = 0; i < rows; i++) keep[i]! &= frequency[i] === 0 ? 0 : 1;
  const indices = new Uint32Array(countOnes(keep));
  for (let i = 0, next = 0; i < rows; i++) if (keep[i] === 1) indices[next++] = i;
  return { rows: indices, missing };
}

function countOnes(flags: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < flags.length; i++) count += flags[i]!;
  return count;
}

function gather(column: Float64Array, rows: Uint32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]!]!;
  return values;
}

function expandCovariates(
  names: readonly string[],
  columns: ReadonlyMap<string, Column>,
  rows: Uint32Array,
  numeric: (name: string) => Float64Array,
): Covariates {
  const expanded: { name: string; values: Float64Array }[] = [];
  for (const name of names) {
    const column = columns.get(name)!;
    if (!isCategory(column)) {
      expanded.push({ name, values: numeric(name) });
      continue;
    }
    const seen = new Uint8Array(column.levels.length);
    for (const row of rows) seen[column.codes[row]!] = 1;
    const present = column.levels.map((_, code) => code).filter((code) => seen[code] === 1);
    for (const code of present.slice(1)) {
      const values = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) values[i] = column.codes[rows[i]!] === code ? 1 : 0;
      expanded.push({ name: `${name}=${column.levels[code]!}`, values });
    }
    if (present.length === 1) {
      throw new StatisticalError(
        'constant-covariate',
        `Covariate "${name}" has the one value "${column.levels[present[0]!]!}" in all rows used. Leave it out.`,
        [name],
      );
    }
  }
  return { names: expanded.map(({ name }) => name), columns: expanded.map(({ values }) => values) };
}

/** Codes 0..count-1 in order of first appearance of each combination. */
function groupBy(columns: readonly Column[], rows: Uint32Array): Grouping {
  const codes = new Int32Array(rows.length);
  const parent = new Map<string | number, number>();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const first = columns[0]!;
    const key =
      columns.length === 1
        ? isCategory(first)
          ? first.codes[row]!
          : first[row]!
        : columns.map((column) => (isCategory(column) ? column.codes[row] : column[row])).join('\u0000');
    let code = parent.get(key);
    if (code === undefined) parent.set(key, (code = parent.size));
    codes[i] = code;
  }
  return { codes, count: parent.size };
}

function checkFinite(name: string, values: Float64Array): void {
  let finite = true;
  for (let i = 0; i < values.length; i++) finite &&= Number.isFinite(values[i]);
  if (!finite) {
    throw new StatisticalError(
      'not-finite',
      `Column "${name}" holds an infinite value. Correct it or mark it as missing.`,
      [name],
    );
  }
}

function isBinary(values: Float64Array): boolean {
  let binary = true;
  for (let i = 0; i < values.length; i++) binary &&= values[i] === 0 || values[i] === 1;
  return binary;
}

function checkBinary(role: Role, name: string, values: Float64Array): void {
  if (!isBinary(values)) {
    const other = values.find((value) => value !== 0 && value !== 1);
    throw new StatisticalError(
      'not-binary',
      `The ${role} column "${name}" may hold only 0 and 1, but holds ${other}. Recode it.`,
      [name],
    );
  }
}

function checkTimes(name: string, values: Float64Array): void {
  if (values.some((value) => value < 0)) {
    throw new StatisticalError(
      'negative-time',
      `The time column "${name}" holds a negative duration: time runs from time zero. Correct or exclude those rows.`,
      [name],
    );
  }
}

function checkArms(name: string, treatment: Float64Array): void {
  const first = treatment[0]!;
  if (treatment.every((value) => value === first)) {
    const arm = first === 1 ? 'treated' : 'in the comparison group';
    throw new StatisticalError(
      'single-arm',
      `Every row used is ${arm} ("${name}" is always ${first}): there is nothing to compare with.`,
      [name],
    );
  }
}
