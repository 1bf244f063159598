import type { Checkpoint } from '../checkpoint.js';
import type { LogCheck } from './check-log.js';
import type { Faults } from './faults.js';
import { differences, type Difference, type Hashes } from './locate.js';

export interface Differing {
  readonly log: LogCheck;
  /** Leaf hashes as the bundle has them beside the events. */
  readonly tree: Hashes;
  /** Whether they lead to the root that was signed: then they tell which event is wrong. */
  readonly treeSound: boolean;
  readonly checkpoint: Checkpoint;
  readonly faults: Faults;
}

/** Says which events are not those that were signed. */
export function reportDifferences({ log, tree, treeSound, checkpoint, faults }: Differing): void {
  const found = differences(log.hashes, tree);
  if (!treeSound) {
    faults.add({
      step: 'tree',
      message:
        `The ${log.size} events do not lead to the root that was signed of ${checkpoint.size}, nor do the ${tree.size} hashes ` +
        'of the tree beside them: both were changed. Earlier checkpoints narrow down where.',
    });
  }
  for (const difference of found) {
    const { leaf, event } = difference;
    faults.add({
      step: 'tree',
      message: describe(difference),
      ...(event === undefined ? {} : log.where(event)),
      leafIndex: leaf,
      ...(difference.kind === 'truncated' || difference.kind === 'deleted'
        ? { lastLeaf: leaf + difference.count - 1 }
        : {}),
    });
  }
}

function describe({ kind, leaf, count }: Difference): string {
  switch (kind) {
    case 'changed':
      return `The event of leaf ${leaf} was changed: its hash is not the one in the tree.`;
    case 'deleted':
      return count === 1
        ? `The event of leaf ${leaf} was deleted.`
        : `The events of leaves ${leaf} to ${leaf + count - 1} were deleted.`;
    case 'inserted':
      return `Before the event of leaf ${leaf} ${count === 1 ? 'stands one that was' : `stand ${count} that were`} inserted.`;
    case 'moved':
      return `The event of leaf ${leaf} stands in another place, near leaf ${count}: events were reordered.`;
    case 'swapped':
      return `The events of leaves ${leaf} and ${count} changed places.`;
    case 'truncated':
      return `The events from leaf ${leaf} on are gone: ${count} of them.`;
    case 'added':
      return `After the last leaf ${count === 1 ? 'stands an event' : `stand ${count} events`} that the tree does not have.`;
  }
}
