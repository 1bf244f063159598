import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Engine } from '@impact-ledger/domain';

const ROOT = new URL('../../../../', import.meta.url);

/** What computes: the release, and the SHA-256 of the lock file that pins every library it computes with. */
export async function readEngine(root: URL = ROOT): Promise<Engine> {
  const [manifest, lock] = await Promise.all([
    readFile(new URL('package.json', root), 'utf8'),
    readFile(new URL('package-lock.json', root)),
  ]);
  const { version } = JSON.parse(manifest) as { version: string };
  return { version, lock: createHash('sha256').update(lock).digest('hex') };
}
