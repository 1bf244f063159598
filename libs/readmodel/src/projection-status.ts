import { authorise, type Actor } from '@impact-ledger/domain';
import type { EventStore } from '@impact-ledger/ledger';
import type { Selectable } from 'kysely';
import type { ReadDatabase } from './read-database.js';
import type { ReadTables } from './tables.js';

/** How a projection is doing, for health and alerts: it says nothing of what the events contain. */
export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly status: 'running' | 'failed';
  /** Decimal string: last event read. */
  readonly position: string;
  /** Events that concerned it so far. */
  readonly processed: number;
  /** Age in seconds of the oldest event it has not read; 0 when there is none. */
  readonly lagSeconds: number;
  readonly failure: { readonly position: string; readonly stream: string; readonly reason: string } | null;
}

/** Every projection by name, those being built beside a live one (`name@version`) included. */
export async function readProjections(
  db: ReadDatabase,
  store: EventStore,
  now: Date = new Date(),
): Promise<ProjectionStatus[]> {
  const rows = await db.selectFrom('projection').selectAll().orderBy('name').execute();
  const lags = new Map<string, number>();
  for (const position of new Set(rows.map((row) => row.position))) {
    const [unread] = await store.readAll({ after: BigInt(position), limit: 1 });
    // A clock of another machine may be ahead: an age is never negative.
    lags.set(position, unread ? Math.max(0, (now.getTime() - Date.parse(unread.recordedAt)) / 1000) : 0);
  }
  return rows.map((row) => ({
    name: row.name,
    version: row.version,
    status: row.status,
    position: row.position,
    processed: Number(row.processed),
    lagSeconds: lags.get(row.position) ?? 0,
    failure: failureOf(row),
  }));
}

const failureOf = (row: Selectable<ReadTables['projection']>): ProjectionStatus['failure'] =>
  row.failed_position === null
    ? null
    : { position: row.failed_position, stream: row.failed_stream ?? '', reason: row.failed_reason ?? '' };

/** Projections that stopped at an event they cannot project, with where and why. Throws Forbidden. */
export async function stoppedProjections(
  db: ReadDatabase,
  actor: Actor,
): Promise<Pick<ProjectionStatus, 'name' | 'failure'>[]> {
  authorise(actor, 'ReadAudit');
  const rows = await db.selectFrom('projection').selectAll().where('status', '=', 'failed').orderBy('name').execute();
  return rows.map((row) => ({ name: row.name, failure: failureOf(row) }));
}
