import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent, writePrivateFile } from './private-file.js';

export interface KeptKey {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** Tell people to back it up. */
  readonly path: string;
  /** True when it was made just now. */
  readonly created: boolean;
}

const LENGTH = 32;

/**
 * The master key kept in the data folder (`master.key`, base64, mode 0600), made on first use. For installations that
 * do not set IMPACT_MASTER_KEY. Two first starts at once get the same key.
 * @throws Error when the file does not hold 32 bytes in base64: it is never replaced
 */
export const keptMasterKey = (dataRoot: string): KeptKey =>
  keptKey(join(dataRoot, 'master.key'), 'data sets cannot be read without it');

/**
 * The master key that a rotation is going to (`master.key.next`), kept until every key is wrapped by it, so that a
 * rotation that was cut short goes on with the same one.
 */
export const keptNextMasterKey = (dataRoot: string): KeptKey =>
  keptKey(join(dataRoot, 'master.key.next'), 'some data sets may be wrapped by it already');

/**
 * The key that signs the log (`signing.key`, the seed of an Ed25519 key), kept in the data folder likewise. For
 * installations that do not set IMPACT_SIGNING_KEY.
 * @throws Error when the file does not hold 32 bytes in base64: it is never replaced
 */
export const keptSigningKey = (dataRoot: string): KeptKey =>
  keptKey(join(dataRoot, 'signing.key'), 'the log cannot be continued under its name without it');

function keptKey(path: string, loss: string): KeptKey {
  const created = readIfPresent(path) === undefined && create(path);
  const key = Uint8Array.from(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'));
  if (key.length !== LENGTH) {
    throw new Error(`${path} does not hold ${LENGTH} bytes in base64: restore it from a backup, ${loss}`);
  }
  return { key, path, created };
}

/** False when another process was first. A hard link, unlike a rename, never replaces an existing key. */
function create(path: string): boolean {
  const candidate = `${path}.${process.pid}`;
  writePrivateFile(candidate, `${randomBytes(LENGTH).toString('base64')}\n`);
  try {
    linkSync(candidate, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(candidate, { force: true });
  }
}
