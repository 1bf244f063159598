import { randomUUID } from 'node:crypto';
import { linkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isStillRunning } from './processes.js';
import { readIfPresent } from '../private-file.js';
import type { OnProgress } from './progress.js';

const POLL_MS = 50;
const PATIENCE_MS = 180_000;
/** A breaker is held for two file operations; one this old was left by a process that was killed between them. */
const BREAKER_ABANDONED_MS = 10_000;

/**
 * Runs `work` while no other process starts or stops the server of the same folder.
 * A lock left by a killed process is taken over. Gives up after three minutes, naming the holder.
 */
export async function withStartLock<T>(path: string, onProgress: OnProgress, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  let told = false;
  while (!tryCreate(path, identityOf(process.pid))) {
    const holder = readIfPresent(path);
    if (holder === undefined) continue;
    if (!isStillRunning(holder)) {
      breakLock(path, holder);
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `another start or stop (process ${holder.split('-')[0]}) holds ${path}; end that process, then start again`,
      );
    }
    if (!told) onProgress(`waiting for another start or stop of the same database (process ${holder.split('-')[0]})`);
    told = true;
    await pause(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Creates the file with its content in one step (a hard link to a finished file), so that nobody reads half a name. */
function tryCreate(path: string, content: string): boolean {
  const finished = `${path}.${randomUUID()}`;
  writeFileSync(finished, content, { flag: 'wx', mode: 0o644 });
  try {
    linkSync(finished, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(finished, { force: true });
  }
}

/**
 * Removes the lock of a dead holder. Looking and removing are two steps; the breaker file makes them one among all
 * who would do the same, so nobody removes a lock that a third process took in between.
 */
function breakLock(path: string, deadHolder: string): void {
  const breaker = `${path}.breaking`;
  if (!tryCreate(breaker, '')) {
    const since = statSync(breaker, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > BREAKER_ABANDONED_MS) rmSync(breaker, { force: true });
    return;
  }
  try {
    if (readIfPresent(path) === deadHolder) rmSync(path, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
}
