import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connectionUrl, ensureDatabase } from './connection.js';
import { Holders } from './holders.js';
import { chooseHome, type Home } from './home.js';
import { checkMajorVersion, initialise, superuserPassword } from './initialise.js';
import { launch, shutDown } from './launch.js';
import { usableNative, type Native } from './native.js';
import type { OnProgress } from './progress.js';
import { findServer } from './running-server.js';
import { withStartLock } from './start-lock.js';

export interface StartPostgresOptions {
  /** Folder of the installation; the server lives in `postgres` below it (or elsewhere as root, see `chooseHome`). */
  readonly dataRoot: string;
  readonly onProgress?: OnProgress;
  /** Server parameters, as in postgresql.conf. Tests pass `{ fsync: 'off' }`; they do not reach a server we adopt. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Connection string of the superuser, password included: keep it out of logs and command lines. */
  readonly url: string;
  /** True when the server was running already: left by a killed process, or shared with a live one. */
  readonly adopted: boolean;
  /** The PostgreSQL data folder. */
  readonly dataFolder: string;
  /**
   * Leaves the server. The last process to leave shuts it down (fast: clients are disconnected, everything is
   * written) and waits for it. Call it after your own connections are drained; calling it twice is harmless.
   */
  readonly stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL 18 on the data root, or adopts the server that already runs there. The server outlives us: a
 * killed application loses nothing, and its next start finds the server again.
 *
 * Throws an Error that says what happened and what to do when the server cannot be had.
 */
export async function startPostgres({
  dataRoot,
  onProgress = () => undefined,
  settings = {},
}: StartPostgresOptions): Promise<EmbeddedPostgres> {
  const home = chooseHome(dataRoot, onProgress);
  const lock = join(home.folder, 'start.lock');
  return withStartLock(lock, onProgress, async () => {
    const native = usableNative(home.folder, home.account, onProgress);
    const password = superuserPassword(home);
    const { port, adopted } = await runningServer(home, native, password, settings, onProgress);
    const holders = new Holders(join(home.folder, 'users'));
    try {
      await ensureDatabase(port, password);
    } catch (error) {
      if (!adopted) await shutDown(home, native);
      throw error;
    }
    if (!adopted) holders.forgetOwn();
    const name = holders.join();
    let stopped: Promise<void> | undefined;
    return {
      url: connectionUrl(port, password),
      adopted,
      dataFolder: home.data,
      stop: () => (stopped ??= withStartLock(lock, onProgress, () => leave(home, native, holders, name, onProgress))),
    };
  });
}

async function runningServer(
  home: Home,
  native: Native,
  password: string,
  settings: Readonly<Record<string, string>>,
  onProgress: OnProgress,
): Promise<{ port: number; adopted: boolean }> {
  if (!existsSync(join(home.data, 'PG_VERSION'))) {
    onProgress(`making a database in ${home.data}`);
    await initialise(home, native, password, settings['fsync'] !== 'off');
  }
  const found = await findServer(home.data, password, onProgress);
  if (found.state === 'running') {
    onProgress(`PostgreSQL is already running on ${home.data} (process ${found.pid}, port ${found.port}): using it`);
    return { port: found.port, adopted: true };
  }
  checkMajorVersion(home, native);
  const bystander = found.bystander === undefined ? {} : { bystander: found.bystander };
  const port = await launch({ home, native, password, settings, onProgress, ...bystander });
  onProgress(
    `PostgreSQL ${native.version} is running on ${home.data} (port ${port}${home.account ? `, as ${home.account.name}` : ''})`,
  );
  return { port, adopted: false };
}

async function leave(
  home: Home,
  native: Native,
  holders: Holders,
  name: string,
  onProgress: OnProgress,
): Promise<void> {
  const others = holders.leave(name);
  if (others.length > 0) {
    onProgress(`PostgreSQL is left running for process ${others.join(', ')}`);
    return;
  }
  await shutDown(home, native);
  onProgress('PostgreSQL is stopped');
}
