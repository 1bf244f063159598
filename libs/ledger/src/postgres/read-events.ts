import type { RecordedEvent } from '@impact-ledger/domain';
import type pg from 'pg';
import type { Followed, Stretch } from '../follow-log.js';
import { storeError } from './faults.js';

export interface EventRow {
  readonly position: string;
  readonly bytes: string;
}

/** The stored bytes are the event: nothing else is read, so nothing else can differ from what is hashed. */
export const recordedEvent = ({ position, bytes }: EventRow): RecordedEvent =>
  // Added to the object that was just made: a copy of each would cost a rebuild as much as the reading.
  Object.assign(JSON.parse(bytes) as Omit<RecordedEvent, 'position'>, { position: BigInt(position) });

/** Runs a read. Throws StoreUnavailable. */
export async function query<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  name: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  try {
    return (await pool.query<Row>({ name, text, values })).rows;
  } catch (error) {
    throw storeError(error);
  }
}

/** Few of the events of a window may be asked for: a wider one costs one look instead of many. */
const TYPED_WINDOW = 5_000;

/** A stretch of the log: the events among the positions after `after`, at least `batchSize` of them. */
export async function readWindow(
  pool: pg.Pool,
  after: bigint,
  { batchSize, types }: Parameters<Followed['look']>[1],
): Promise<Stretch> {
  const window = types ? Math.max(batchSize, TYPED_WINDOW) : batchSize;
  // One statement sees one snapshot, and positions have no gaps: a window is complete however few events it matches.
  const rows = await query<{ head: string; position: string | null; bytes: string | null }>(
    pool,
    types ? 'ledger_window_types' : 'ledger_window',
    `select head.position as head, e.position, e.bytes
     from ledger.head
     left join ledger.event e on e.position > $1 and e.position <= $1::bigint + $2 ${types ? 'and e.type = any($3)' : ''}
     order by e.position`,
    types ? [after, window, types] : [after, window],
  );
  const head = BigInt(rows[0]?.head ?? 0);
  const last = after + BigInt(window);
  const end = last < head ? last : head > after ? head : after;
  return {
    events: rows.filter((row): row is EventRow & { head: string } => row.position !== null).map(recordedEvent),
    end,
    last: end >= head,
  };
}
