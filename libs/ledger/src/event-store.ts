import type { NewEvent, RecordedEvent } from '@impact-ledger/domain';

/** What the appender believes of the stream: nothing, that it does not exist, or the revision of its last event. */
export type ExpectedRevision = 'any' | 'absent' | number;

export interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

export interface AppendReceipt {
  readonly stream: string;
  /** Of the last event appended. */
  readonly revision: number;
  readonly position: bigint;
  /** True when these events stood in the stream already: the same ids were appended before. */
  readonly repeated: boolean;
}

export interface ReadStreamOptions {
  /** First revision to read; forwards from 0, backwards from the end by default. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Read what stands after this position, one that the log gave; from the beginning by default. */
  readonly after?: bigint;
  /** 1,000 by default: page on with `after`. */
  readonly limit?: number;
  readonly types?: readonly string[];
}

/** What is hashed of an event: its canonical JSON, exactly as stored. */
export interface StoredBytes {
  readonly position: bigint;
  readonly bytes: string;
}

export interface SubscribeOptions {
  readonly after?: bigint;
  readonly types?: readonly string[];
  readonly signal: AbortSignal;
  /** Largest batch handed over at once. */
  readonly batchSize?: number;
}

/** In which stores differ. Nobody needs to ask which store it is. */
export interface Capabilities {
  /** No id stands twice in the whole log. Without it: not twice in a stream; ids made from a name, on one stream only. */
  readonly globalIdUniqueness: boolean;
  /** Times never fall along the whole log. Without it: along each stream, and after whatever the writer had read. */
  readonly monotonicRecordedAt: boolean;
  /** Positions are 1, 2, 3 … Without it they only grow. */
  readonly densePosition: boolean;
  /** `appendMany` takes several streams. */
  readonly multiStream: boolean;
}

/** The log of events: the one truth of the system. Errors: `ledger-errors.ts`. */
export interface EventStore {
  readonly capabilities: Capabilities;
  /**
   * Events whose ids stand in the log already are not stored again: the receipt of the first time, `repeated`.
   * Throws WrongRevision, IdempotencyConflict, StoreUnavailable, UnstorableEvent.
   */
  append(append: Append): Promise<AppendReceipt>;
  /**
   * Several streams in one transaction, each named once, all or nothing. Throws as {@link append}, and
   * UnsupportedByStore when there are several and the store lacks `multiStream`.
   */
  appendMany(appends: readonly Append[]): Promise<readonly AppendReceipt[]>;
  /** Throws StreamNotFound. */
  readStream(stream: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;
  readAll(options?: ReadAllOptions): Promise<readonly RecordedEvent[]>;
  /** The log as it is hashed, in position order; options as of {@link readAll}. */
  readBytes(options?: Omit<ReadAllOptions, 'types'>): Promise<readonly StoredBytes[]>;
  /** What is hashed of the event at a position; undefined when none stands there. */
  bytesAt(position: bigint): Promise<StoredBytes | undefined>;
  /** Batches in position order: catches up, then live, and resumes by itself when the store comes back. */
  subscribe(options: SubscribeOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Position of the last event; 0n for an empty log. */
  head(): Promise<bigint>;
  close(): Promise<void>;
}
