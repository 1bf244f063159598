import type { EventStore } from '@impact-ledger/ledger';
import type { ClientBase } from 'pg';
import { applyBatch, type Stop } from './apply-batch.js';
import { CheckpointMoved, loadCheckpoints, markFailed, type Running } from './checkpoints.js';

interface BuildOptions {
  readonly store: EventStore;
  readonly signal: AbortSignal;
  readonly batchSize: number;
}

/** Empty tables like the live ones, unless a build of this very version was interrupted: that one goes on. */
async function prepare(client: ClientBase, { projection }: Running, schema: string, name: string): Promise<void> {
  const { rowCount } = await client.query(
    `select from read.projection where name = $1 and to_regnamespace($2) is not null`,
    [name, schema],
  );
  if (rowCount === 1) return;
  await client.query('begin');
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.query(`delete from read.projection where name like $1 || '@%'`, [projection.name]);
  await client.query(`create schema ${schema}`);
  for (const table of projection.tables) {
    await client.query(`create table ${schema}.${table} (like read.${table} including all)`);
  }
  await client.query('commit');
}

/** The new rows take the place of the old in one transaction; readers see the one or the other, and wait for neither. */
async function swap(client: ClientBase, live: Running, next: Running, schema: string): Promise<void> {
  const { projection, position } = live;
  await client.query('begin');
  try {
    for (const table of projection.tables) {
      // Not truncate: a reader who began before it would find the table empty.
      await client.query(`delete from read.${table}`);
      await client.query(`insert into read.${table} select * from ${schema}.${table}`);
    }
    const { rowCount } = await client.query(
      `with built as (delete from read.projection where name = $3 and position = $4 returning *)
       update read.projection as live
          set version = built.version, position = built.position, recorded_at = built.recorded_at,
              processed = built.processed, updated_at = clock_timestamp()
         from built where live.name = $1 and live.position = $2`,
      [projection.name, position.toString(), next.projection.name, next.position.toString()],
    );
    if (rowCount !== 1) throw new CheckpointMoved();
    await client.query(`drop schema ${schema} cascade`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/**
 * Replays the log into tables of their own for a projection whose version changed, then swaps them in. Readers keep the
 * rows of the version before until then; a build that is killed goes on where it was. Returns the projection at the
 * position it has reached; a stop when the new version cannot read an event (the old rows stay); undefined when the
 * signal aborted.
 */
export async function buildBeside(
  client: ClientBase,
  live: Running,
  { store, signal, batchSize }: BuildOptions,
): Promise<Running | Stop | undefined> {
  const { projection } = live;
  const schema = `read_next_${projection.name}`;
  const name = `${projection.name}@${projection.version}`;
  await prepare(client, live, schema, name);
  let [next] = await loadCheckpoints(client, [{ ...projection, name }]);
  while (next && !signal.aborted) {
    const events = await store.readAll({ after: next.position, limit: batchSize });
    if (events.length === 0) {
      await swap(client, live, next, schema);
      return { projection, position: next.position };
    }
    const { running, stopped } = await applyBatch(client, [next], events, schema);
    const [stop] = stopped;
    if (stop) {
      const reason = `Version ${projection.version} cannot be built: ${stop.error.message}`;
      await markFailed(client, live, stop.event, reason);
      return { ...stop, projection: projection.name };
    }
    next = running[0] && { ...next, ...running[0] };
  }
  return undefined;
}
