import type { Checkpoint } from '../checkpoint.js';
import { sameHash } from '../tree-hash.js';
import type { LogCheck } from './check-log.js';
import type { Faults } from './faults.js';

/** A checkpoint that the reader kept, its signature checked. */
export interface EarlierCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Where it is from, for people. */
  readonly from: string;
}

export interface Comparison {
  readonly log: LogCheck;
  readonly checkpoint: Checkpoint;
  /** Ascending by size. */
  readonly earlier: readonly EarlierCheckpoint[];
  readonly faults: Faults;
}

/**
 * Whether the events begin with those of each earlier checkpoint. Where they do not, something between the last one that
 * holds and the first that does not was changed: the more checkpoints were kept, the nearer it is told. Gives the sizes
 * that hold.
 */
export function compareEarlier({ log, checkpoint, earlier, faults }: Comparison): number[] {
  const held: number[] = [];
  for (const { checkpoint: older, from } of earlier) {
    if (older.size > Math.min(log.size, checkpoint.size)) {
      const left = Math.min(log.size, checkpoint.size);
      faults.add({
        step: 'consistency',
        message: `The checkpoint of ${from} is of ${older.size} events, of which ${left} are left: the log was rolled back or cut off after leaf ${left - 1}.`,
        leafIndex: left,
        lastLeaf: older.size - 1,
      });
      continue;
    }
    const root = log.roots.get(older.size);
    if (root && sameHash(root, older.root)) {
      held.push(older.size);
      continue;
    }
    const sound = held.at(-1) ?? 0;
    const { event } = log.where(sound);
    faults.add({
      step: 'consistency',
      message:
        `The first ${older.size} events are not those that were signed in the checkpoint of ${from}: history was rewritten ` +
        `from leaf ${sound} on at the earliest, ${older.size - 1} at the latest` +
        `${sound > 0 ? ` (the first ${sound} events are as signed before)` : ''}.`,
      ...log.where(sound),
      ...(event === undefined ? {} : { event }),
      leafIndex: sound,
      lastLeaf: older.size - 1,
    });
  }
  return held;
}
