import { authorise, type Actor, type EventTypeName } from '@impact-ledger/domain';
import { sql, type SqlBool } from 'kysely';
import { z } from 'zod';
import { asOfOf, parseMoment, recordedBy, type Moment } from '../as-of.js';
import { beyond, pageOf, rowsFor, type ListOrder, type PageRequest } from '../page.js';
import { envelopeProjection } from '../projecting/projection.js';
import { insert } from '../projecting/row-change.js';
import type { ReadDatabase } from '../read-database.js';
import type { EventView, Page } from '../views.js';

/** The audit list: who did what when, for every event; what it says stays in the ledger. */
export const events = envelopeProjection({
  name: 'events',
  version: 1,
  tables: ['event'],
  on: ({ position, id, stream, revision, type, version, actor, reason, recordedAt }) => [
    insert(
      'event',
      { position },
      {
        id,
        stream,
        revision,
        type,
        version,
        actor_id: actor.id,
        actor_role: actor.role,
        reason,
        recorded_at: recordedAt,
      },
    ),
  ],
});

const NEWEST_FIRST: ListOrder<[string]> = {
  list: 'events',
  columns: ['position'],
  direction: 'desc',
  key: z.tuple([z.string().regex(/^\d{1,19}$/)]),
};
const OLDEST_FIRST: ListOrder<[string]> = { ...NEWEST_FIRST, list: 'events-asc', direction: 'asc' };

/** What auditors ask for by another name than the type of an event. */
const TOPICS = {
  sealed: ['StudyResultUnsealed', 'SealedResultRead'],
  permissions: ['AccountCreated', 'AccountRoleChanged', 'TokenCreated', 'TokenRevoked', 'LoginLinkCreated'],
  erasures: ['SubjectErased', 'DataSetErased'],
} satisfies Record<string, EventTypeName[]>;
export type EventTopic = keyof typeof TOPICS;
export const EVENT_TOPICS = Object.keys(TOPICS) as [EventTopic, ...EventTopic[]];

export const EVENT_RECORDED = { time: 'event.recorded_at', position: 'event.position' };

/** True of events at the moment or after it; of a day from its first millisecond on. */
function since(text: string) {
  const moment = parseMoment(text, 'start');
  return moment.by === 'position'
    ? sql<SqlBool>`event.position >= ${moment.position}::bigint`
    : sql<SqlBool>`event.recorded_at >= ${moment.time}::timestamptz`;
}

export interface EventFilters extends PageRequest, Pick<Moment, 'asOf'> {
  readonly stream?: string | undefined;
  readonly type?: string | undefined;
  readonly about?: EventTopic | undefined;
  /** Recorded at or after, at or before: a position, a time or a day. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Account that caused them. */
  readonly by?: string | undefined;
  /** Newest first unless told. */
  readonly order?: 'newest' | 'oldest' | undefined;
}

/** Envelopes of events. Throws Forbidden, InvalidCursor, InvalidAsOf. */
export async function listEvents(db: ReadDatabase, actor: Actor, filters: EventFilters = {}): Promise<Page<EventView>> {
  authorise(actor, 'ReadAudit');
  const { stream, type, about, by, from, to, cursor } = filters;
  const order = filters.order === 'oldest' ? OLDEST_FIRST : NEWEST_FIRST;
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where(beyond(order, cursor))
    .where(recordedBy(asOfOf(filters), EVENT_RECORDED))
    .where(recordedBy(asOfOf({ asOf: to }), EVENT_RECORDED))
    .$if(from !== undefined, (query) => query.where(since(from as string)))
    .$if(about !== undefined, (query) => query.where('type', 'in', TOPICS[about as EventTopic]))
    .$if(stream !== undefined, (query) => query.where('stream', '=', stream as string))
    .$if(type !== undefined, (query) => query.where('type', '=', type as string))
    .$if(by !== undefined, (query) => query.where('actor_id', '=', by as string))
    .orderBy('position', order.direction)
    .limit(rowsFor(filters))
    .execute();
  return pageOf(
    order,
    filters,
    rows,
    (row) => ({
      position: row.position,
      id: row.id,
      stream: row.stream,
      revision: row.revision,
      type: row.type,
      version: row.version,
      actor: { id: row.actor_id, role: row.actor_role },
      reason: row.reason,
      recordedAt: row.recorded_at.toISOString(),
    }),
    ({ position }): [string] => [position],
  );
}
