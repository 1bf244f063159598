import { authorise, type Actor } from '@impact-ledger/domain';
import { sql, type Selectable } from 'kysely';
import { z } from 'zod';
import { begunBy, endAsKnown, parseAsOf, recordedBy, standingAt, type AsOf } from '../as-of.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { DefinitionVersionView, IndicatorDetail, IndicatorView, Page, TargetView } from '../views.js';

const RETIRED = { time: 'indicator.retired_at', position: 'indicator.retired_position' };
const TARGET_SET = { time: 'target.recorded_at', position: 'target.position' };
const APPROVED = { time: 'approval.recorded_at', position: 'approval.position' };
const DEFINED = { time: 'definition.recorded_from', position: 'definition.position_from' };

/** Each indicator under the definition that was its newest at the moment; those defined later are not there. */
export const indicatorStates = (db: ReadDatabase, asOf: AsOf | undefined) =>
  db
    .selectFrom('indicator')
    .innerJoin('indicator_definition as definition', (join) =>
      join.onRef('definition.indicator', '=', 'indicator.id').on('definition.edition', '=', 0),
    )
    .where(standingAt(asOf, 'definition'))
    .select((query) => [
      'indicator.id',
      'indicator.product',
      'definition.name',
      'definition.definition',
      'definition.version',
      sql<IndicatorView['status']>`case
        when indicator.status = 'retired' and ${recordedBy(asOf, RETIRED)} then 'retired' else 'live' end`.as('status'),
      asOf
        ? sql<number>`greatest(
            definition.revision,
            case when ${recordedBy(asOf, RETIRED)} then indicator.retired_revision end,
            ${query
              .selectFrom('indicator_target as target')
              .whereRef('target.indicator', '=', 'indicator.id')
              .where(recordedBy(asOf, TARGET_SET))
              .select((target) => target.fn.max('target.revision').as('revision'))},
            ${query
              .selectFrom('indicator_approval as approval')
              .whereRef('approval.indicator', '=', 'indicator.id')
              .where(recordedBy(asOf, APPROVED))
              .select((approval) => approval.fn.max('approval.revision').as('revision'))})`.as('revision')
        : sql<number>`indicator.revision`.as('revision'),
    ]);

/** Each version of the definitions that was written by the moment, with what it was when it was the newest. */
export const definitionVersions = (db: ReadDatabase, asOf: AsOf | undefined) =>
  db
    .selectFrom('indicator_definition as definition')
    .where('definition.edition', '=', 0)
    .where(recordedBy(asOf, DEFINED))
    .select([
      'definition.indicator',
      'definition.version',
      'definition.name',
      'definition.definition',
      'definition.change',
      'definition.reason',
      'definition.valid_from',
      'definition.recorded_from',
      'definition.actor',
    ]);

/** The definitions on both clocks: every edition known by the moment, with the end of that knowledge as known then. */
export function definitionTimeline(db: ReadDatabase, asOf: AsOf | undefined) {
  const { recordedTo, positionTo } = endAsKnown(asOf, 'definition');
  return db
    .selectFrom('indicator_definition as definition')
    .where(begunBy(asOf, 'definition'))
    .select([
      'definition.indicator',
      'definition.version',
      'definition.edition',
      'definition.name',
      'definition.definition',
      'definition.change',
      'definition.reason',
      'definition.actor',
      'definition.revision',
      'definition.valid_from',
      'definition.valid_to',
      'definition.recorded_from',
      'definition.position_from',
      recordedTo.as('known_to'),
      positionTo.as('known_to_position'),
    ]);
}

/** Which versions were approved by the moment. */
export const approvals = (db: ReadDatabase, asOf: AsOf | undefined) =>
  db.selectFrom('indicator_approval as approval').where(recordedBy(asOf, APPROVED)).selectAll('approval');

/** The target that held for each period at the moment. */
export const targetsHolding = (db: ReadDatabase, asOf: AsOf | undefined) =>
  db
    .selectFrom('indicator_target as target')
    .where(recordedBy(asOf, TARGET_SET))
    .distinctOn(['target.indicator', 'target.period_start', 'target.period'])
    .orderBy('target.indicator')
    .orderBy('target.period_start')
    .orderBy('target.period')
    .orderBy('target.revision', 'desc')
    .selectAll('target');

type StateRow = Omit<IndicatorView, 'definitionVersion'> & { readonly version: number };

const toIndicatorView = ({ version, ...row }: StateRow): IndicatorView => ({ ...row, definitionVersion: version });

type VersionRow = Pick<
  Selectable<ReadTables['indicator_definition']>,
  'version' | 'name' | 'definition' | 'change' | 'reason' | 'valid_from' | 'recorded_from' | 'actor'
>;

const toVersionView = (
  row: VersionRow,
  approval?: Selectable<ReadTables['indicator_approval']>,
): DefinitionVersionView => ({
  version: row.version,
  name: row.name,
  definition: row.definition,
  change: row.change,
  reason: row.reason,
  validFrom: row.valid_from,
  recordedAt: row.recorded_from.toISOString(),
  actor: row.actor,
  approval: approval
    ? { by: approval.actor, comment: approval.comment, recordedAt: approval.recorded_at.toISOString() }
    : null,
});

const toTargetView = (row: Selectable<ReadTables['indicator_target']>): TargetView => ({
  period: row.period,
  value: row.value,
  reason: row.reason,
  recordedAt: row.recorded_at.toISOString(),
});

const BY_ID: ListOrder<[string]> = {
  list: 'indicators',
  columns: ['indicator.id'],
  direction: 'asc',
  key: z.tuple([z.string()]),
};

export interface IndicatorFilters extends PageRequest {
  readonly product?: string | undefined;
  readonly status?: IndicatorView['status'] | undefined;
  /** Position, time or day: the catalogue as the ledger knew it then. */
  readonly asOf?: string | undefined;
}

/** Indicators by id. Throws Forbidden, InvalidCursor, InvalidAsOf. */
export async function listIndicators(
  db: ReadDatabase,
  actor: Actor,
  filters: IndicatorFilters = {},
): Promise<Page<IndicatorView>> {
  authorise(actor, 'ReadRecord');
  const { product, status, cursor } = filters;
  const asOf = filters.asOf === undefined ? undefined : parseAsOf(filters.asOf);
  const retired = sql<boolean>`(indicator.status = 'retired' and ${recordedBy(asOf, RETIRED)})`;
  const rows = await indicatorStates(db, asOf)
    .where(beyond(BY_ID, cursor))
    .$if(product !== undefined, (query) => query.where('indicator.product', '=', product as string))
    .$if(status !== undefined, (query) => query.where(retired, '=', status === 'retired'))
    .orderBy('indicator.id')
    .limit(rowsFor(filters))
    .execute();
  return pageOf(BY_ID, filters, rows, toIndicatorView, ({ id }): [string] => [id]);
}

/** Indicators with their versions and targets, in the order of the ids; those unknown at the moment are left out. */
export async function indicatorDetails(
  db: ReadDatabase,
  ids: readonly string[],
  asOf: AsOf | undefined,
): Promise<IndicatorDetail[]> {
  if (ids.length === 0) return [];
  const [states, versions, targets, approved] = await Promise.all([
    indicatorStates(db, asOf).where('indicator.id', 'in', ids).orderBy('indicator.id').execute(),
    definitionVersions(db, asOf).where('definition.indicator', 'in', ids).orderBy('definition.version').execute(),
    targetsHolding(db, asOf).where('target.indicator', 'in', ids).execute(),
    approvals(db, asOf).where('approval.indicator', 'in', ids).execute(),
  ]);
  return states.map((state) => ({
    ...toIndicatorView(state),
    definitions: versions
      .filter(({ indicator }) => indicator === state.id)
      .map((row) =>
        toVersionView(
          row,
          approved.find(({ indicator, version }) => indicator === state.id && version === row.version),
        ),
      ),
    targets: targets.filter(({ indicator }) => indicator === state.id).map(toTargetView),
  }));
}

/**
 * One indicator with every version of its definition (oldest first) and the target of each period; undefined when there
 * is none, or was none at `asOf`. Throws Forbidden, InvalidAsOf.
 */
export async function readIndicator(
  db: ReadDatabase,
  actor: Actor,
  id: string,
  options: { readonly asOf?: string | undefined } = {},
): Promise<IndicatorDetail | undefined> {
  authorise(actor, 'ReadRecord');
  const asOf = options.asOf === undefined ? undefined : parseAsOf(options.asOf);
  const [detail] = await indicatorDetails(db, [id], asOf);
  return detail;
}

/**
 * The version of the definition that applies to a civil day (YYYY-MM-DD), as known at `asOf`; undefined when there is
 * no such indicator. Throws Forbidden, InvalidAsOf.
 */
export async function readDefinitionInForce(
  db: ReadDatabase,
  actor: Actor,
  indicator: string,
  { validAt, asOf: moment }: { readonly validAt: string; readonly asOf?: string | undefined },
): Promise<DefinitionVersionView | undefined> {
  authorise(actor, 'ReadRecord');
  const asOf = moment === undefined ? undefined : parseAsOf(moment);
  const row = await db
    .selectFrom('indicator_definition as definition')
    .selectAll('definition')
    .where('definition.indicator', '=', indicator)
    .where(standingAt(asOf, 'definition'))
    .where((query) => query.or([query('valid_from', 'is', null), query('valid_from', '<=', validAt)]))
    .where((query) => query.or([query('valid_to', 'is', null), query('valid_to', '>', validAt)]))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const approval = await approvals(db, asOf)
    .where('approval.indicator', '=', indicator)
    .where('approval.version', '=', row.version)
    .executeTakeFirst();
  return toVersionView(row, approval);
}
