import type { RecordedEvent } from '@impact-ledger/domain';
import type { ClientBase } from 'pg';
import type { Projection } from './projection.js';

/** A projection under way, and the position of the last event it has read. */
export interface Running {
  readonly projection: Projection;
  readonly position: bigint;
}

/** Somebody else moved a checkpoint: this projector no longer is the one at work. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';

  constructor() {
    super('Another projector moved a checkpoint; starting again from what it left.');
  }
}

interface StoredCheckpoint {
  readonly name: string;
  readonly version: number;
  readonly position: string;
}

/**
 * Registers the projections that are new and takes up each where it stopped. One that had failed is tried again: what
 * was wrong may have been the release or the data base, and if it was not, it stops at the same event again.
 */
export async function loadCheckpoints(
  client: ClientBase,
  projections: readonly Projection[],
): Promise<(Running & { readonly storedVersion: number })[]> {
  const names = projections.map(({ name }) => name);
  await client.query(
    `insert into read.projection (name, version) select * from unnest($1::text[], $2::integer[]) on conflict do nothing`,
    [names, projections.map(({ version }) => version)],
  );
  const { rows } = await client.query<StoredCheckpoint>(
    `update read.projection
        set status = 'running', failed_position = null, failed_stream = null, failed_reason = null,
            updated_at = clock_timestamp()
      where name = any($1) returning name, version, position`,
    [names],
  );
  return projections.map((projection) => {
    const row = rows.find(({ name }) => name === projection.name);
    if (!row) throw new CheckpointMoved();
    return { projection, position: BigInt(row.position), storedVersion: row.version };
  });
}

/**
 * Moves the checkpoints to `to`, each only if it stands where it was left, at the version it was left.
 * Throws {@link CheckpointMoved}.
 */
export async function moveCheckpoints(
  client: ClientBase,
  moves: readonly (Running & { readonly handled: number })[],
  to: RecordedEvent,
): Promise<void> {
  const { rowCount } = await client.query(
    `update read.projection as stored
        set position = $4, recorded_at = $5, processed = stored.processed + moved.handled, updated_at = clock_timestamp()
       from unnest($1::text[], $2::bigint[], $3::bigint[], $6::integer[]) as moved (name, position, handled, version)
      where stored.name = moved.name and stored.position = moved.position and stored.version = moved.version`,
    [
      moves.map(({ projection }) => projection.name),
      moves.map(({ position }) => position.toString()),
      moves.map(({ handled }) => handled),
      to.position.toString(),
      to.recordedAt,
      moves.map(({ projection }) => projection.version),
    ],
  );
  if (rowCount !== moves.length) throw new CheckpointMoved();
}

/** Keeps where and why a projection stopped, for everybody to see. */
export async function markFailed(
  client: ClientBase,
  { projection, position }: Running,
  event: Pick<RecordedEvent, 'position' | 'stream'>,
  reason: string,
): Promise<void> {
  const { rowCount } = await client.query(
    `update read.projection
        set status = 'failed', failed_position = $3, failed_stream = $4, failed_reason = $5, updated_at = clock_timestamp()
      where name = $1 and position = $2`,
    [projection.name, position.toString(), event.position.toString(), event.stream, reason],
  );
  if (rowCount !== 1) throw new CheckpointMoved();
}
