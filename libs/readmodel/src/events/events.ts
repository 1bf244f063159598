import { authorise, type Actor } from '@impact-ledger/domain';
import { z } from 'zod';
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

export interface EventFilters extends PageRequest {
  readonly stream?: string | undefined;
  readonly type?: string | undefined;
  /** Account that caused them. */
  readonly by?: string | undefined;
  /** Newest first unless told. */
  readonly order?: 'newest' | 'oldest' | undefined;
}

/** Envelopes of events. Throws Forbidden, InvalidCursor. */
export async function listEvents(db: ReadDatabase, actor: Actor, filters: EventFilters = {}): Promise<Page<EventView>> {
  authorise(actor, 'ReadAudit');
  const { stream, type, by, cursor } = filters;
  const order = filters.order === 'oldest' ? OLDEST_FIRST : NEWEST_FIRST;
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where(beyond(order, cursor))
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
