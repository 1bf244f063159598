import type { StatisticalWarning } from '../core/estimate.js';
import { sumOf } from '../core/descriptive.js';
import type { Sample } from '../core/sample.js';
import { StatisticalError } from '../core/statistical-error.js';
import { isCategory, type Role, type Roles, type Table } from '../core/table.js';
import { checkArms, checkBinary, checkFinite, checkTimes, isBinary } from './check-columns.js';
import type { CatalogueEntry } from './define-estimator.js';
import { expandCovariates } from './expand-covariates.js';
import { groupBy } from './group-by.js';
import { frequencyOf, gather, keptRows } from './kept-rows.js';
import { columnNamed, readRoles } from './read-roles.js';

/**
 * Table and roles to a validated sample: complete rows only, the dropped ones counted.
 * Errors name the column: missing-role, repeated-role, unknown-column, wrong-column-type, wrong-column-length, not-binary, not-finite,
 * negative-time, weights-not-frequencies, no-rows, single-arm.
 */
export function prepareSample(entry: CatalogueEntry, table: Table, roles: Roles, sampling = false): Sample {
  const warnings: StatisticalWarning[] = [];
  const named = readRoles(entry, roles, warnings);
  const columns = new Map([...new Set([...named.values()].flat())].map((name) => [name, columnNamed(table, name)]));

  const kept = keptRows(table.rows, [...columns.values()], frequencyOf(columns, named, sampling));
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
  const entryTime = single('entry');
  const weights = single('weights');
  const instrument = single('instrument');
  const period = single('period');
  const firstTreated = single('firstTreated');
  const deviated = single('deviated');
  const unitName = named.get('unit')?.[0];
  const clusterName = named.get('cluster')?.[0];
  const strata = named.get('strata');
  const frequencies = sampling ? undefined : weights;
  const frequency = frequencies ?? new Float64Array(kept.rows.length).fill(1);
  const sample: Sample = {
    rows: kept.rows.length,
    total: frequencies === undefined ? kept.rows.length : sumOf(frequencies),
    frequency,
    covariates: expandCovariates(named.get('covariates') ?? [], columns, kept.rows, (name) =>
      numeric('covariates', name),
    ),
    outcomeIsBinary: outcome !== undefined && isBinary(outcome),
    dropped: kept.missing,
    tableRows: kept.rows,
    warnings,
    ...(treatment && { treatment, treatmentName: named.get('treatment')![0]! }),
    ...(outcome && { outcome, outcomeName: named.get('outcome')![0]! }),
    ...(time && { time }),
    ...(event && { event }),
    ...(entryTime && { entry: entryTime }),
    ...(weights && { weights }),
    ...(sampling && weights && { samplingWeights: weights }),
    ...(instrument && { instrument, instrumentName: named.get('instrument')![0]! }),
    ...(period && { period }),
    ...(firstTreated && { firstTreated }),
    ...(deviated && { deviated }),
    ...(unitName !== undefined && { unit: groupBy([columns.get(unitName)!], kept.rows) }),
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
