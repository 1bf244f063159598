import type { RecordedEvent } from '@impact-ledger/domain';
import type { ClientBase } from 'pg';
import { markFailed, moveCheckpoints, CheckpointMoved, type Running } from './checkpoints.js';
import { mergeChanges, type TableWrites } from './merge-changes.js';
import { isPassing } from './passing-faults.js';
import type { RowChange } from './row-change.js';
import { writeRows } from './write-rows.js';

/** A projection stopped at an event it could not project. */
export interface Stop {
  readonly projection: string;
  readonly event: RecordedEvent;
  readonly error: Error;
}

export interface Applied {
  /** Those that go on, at the position they have reached. */
  readonly running: readonly Running[];
  readonly stopped: readonly Stop[];
}

/** All that a batch changes: the rows, and the checkpoints, which move to its last event. */
export interface Work {
  readonly writes: readonly TableWrites[];
  readonly moves: readonly (Running & { readonly handled: number })[];
  readonly last: RecordedEvent;
}

/** Makes the changes of a batch, without I/O. Throws on an event that one of the projections cannot take. */
export function workOf(running: readonly Running[], events: readonly RecordedEvent[]): Work | undefined {
  const last = events.at(-1);
  const behind = running.filter(({ position }) => last && position < last.position);
  if (!last || behind.length === 0) return undefined;
  const changes: RowChange[] = [];
  const moves = behind.map((one) => {
    let handled = 0;
    for (const event of events) {
      if (event.position <= one.position) continue;
      const made = one.projection.changesOf(event);
      if (!made) continue;
      handled += 1;
      for (const change of made) changes.push(change);
    }
    return { ...one, handled };
  });
  return { writes: mergeChanges(changes), moves, last };
}

/** Writes rows and checkpoints in the transaction the connection is in. Throws {@link CheckpointMoved}. */
export async function write(client: ClientBase, { writes, moves, last }: Work, schema: string): Promise<void> {
  await moveCheckpoints(client, moves, last);
  await writeRows(client, schema, writes);
}

/** The same in a transaction of its own. */
export async function commitWork(client: ClientBase, work: Work, schema: string): Promise<void> {
  // What a crash of the server may lose here is projected again from the log, which lost nothing.
  await client.query('begin; set local synchronous_commit = off');
  try {
    await write(client, work, schema);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function commit(
  client: ClientBase,
  running: readonly Running[],
  events: readonly RecordedEvent[],
  schema: string,
): Promise<readonly Running[]> {
  const work = workOf(running, events);
  if (!work) return running;
  await commitWork(client, work, schema);
  const { position } = work.last;
  return running.map((one) => (one.position < position ? { ...one, position } : one));
}

/** Faults that concern the projector as a whole, not the events. */
export const concernsAll = (error: unknown): boolean => isPassing(error) || error instanceof CheckpointMoved;

/** All events before the one that cannot be projected, found by halves; that one is told and kept, never passed over. */
async function upToTheFault(
  client: ClientBase,
  one: Running,
  events: readonly RecordedEvent[],
  schema: string,
): Promise<Running | Stop> {
  try {
    return (await commit(client, [one], events, schema))[0] ?? one;
  } catch (error) {
    if (concernsAll(error)) throw error;
    const [event] = events;
    if (event && events.length === 1) {
      const fault = error instanceof Error ? error : new Error(String(error));
      await markFailed(client, one, event, fault.message);
      return { projection: one.projection.name, event, error: fault };
    }
  }
  const middle = Math.ceil(events.length / 2);
  const half = await upToTheFault(client, one, events.slice(0, middle), schema);
  return 'error' in half ? half : upToTheFault(client, half, events.slice(middle), schema);
}

/**
 * Brings projections over a batch: all in one transaction when nothing is wrong; otherwise each on its own, so that an
 * event one of them cannot project stops that one alone. Throws on faults of the road and {@link CheckpointMoved}.
 */
export async function applyBatch(
  client: ClientBase,
  running: readonly Running[],
  events: readonly RecordedEvent[],
  schema = 'read',
): Promise<Applied> {
  try {
    return { running: await commit(client, running, events, schema), stopped: [] };
  } catch (error) {
    if (concernsAll(error)) throw error;
  }
  const outcomes: (Running | Stop)[] = [];
  for (const one of running) outcomes.push(await upToTheFault(client, one, events, schema));
  return {
    running: outcomes.filter((outcome) => 'position' in outcome),
    stopped: outcomes.filter((outcome) => 'error' in outcome),
  };
}
