import { authorise, parsePeriod, type Actor } from '@impact-ledger/domain';
import { sql, type Selectable, type SqlBool } from 'kysely';
import { z } from 'zod';
import { asOfOf, begunBy, endAsKnown, recordedBy, standingAt, type AsOf, type Moment } from '../as-of.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import type { ReadDatabase } from '../read-database.js';
import type { ReadTables } from '../tables.js';
import type { DefinitionVersionView, IndicatorDetail, IndicatorView, Page, TargetView } from '../views.js';

const RETIRED = { time: 'indicator.retired_at', position: 'indicator.retired_position' };
const TARGET_SET = { time: 'target.recorded_at', position: 'target.position' };
const APPROVED = { time: 'approval.recorded_at', position: 'approval.position' };
const DEFINED = { time: 'definition.recorded_from', position: 'definition.position_from' };

/** True of indicators that the ledger knew to be retired at the moment, and on the civil day were. */
const retired = (asOf: AsOf | undefined, validAt: string | undefined) =>
  sql<boolean>`(indicator.status = 'retired' and ${recordedBy(asOf, RETIRED)}
    and ${validAt === undefined ? sql`true` : sql`indicator.retired_since <= ${validAt}::date`})`;

/** True of the editions that apply to a civil day; where several do, the highest version holds. */
const appliesOn = (day: string) =>
  sql<SqlBool>`((definition.valid_from is null or definition.valid_from <= ${day}::date)
    and (definition.valid_to is null or definition.valid_to > ${day}::date))`;

/**
 * Each indicator under the definition that was its newest at the moment, or with `validAt` the one that applied on that
 * civil day; those defined later are not there.
 */
export const indicatorStates = (db: ReadDatabase, asOf: AsOf | undefined, validAt?: string) =>
  db
    .selectFrom('indicator')
    .innerJoinLateral(
      (query) =>
        query
          .selectFrom('indicator_definition as definition')
          .whereRef('definition.indicator', '=', 'indicator.id')
          .where(standingAt(asOf, 'definition'))
          .$if(validAt === undefined, (each) => each.where('definition.edition', '=', 0))
          .$if(validAt !== undefined, (each) => each.where(appliesOn(validAt as string)))
          .orderBy('definition.version', 'desc')
          .limit(1)
          .select(['definition.name', 'definition.definition', 'definition.version'])
          .as('definition'),
      (join) => join.onTrue(),
    )
    .select((query) => [
      'indicator.id',
      'indicator.product',
      'definition.name',
      'definition.definition',
      'definition.version',
      sql<IndicatorView['status']>`case when ${retired(asOf, validAt)} then 'retired' else 'live' end`.as('status'),
      asOf
        ? sql<number>`greatest(
            ${query
              .selectFrom('indicator_definition as known')
              .whereRef('known.indicator', '=', 'indicator.id')
              .where(begunBy(asOf, 'known'))
              .select((known) => known.fn.max('known.revision').as('revision'))},
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

function holds(period: string, day: string): boolean {
  const range = parsePeriod(period);
  return range !== undefined && range.start <= day && day < range.end;
}

const BY_ID: ListOrder<[string]> = {
  list: 'indicators',
  columns: ['indicator.id'],
  direction: 'asc',
  key: z.tuple([z.string()]),
};

export interface IndicatorFilters extends PageRequest, Moment {
  readonly product?: string | undefined;
  readonly status?: IndicatorView['status'] | undefined;
}

/** Indicators by id. Throws Forbidden, InvalidCursor, InvalidAsOf. */
export async function listIndicators(
  db: ReadDatabase,
  actor: Actor,
  filters: IndicatorFilters = {},
): Promise<Page<IndicatorView>> {
  authorise(actor, 'ReadRecord');
  const { product, status, cursor, validAt } = filters;
  const asOf = asOfOf(filters);
  const rows = await indicatorStates(db, asOf, validAt)
    .where(beyond(BY_ID, cursor))
    .$if(product !== undefined, (query) => query.where('indicator.product', '=', product as string))
    .$if(status !== undefined, (query) => query.where(retired(asOf, validAt), '=', status === 'retired'))
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
  validAt?: string,
): Promise<IndicatorDetail[]> {
  if (ids.length === 0) return [];
  const [states, versions, targets, approved] = await Promise.all([
    indicatorStates(db, asOf, validAt).where('indicator.id', 'in', ids).orderBy('indicator.id').execute(),
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
    targets: targets
      .filter(({ indicator, period }) => indicator === state.id && (validAt === undefined || holds(period, validAt)))
      .map(toTargetView),
  }));
}

/**
 * One indicator with every version of its definition (oldest first) and the target of each period, with `validAt` of
 * the periods that hold the day; undefined when there is none, or was none at `asOf`. Throws Forbidden, InvalidAsOf.
 */
export async function readIndicator(
  db: ReadDatabase,
  actor: Actor,
  id: string,
  moment: Moment = {},
): Promise<IndicatorDetail | undefined> {
  authorise(actor, 'ReadRecord');
  const [detail] = await indicatorDetails(db, [id], asOfOf(moment), moment.validAt);
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
  const asOf = asOfOf({ asOf: moment });
  const row = await db
    .selectFrom('indicator_definition as definition')
    .selectAll('definition')
    .where('definition.indicator', '=', indicator)
    .where(standingAt(asOf, 'definition'))
    .where(appliesOn(validAt))
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
