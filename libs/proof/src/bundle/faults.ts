/** Which check failed. */
export type CheckStep =
  /** The file itself. */
  | 'format'
  /** The file is not the one that was written: see the other faults for what differs. */
  | 'checksum'
  | 'key'
  | 'checkpoint'
  /** One event by itself: its form, its envelope. */
  | 'event'
  /** Events together: revisions, times, ids, how many there are. */
  | 'order'
  /** Events against the tree that was signed. */
  | 'tree'
  | 'inclusion'
  /** Against a checkpoint that was kept before. */
  | 'consistency'
  /** Protocols, results and what was done with them. */
  | 'study'
  | 'figure';

/** What is wrong, and where, as near as it can be told. */
export interface Fault {
  readonly step: CheckStep;
  readonly message: string;
  /** Of the bundle, from 1. */
  readonly line?: number;
  /** Place in the log, from 0. */
  readonly leafIndex?: number;
  /** Last leaf of a stretch that begins at `leafIndex`. */
  readonly lastLeaf?: number;
  /** Id of the event. */
  readonly event?: string;
}

const MOST = 100;

/** The first hundred faults, and how many there were. */
export class Faults {
  readonly list: Fault[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(fault: Fault): void {
    this.#count += 1;
    if (this.list.length < MOST) this.list.push(fault);
  }
}
