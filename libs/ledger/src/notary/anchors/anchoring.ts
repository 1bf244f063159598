import { tilesIn, type Queryable } from '../tree-tables.js';
import { LogRefused } from '../log-refused.js';
import { consistencyProof } from '@impact-ledger/proof';
import type { Anchor } from './anchor.js';

export interface SignedTree {
  readonly origin: string;
  readonly size: number;
  readonly note: string;
}

export interface AnchoringOptions {
  readonly anchors: readonly Anchor[];
  readonly db: Queryable;
  readonly onFailure: (anchor: string, error: Error) => void;
  readonly signal: AbortSignal;
}

const RETRY_MS = 10_000;

/** Hands the newest checkpoint to every anchor, beside the signing: a witness that is away holds nothing up. */
export class Anchoring {
  #waiting: SignedTree | undefined;
  #failed: SignedTree | undefined;
  #failedAt = 0;
  #running: Promise<void> | undefined;
  #refusal: LogRefused | undefined;

  constructor(private readonly options: AnchoringOptions) {}

  /** What an anchor remembers against the log, if one does. */
  get refusal(): LogRefused | undefined {
    return this.#refusal;
  }

  /** Checkpoints that come faster than the anchors take them are passed over: the last one stands for all. */
  offer(signed: SignedTree): void {
    this.#waiting = signed;
    this.#failed = undefined;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  /** Tries again what an anchor did not take, now and then. */
  retry(): void {
    if (this.#failed && Date.now() - this.#failedAt >= RETRY_MS) this.offer(this.#failed);
  }

  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting && !this.options.signal.aborted) {
      const signed = this.#waiting;
      this.#waiting = undefined;
      await Promise.all(this.options.anchors.map((anchor) => this.#publish(anchor, signed)));
    }
  }

  async #publish(anchor: Anchor, { origin, size, note }: SignedTree): Promise<void> {
    const { db, signal, onFailure } = this.options;
    try {
      const prove = (from: number): Promise<Uint8Array[]> => consistencyProof(from, size, tilesIn(db));
      for (const { witness, line, at } of await anchor.publish({ note, size, prove, signal })) {
        await db.query(
          `insert into ledger.cosignature (origin, size, witness, line, cosigned_at) values ($1, $2, $3, $4, $5)
           on conflict do nothing`,
          [origin, size, witness, line, at],
        );
      }
    } catch (error) {
      if (error instanceof LogRefused) this.#refusal = error;
      this.#failed = { origin, size, note };
      this.#failedAt = Date.now();
      if (!signal.aborted) onFailure(anchor.name, error as Error);
    }
  }
}
