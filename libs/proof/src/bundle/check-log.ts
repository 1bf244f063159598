import { Frontier } from '../frontier.js';
import { HASH_BYTES } from '../tree-hash.js';
import type { Faults } from './faults.js';
import { KEY_WORDS, KeyTable } from './key-table.js';
import { Hashes } from './locate.js';
import { idText, type Scan } from './scan-events.js';

export interface LogCheckOptions {
  readonly faults: Faults;
  readonly guarantees: 'log' | 'stream';
  /** Sizes of trees whose roots are wanted, ascending; none when leaves are not all there. */
  readonly rootsAt: readonly number[];
  /** Whether every event is a leaf of its own place: whole logs only. */
  readonly whole: boolean;
}

/** Where an event is, for people. */
export interface Where {
  readonly line: number;
  readonly leafIndex?: number;
  readonly event?: string;
}

/** What events say together: the tree over them, revisions without gaps, times that never fall, ids that stand once. */
export class LogCheck {
  readonly hashes = new Hashes();
  readonly roots = new Map<number, Uint8Array>();
  readonly #edge = new Frontier();
  readonly #ids = new KeyTable();
  readonly #streams = new KeyTable();
  /** Of the streams, by when each came first. */
  #revisions = new Int32Array(1024);
  #times = new Float64Array(1024);
  #lastTime = Number.NEGATIVE_INFINITY;
  #firstLine = 0;
  #nextRoot = 0;

  constructor(private readonly options: LogCheckOptions) {
    this.#rememberRoot();
  }

  /** Events so far. */
  get size(): number {
    return this.#ids.size;
  }

  where(index: number): Where {
    if (index >= this.size) return { line: this.#firstLine + index };
    const key = this.#ids.at(index);
    return {
      line: this.#firstLine + index,
      ...(this.options.whole ? { leafIndex: index } : {}),
      ...(key.every((word) => word === 0) ? {} : { event: idText(key) }),
    };
  }

  /** Takes the next lines; `line` is that of the first one. */
  take(scan: Scan, line: number): void {
    if (this.size === 0) this.#firstLine = line;
    const before = this.size;
    this.hashes.append(scan.leaves);
    for (let index = 0; index < scan.count; index += 1) {
      if (this.options.whole) {
        this.#edge.append(scan.leaves.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES));
        this.#rememberRoot();
      }
      if ((scan.revisions[index] ?? -1) < 0) this.#ids.skip();
      else this.#order(scan, index);
    }
    for (const { index, message } of scan.faults) this.#fault('event', before + index, message);
  }

  /** Root of all events: 32 bytes. */
  root(): Uint8Array {
    return this.#edge.root();
  }

  #order({ ids, streams, revisions, times }: Scan, index: number): void {
    const place = this.size;
    const key = index * KEY_WORDS;
    const time = times[index] ?? 0;
    const revision = revisions[index] ?? 0;
    const same = this.#ids.add(ids, key);
    let stream = this.#streams.find(streams, key);
    const before = stream === -1 ? -1 : (this.#revisions[stream] ?? 0);
    const earlier =
      this.options.guarantees === 'log' ? this.#lastTime : stream === -1 ? time : (this.#times[stream] ?? 0);
    if (same !== -1) this.#fault('order', place, `its id stands before, on line ${this.#firstLine + same}`);
    if (revision !== before + 1) {
      this.#fault(
        'order',
        place,
        `its revision is ${revision}, where its stream goes on with ${before + 1}: ${gap(revision, before)}`,
      );
    }
    if (time < earlier) {
      this.#fault(
        'order',
        place,
        `it was recorded at ${new Date(time).toISOString()}, before the one that stands before it`,
      );
    }
    if (stream === -1) stream = this.#addStream(streams, key);
    this.#revisions[stream] = revision;
    this.#times[stream] = time;
    this.#lastTime = Math.max(this.#lastTime, time);
  }

  #addStream(streams: Uint32Array, key: number): number {
    const stream = this.#streams.size;
    this.#streams.add(streams, key);
    if (stream === this.#revisions.length) {
      this.#revisions = enlarged(this.#revisions, new Int32Array(2 * stream));
      this.#times = enlarged(this.#times, new Float64Array(2 * stream));
    }
    return stream;
  }

  #rememberRoot(): void {
    const { rootsAt } = this.options;
    while (rootsAt[this.#nextRoot] === this.#edge.size) {
      this.roots.set(this.#edge.size, this.#edge.root());
      this.#nextRoot += 1;
    }
  }

  #fault(step: 'event' | 'order', index: number, message: string): void {
    this.options.faults.add({ step, message: `This event is not sound: ${message}.`, ...this.where(index) });
  }
}

const gap = (revision: number, before: number): string =>
  revision > before + 1 ? 'events of its stream are missing before it' : 'it stands in the wrong place, or twice';

function enlarged<Numbers extends Int32Array | Float64Array>(from: Numbers, into: Numbers): Numbers {
  into.set(from);
  return into;
}
