import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { EventStore } from '../event-store.js';
import type { Anchor } from './anchors/anchor.js';
import { Anchoring } from './anchors/anchoring.js';
import type { KeptCheckpoint } from './kept-checkpoint.js';
import { LogRefused } from './log-refused.js';
import { openOrigin } from './origin.js';
import { rehash, REHASH_STEP } from './rehash.js';
import { SigningLog } from './signing-log.js';
import { readTree } from './tree-tables.js';

export interface NotaryOptions {
  /** Database of the tree: of the migrations of this library. */
  readonly pool: pg.Pool;
  /** Any store, also one whose positions have gaps. */
  readonly store: EventStore;
  /** Private key, Ed25519: 32 bytes. */
  readonly seed: Uint8Array;
  /** Name of the log when it has none yet: see `originName`. */
  readonly origin: string;
  readonly kept: KeptCheckpoint;
  readonly anchors?: readonly Anchor[];
  /** Milliseconds between two signatures at least; 1,000 unless told. */
  readonly signEvery?: number;
  /**
   * Milliseconds: all events are compared with the tree again, a step of 2,048 after every signature; when all were, it
   * rests until this long after it began. 600,000 unless told.
   */
  readonly rehashEvery?: number;
  /** Events taken into the tree in one step; 4,096 unless told. */
  readonly batch?: number;
  readonly logger: NotaryLogger;
  readonly signal: AbortSignal;
}

/** The part of a logger that is used. */
export interface NotaryLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Any constant serves, as long as every release uses the same and nothing else does. */
const LOCK = 7_041_778;
const LOCK_POLL_MS = 1_000;
/** After a refusal: somebody has to look, and may have mended it. */
const REFUSED_MS = 60_000;
/** Leaves whose events are compared with the tree before the first signature of a process. */
const TAIL = 100_000;

/**
 * Keeps the log signed until told to stop: takes new events into the tree, and signs it at most every `signEvery`. One
 * notary at a time, whoever else calls waits for the lock. Errors of the database or the store are thrown: call again.
 * A refusal is not: it is stored, logged, and looked into again every minute.
 */
export async function runNotary(options: NotaryOptions): Promise<void> {
  const { pool, signal, logger } = options;
  const client = await pool.connect();
  // A connection that breaks ends the lock with it; the query that fails tells.
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    if (!(await locked(client, signal))) return;
    while (!signal.aborted) {
      try {
        await keepSigned(options, client);
      } catch (error) {
        if (!(error instanceof LogRefused)) throw error;
        await client.query(
          'update ledger.tree set refusal = $1, refused_at = coalesce(refused_at, now()), suspect_leaf = coalesce($2, suspect_leaf)',
          [error.message, error.leafIndex ?? null],
        );
        logger.error(
          { kind: error.kind, leaf: error.leafIndex, reason: error.message },
          'the log is not signed any more',
        );
        await pause(REFUSED_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    // Closing the connection is what gives the lock back.
    client.release(broken ?? true);
  }
}

async function locked(client: pg.PoolClient, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK]);
    if (rows[0]?.locked) return true;
    await pause(LOCK_POLL_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function keepSigned(options: NotaryOptions, client: pg.PoolClient): Promise<void> {
  const {
    pool,
    store,
    kept,
    anchors = [],
    signEvery = 1_000,
    rehashEvery = 600_000,
    batch = 4_096,
    logger,
    signal,
  } = options;
  const signer = await openOrigin(client, options.origin, options.seed);
  const log = await SigningLog.open({ client, store, signer, kept, batch });
  for (const anchor of anchors) {
    const remembered = await anchor.remembered?.();
    // Of another origin, it says nothing about this one.
    if (remembered?.startsWith(`${signer.verifier.name}\n`)) await log.mustExtend(remembered, anchor.name);
  }
  const { suspectLeaf, refusal } = await readTree(client);
  if (suspectLeaf !== null) await rehash(client, store, suspectLeaf, suspectLeaf + 1, log.size);
  await rehash(client, store, Math.max(0, log.size - TAIL), log.size, log.size);
  if (refusal !== null) {
    await client.query('update ledger.tree set refusal = null, refused_at = null, suspect_leaf = null');
    logger.warn({ was: refusal }, 'the log agrees with what was signed again');
  }
  const onFailure = (anchor: string, error: Error): void =>
    logger.warn({ anchor, reason: error.message }, 'a checkpoint was not taken');
  const anchoring = new Anchoring({ anchors, db: pool, onFailure, signal });
  logger.info({ origin: signer.verifier.name, key: signer.verifier.text, size: log.size }, 'the log is signed');
  try {
    await rounds(log, anchoring, { ...options, signEvery, rehashEvery, batch }, client);
  } finally {
    await anchoring.drain();
  }
}

type Pace = NotaryOptions & Required<Pick<NotaryOptions, 'signEvery' | 'rehashEvery' | 'batch'>>;

async function rounds(
  log: SigningLog,
  anchoring: Anchoring,
  { store, signEvery, rehashEvery, batch, signal }: Pace,
  client: pg.PoolClient,
): Promise<void> {
  let signedAt = 0;
  let roundOfRehash = 0;
  while (!signal.aborted) {
    const taken = await log.grow();
    if (Date.now() - signedAt >= signEvery) {
      if (anchoring.refusal) throw anchoring.refusal;
      const signed = await log.sign();
      if (signed) anchoring.offer(signed);
      else anchoring.retry();
      signedAt = Date.now();
    }
    if (taken === batch) continue;
    if (log.rehashed > 0 || Date.now() - roundOfRehash >= rehashEvery) {
      if (log.rehashed === 0) roundOfRehash = Date.now();
      const next = log.rehashed + REHASH_STEP;
      await rehash(client, store, log.rehashed, next, log.size);
      await log.rehashedTo(next < log.size ? next : 0);
    }
    await pause(Math.max(0, signedAt + signEvery - Date.now()), undefined, { signal }).catch(() => undefined);
  }
}
