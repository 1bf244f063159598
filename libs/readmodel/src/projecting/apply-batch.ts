import type { RecordedEvent } from '@impact-ledger/domain';
import type { ClientBase } from 'pg';
import { markFailed, moveCheckpoints, CheckpointMoved, type Running } from './checkpoints.js';
import { mergeChanges } from './merge-changes.js';
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

interface Work {
  readonly changes: readonly RowChange[];
  readonly moves: readonly (Running & { readonly handled: number })[];
}

function workOf(running: readonly Running[], events: readonly RecordedEvent[]): Work {
  const changes: RowChange[] = [];
  const moves = running.map((one) => {
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
  return { changes, moves };
}

/** Rows and checkpoints of these projections for these events, in one transaction. */
async function commit(
  client: ClientBase,
  running: readonly Running[],
  events: readonly RecordedEvent[],
  schema: string,
): Promise<readonly Running[]> {
  const last = events.at(-1);
  const behind = running.filter(({ position }) => last && position < last.position);
  if (!last || behind.length === 0) return running;
  const { changes, moves } = workOf(behind, events);
  // What a crash of the server may lose here is projected again from the log, which lost nothing.
  await client.query('begin; set local synchronous_commit = off');
  try {
    await moveCheckpoints(client, moves, last);
    await writeRows(client, schema, mergeChanges(changes));
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
  return running.map((one) => (behind.includes(one) ? { ...one, position: last.position } : one));
}

/** Faults that concern the projector as a whole, not the events. */
const concernsAll = (error: unknown): boolean => isPassing(error) || error instanceof CheckpointMoved;

/** One event at a time up to the one that cannot be projected; that one is told and kept, never passed over. */
async function upToTheFault(
  client: ClientBase,
  one: Running,
  events: readonly RecordedEvent[],
  schema: string,
): Promise<Running | Stop> {
  let now = one;
  for (const event of events) {
    try {
      now = (await commit(client, [now], [event], schema))[0] ?? now;
    } catch (error) {
      if (concernsAll(error)) throw error;
      const fault = error instanceof Error ? error : new Error(String(error));
      await markFailed(client, now, event, fault.message);
      return { projection: one.projection.name, event, error: fault };
    }
  }
  return now;
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
  for (const one of running) {
    try {
      outcomes.push(...(await commit(client, [one], events, schema)));
    } catch (error) {
      if (concernsAll(error)) throw error;
      outcomes.push(await upToTheFault(client, one, events, schema));
    }
  }
  return {
    running: outcomes.filter((outcome) => 'position' in outcome),
    stopped: outcomes.filter((outcome) => 'error' in outcome),
  };
}
