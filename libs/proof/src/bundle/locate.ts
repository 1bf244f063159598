import { HASH_BYTES } from '../tree-hash.js';

/** Hashes side by side, in pieces as they came. */
export class Hashes {
  readonly #pieces: Uint8Array[] = [];
  readonly #starts: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#starts.push(this.#size);
    this.#size += piece.length / HASH_BYTES;
  }

  /** Whether these are the same hashes in the same order, however they came. */
  equals(other: Hashes): boolean {
    if (this.#size !== other.#size) return false;
    let at = 0;
    for (const piece of this.#pieces) {
      for (let offset = 0; offset < piece.length; offset += HASH_BYTES, at += 1) {
        if (!same(piece.subarray(offset, offset + HASH_BYTES), other.at(at))) return false;
      }
    }
    return true;
  }

  at(index: number): Uint8Array | undefined {
    if (index < 0 || index >= this.#size) return undefined;
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const offset = (index - (this.#starts[low] ?? 0)) * HASH_BYTES;
    return this.#pieces[low]?.subarray(offset, offset + HASH_BYTES);
  }
}

/** How the events differ from the leaves of the tree. */
export interface Difference {
  readonly kind: 'changed' | 'deleted' | 'inserted' | 'moved' | 'swapped' | 'truncated' | 'added';
  /** Leaf in the tree. */
  readonly leaf: number;
  /** How many leaves, or events, from there on; for `moved` and `swapped` the other place. */
  readonly count: number;
  /** Place among the events; absent when they are not there. */
  readonly event?: number;
}

/** How far a leaf is looked for from where it should be. */
const REACH = 2_048;
const MOST = 50;

/** The differences between the events and the leaves that were signed, the first fifty, from the beginning on. */
export function differences(events: Hashes, leaves: Hashes): Difference[] {
  const found: Difference[] = [];
  const seenEvents = new Set<number>();
  const seenLeaves = new Set<number>();
  let [event, leaf] = [0, 0];
  while (found.length < MOST && (event < events.size || leaf < leaves.size)) {
    if (seenEvents.delete(event)) event += 1;
    else if (seenLeaves.delete(leaf)) leaf += 1;
    else if (event >= events.size) {
      found.push({ kind: 'truncated', leaf, count: leaves.size - leaf });
      break;
    } else if (leaf >= leaves.size) {
      found.push({ kind: 'added', leaf, count: events.size - event, event });
      break;
    } else if (same(events.at(event), leaves.at(leaf))) {
      event += 1;
      leaf += 1;
    } else {
      const leafOfEvent = distance(events.at(event), leaves, leaf + 1);
      const eventOfLeaf = distance(leaves.at(leaf), events, event + 1);
      if (leafOfEvent > 0 && eventOfLeaf > 0) {
        if (leafOfEvent === eventOfLeaf) {
          found.push({ kind: 'swapped', leaf, count: leaf + leafOfEvent, event });
          seenEvents.add(event + eventOfLeaf);
          seenLeaves.add(leaf + leafOfEvent);
          event += 1;
          leaf += 1;
        } else if (leafOfEvent < eventOfLeaf) {
          found.push({ kind: 'moved', leaf, count: leaf + eventOfLeaf, event: event + eventOfLeaf });
          seenEvents.add(event + eventOfLeaf);
          leaf += 1;
        } else {
          found.push({ kind: 'moved', leaf: leaf + leafOfEvent, count: leaf, event });
          seenLeaves.add(leaf + leafOfEvent);
          event += 1;
        }
      } else if (leafOfEvent > 0) {
        found.push({ kind: 'deleted', leaf, count: leafOfEvent });
        leaf += leafOfEvent;
      } else if (eventOfLeaf > 0) {
        found.push({ kind: 'inserted', leaf, count: eventOfLeaf, event });
        event += eventOfLeaf;
      } else {
        found.push({ kind: 'changed', leaf, count: 1, event });
        event += 1;
        leaf += 1;
      }
    }
  }
  return found;
}

const same = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;

/** How far from `from - 1` on the hash stands in these; 0 when not within reach. */
function distance(hash: Uint8Array | undefined, within: Hashes, from: number): number {
  for (let step = 0; step < REACH && from + step < within.size; step += 1) {
    if (same(hash, within.at(from + step))) return step + 1;
  }
  return 0;
}
