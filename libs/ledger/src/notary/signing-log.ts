import {
  consistencyProof,
  leafHash,
  openCheckpoint,
  ProofError,
  sameHash,
  signCheckpoint,
  TiledTree,
  treeRoot,
  verifyConsistency,
  type Checkpoint,
  type Signer,
} from '@impact-ledger/proof';
import type pg from 'pg';
import type { EventStore, StoredBytes } from '../event-store.js';
import type { SignedTree } from './anchors/anchoring.js';
import type { KeptCheckpoint } from './kept-checkpoint.js';
import { LogRefused } from './log-refused.js';
import { readTree, tilesIn, writeGrowth, type TreeState } from './tree-tables.js';

export interface SigningLogOptions {
  /** A connection of its own, which holds the lock of the notary. */
  readonly client: pg.ClientBase;
  readonly store: EventStore;
  readonly signer: Signer;
  readonly kept: KeptCheckpoint;
  /** Events in one step. */
  readonly batch: number;
}

/** The tree on its way from the events to what is signed of them. One at a time: see `lockedClient`. */
export class SigningLog {
  #ahead: Promise<readonly StoredBytes[]> | undefined;

  private constructor(
    private readonly options: SigningLogOptions,
    private state: TreeState,
    private readonly tree: TiledTree,
    private last: Checkpoint,
  ) {}

  /**
   * Opens the log where it was left, and compares it with what was signed: by the copy outside the database, and by the
   * database's own. Throws LogRefused.
   */
  static async open(options: SigningLogOptions): Promise<SigningLog> {
    const { client, signer, kept } = options;
    const state = await readTree(client);
    const tree = await TiledTree.open(state.size, tilesIn(client));
    const outside = await kept.read();
    const inside = await lastNote(client, signer);
    const known = outside ?? inside;
    const empty: Checkpoint = {
      origin: signer.verifier.name,
      size: 0,
      root: (await TiledTree.open(0, tilesIn(client))).root(),
    };
    const log = new SigningLog(
      options,
      state,
      tree,
      known === undefined ? empty : opened(known, signer, outside === undefined ? 'ledger.checkpoint' : kept.place),
    );
    await log.#mustHaveBegunAs(log.last);
    if (inside !== undefined && inside !== known) await log.mustExtend(inside, 'the last in ledger.checkpoint');
    return log;
  }

  /** Leaves. */
  get size(): number {
    return this.state.size;
  }

  get rehashed(): number {
    return this.state.rehashed;
  }

  get signed(): Checkpoint {
    return this.last;
  }

  /** Takes the next events into the tree; gives how many there were. */
  async grow(): Promise<number> {
    const events = await (this.#ahead ?? this.#read(this.state.position));
    this.#ahead = undefined;
    const end = events.at(-1);
    if (!end) return 0;
    if (events.length === this.options.batch) {
      this.#ahead = this.#read(end.position);
      this.#ahead.catch(() => undefined);
    }
    for (const { bytes } of events) this.tree.append(leafHash(bytes));
    const positions = events.map(({ position }) => position);
    await this.#transaction(async () => {
      await writeGrowth(this.options.client, { tree: this.tree, before: this.state, positions });
    });
    this.state = { ...this.state, size: this.tree.size, position: end.position };
    return events.length;
  }

  /**
   * Signs the tree as it is, once a proof made from the tiles shows that it extends the last one that was signed.
   * Undefined when there is nothing new. Throws LogRefused.
   */
  async sign(): Promise<SignedTree | undefined> {
    const { client, signer, kept } = this.options;
    const { size } = this.tree;
    if (size === this.last.size) return undefined;
    const checkpoint: Checkpoint = { origin: signer.verifier.name, size, root: this.tree.root() };
    await this.#mustLeadTo(checkpoint);
    const note = signCheckpoint(checkpoint, signer);
    await this.#transaction(async () => {
      await client.query('insert into ledger.checkpoint (origin, size, note, signed_at) values ($1, $2, $3, now())', [
        checkpoint.origin,
        size,
        note,
      ]);
      // Before it is public, never after: whatever anybody can have seen is remembered outside.
      await kept.write(note);
    });
    this.last = checkpoint;
    return { origin: checkpoint.origin, size, note };
  }

  /** Throws LogRefused unless the log extends the tree of this checkpoint, as signed, which stood at `place`. */
  async mustExtend(note: string, place: string): Promise<void> {
    await this.#mustHaveBegunAs(opened(note, this.options.signer, place));
  }

  async #mustHaveBegunAs({ size, root }: Checkpoint): Promise<void> {
    // A crash between the copy outside and the commit leaves the copy ahead: the events are there, the tree catches up.
    while (this.size < size && (await this.grow()) > 0);
    if (size > this.state.size) {
      throw new LogRefused(
        'rolled-back',
        `The log has ${this.state.size} events, but ${size} were signed: the database was rolled back. Restore the newer backup, ` +
          'or acknowledge the loss: `impact restore --acknowledge-loss` starts a log that names what was given up.',
      );
    }
    if (!sameHash(await treeRoot(size, tilesIn(this.options.client)), root)) throw forked(size);
  }

  async rehashedTo(leaf: number): Promise<void> {
    await this.options.client.query('update ledger.tree set rehashed = $1', [leaf]);
    this.state = { ...this.state, rehashed: leaf };
  }

  #read(after: bigint): Promise<readonly StoredBytes[]> {
    return this.options.store.readBytes({ after, limit: this.options.batch });
  }

  async #mustLeadTo({ size, root }: Checkpoint): Promise<void> {
    try {
      const proof = await consistencyProof(this.last.size, size, tilesIn(this.options.client));
      verifyConsistency({ from: this.last.size, to: size, fromRoot: this.last.root, toRoot: root, proof });
    } catch (error) {
      throw error instanceof ProofError ? forked(this.last.size, error) : error;
    }
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    const { client } = this.options;
    await client.query('begin');
    try {
      await work();
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

async function lastNote(client: pg.ClientBase, signer: Signer): Promise<string | undefined> {
  const { rows } = await client.query<{ note: string; size: string }>(
    'select note, size from ledger.checkpoint where origin = $1 order by size desc limit 1',
    [signer.verifier.name],
  );
  const [last] = rows;
  if (!last) return undefined;
  const { size } = opened(last.note, signer, 'ledger.checkpoint');
  if (size !== Number(last.size)) {
    throw new LogRefused(
      'kept-unusable',
      `In ledger.checkpoint stands a checkpoint of ${size} events in the place of that of ${last.size}: they were exchanged. ` +
        'Find out who could write to the database, and restore the backup made before.',
    );
  }
  return last.note;
}

function opened(note: string, { verifier }: Signer, place: string): Checkpoint {
  try {
    return openCheckpoint(note, verifier);
  } catch (error) {
    throw new LogRefused(
      'kept-unusable',
      `The checkpoint kept in ${place} is not one of the log ${verifier.text}: ${(error as Error).message} ` +
        'Restore it from a backup, or acknowledge the loss: `impact restore --acknowledge-loss`.',
    );
  }
}

const forked = (size: number, cause?: Error): LogRefused =>
  new LogRefused(
    'forked',
    `The tree does not extend the one of ${size} leaves that was signed: the past was changed in the database. ` +
      `${cause ? `${cause.message} ` : ''}Compare it with a backup: \`impact verify\` says which event differs.`,
  );
