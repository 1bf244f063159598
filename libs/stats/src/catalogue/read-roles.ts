import type { StatisticalWarning } from '../core/estimate.js';
import { StatisticalError } from '../core/statistical-error.js';
import { isCategory, listRoles, singleRoles, type Column, type Role, type Roles, type Table } from '../core/table.js';
import type { CatalogueEntry } from './define-estimator.js';

/** Columns by role, of the roles the method uses; unused ones are warned of. Errors: missing-role, repeated-role. */
export function readRoles(
  entry: CatalogueEntry,
  roles: Roles,
  warnings: StatisticalWarning[],
): ReadonlyMap<Role, readonly string[]> {
  const named = new Map(acceptedRoles(entry, roles, warnings).map((role) => [role, columnsOf(roles, role)] as const));
  refuseRepeats(named);
  return named;
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

/** Parts that one column cannot play together. */
const PARTS = [
  'treatment',
  'outcome',
  'time',
  'event',
  'entry',
  'weights',
  'instrument',
  'unit',
  'period',
  'firstTreated',
  'deviated',
  'covariates',
] as const;

function refuseRepeats(named: ReadonlyMap<Role, readonly string[]>): void {
  const seen = new Map<string, Role>();
  for (const role of PARTS) {
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

/** A column of the table, of the right length. Errors: unknown-column, wrong-column-length. */
export function columnNamed(table: Table, name: string): Column {
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
