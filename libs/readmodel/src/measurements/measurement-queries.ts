import { authorise, type Actor } from '@impact-ledger/domain';
import { sql, type SqlBool } from 'kysely';
import { z } from 'zod';
import { begunBy, endAsKnown, parseAsOf, standingAt, type AsOf } from '../as-of.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import type { ReadDatabase } from '../read-database.js';
import type { MeasurementView, Page } from '../views.js';

/** States of data points as the ledger knew them at the moment: those that stood, or with history all there had been. */
export function measurementStates(db: ReadDatabase, asOf: AsOf | undefined, includeHistory: boolean) {
  const { recordedTo, positionTo } = endAsKnown(asOf, 'measurement');
  return db
    .selectFrom('measurement')
    .where(includeHistory ? begunBy(asOf, 'measurement') : standingAt(asOf, 'measurement'))
    .$if(!includeHistory, (query) => query.where('status', '=', 'live'))
    .select([
      'id',
      'revision',
      'indicator',
      'definition_version',
      'period',
      'period_start',
      'period_end',
      'breakdown',
      'value',
      'quality',
      'vintage',
      'provenance',
      'status',
      'reason',
      'recorded_from',
      'position_from',
      recordedTo.as('known_to'),
      positionTo.as('known_to_position'),
    ]);
}

/** True of data points whose period holds the civil day. */
export const periodHolds = (day: string) =>
  sql<SqlBool>`(measurement.period_start <= ${day}::date and measurement.period_end > ${day}::date)`;

type StateRow = Awaited<ReturnType<ReturnType<typeof measurementStates>['execute']>>[number];

export const toMeasurementView = (row: StateRow): MeasurementView => ({
  id: row.id,
  indicator: row.indicator,
  definitionVersion: row.definition_version,
  period: row.period,
  periodStart: row.period_start,
  periodEnd: row.period_end,
  breakdown: row.breakdown,
  value: row.value,
  quality: row.quality,
  vintage: row.vintage,
  provenance: row.provenance,
  status: row.status,
  reason: row.reason,
  revision: row.revision,
  recordedFrom: row.recorded_from.toISOString(),
  recordedTo: row.known_to?.toISOString() ?? null,
  position: row.position_from,
});

const IN_SERIES: ListOrder<[string, string, string, number, string, number]> = {
  list: 'measurements',
  columns: ['indicator', 'period_start', 'period_end', 'definition_version', 'id', 'revision'],
  direction: 'asc',
  key: z.tuple([z.string(), z.iso.date(), z.iso.date(), z.int32(), z.uuid(), z.int32()]),
};

export interface MeasurementFilters extends PageRequest {
  readonly indicator?: string | undefined;
  readonly definitionVersion?: number | undefined;
  /** Position, time or day: what the ledger said then. */
  readonly asOf?: string | undefined;
  /** Civil day (YYYY-MM-DD) that the period must hold. */
  readonly validAt?: string | undefined;
  /** Also what was corrected or withdrawn, every recorded state a row; otherwise what stands. */
  readonly includeHistory?: boolean | undefined;
}

/** Measurements by indicator, period and definition version, states of one data point in the order of their recording. Throws Forbidden, InvalidCursor, InvalidAsOf. */
export async function listMeasurements(
  db: ReadDatabase,
  actor: Actor,
  filters: MeasurementFilters = {},
): Promise<Page<MeasurementView>> {
  authorise(actor, 'ReadRecord');
  const { indicator, definitionVersion, validAt, cursor, includeHistory = false } = filters;
  const asOf = filters.asOf === undefined ? undefined : parseAsOf(filters.asOf);
  const rows = await measurementStates(db, asOf, includeHistory)
    .where(beyond(IN_SERIES, cursor))
    .$if(indicator !== undefined, (query) => query.where('indicator', '=', indicator as string))
    .$if(definitionVersion !== undefined, (query) =>
      query.where('definition_version', '=', definitionVersion as number),
    )
    .$if(validAt !== undefined, (query) => query.where(periodHolds(validAt as string)))
    .orderBy('indicator')
    .orderBy('period_start')
    .orderBy('period_end')
    .orderBy('definition_version')
    .orderBy('id')
    .orderBy('revision')
    .limit(rowsFor(filters))
    .execute();
  return pageOf(IN_SERIES, filters, rows, toMeasurementView, (row) => [
    row.indicator,
    row.period_start,
    row.period_end,
    row.definition_version,
    row.id,
    row.revision,
  ]);
}

/** Every state of one data point, oldest first; empty when there is none. Throws Forbidden, InvalidAsOf. */
export async function readMeasurement(
  db: ReadDatabase,
  actor: Actor,
  id: string,
  options: { readonly asOf?: string | undefined } = {},
): Promise<readonly MeasurementView[]> {
  authorise(actor, 'ReadRecord');
  const asOf = options.asOf === undefined ? undefined : parseAsOf(options.asOf);
  if (!z.uuid().safeParse(id).success) return [];
  const rows = await measurementStates(db, asOf, true).where('id', '=', id).orderBy('revision').execute();
  return rows.map(toMeasurementView);
}
