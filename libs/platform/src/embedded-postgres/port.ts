import { createServer } from 'node:net';
import { join } from 'node:path';
import { readIfPresent, writePrivateFile } from '../private-file.js';

/**
 * The loopback port of the server: the one it had last time when that is still free, so that a connection string
 * somebody noted keeps working; otherwise one the system gives. Kept in the file `port`.
 */
export async function choosePort(folder: string): Promise<number> {
  const path = join(folder, 'port');
  const kept = Number(readIfPresent(path));
  if (Number.isInteger(kept) && kept > 0 && kept < 65536 && (await tryPort(kept)) !== undefined) return kept;
  const port = await tryPort(0);
  if (port === undefined) throw new Error('the system gives no free port on 127.0.0.1');
  writePrivateFile(path, `${port}\n`);
  return port;
}

/** The port that could be bound (0: any), or undefined when it is taken. */
function tryPort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
